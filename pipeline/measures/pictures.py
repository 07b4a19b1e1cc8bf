"""Whether two pictures are the same one: a first hash finds it, a second on the registered pair.

Both hashes are signs of differences between neighbours, dHash (Krawetz 2013, "Kind of like that"),
down as well as across, with a third sign for no difference: flat stretches, of which drawings and
screenshots are full, say nothing. Signs are local, so that words laid over a picture spoil only
their own place; pHash (Zauner 2010) lost half of such pictures at a radius without strangers.
Pictures are grey squares, whatever their proportions: a piece of one is a window of its square.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Hashes = NDArray[np.float32]

SIDE = 64
"""Side of a sketch in pixels."""

LEAST_FIRST = 0.35
"""Agreement of first hashes from which two pictures are laid on each other."""

LEAST_SECOND = 0.55
"""Agreement of the second hashes of the registered pair from which it may be one picture."""

LEAST_PARTS = 0.4
"""Share of the parts with something in them that must agree by themselves."""

FLAT = 8.0
"""Standard deviation of the grey, 0-255, below which a picture has nothing to tell it by."""

LEAST_SIGNS = 0.2
"""Share of signs that must not be zero: less is a mark on an empty ground."""

LEAST_TURNS = 0.2
"""Share of neighbouring signs that must differ: less is a gradient, which is like any other one."""

_COARSE, _FINE = 12, 18
_PARTS = 6
_LEAST_STEP = 3.0
_LEAST_NORM = 4.0
_CHUNK = 32
_SPANS = tuple(
    (start, length)
    for length, starts in (
        (1.0, (0.0,)),
        (0.9, (0.0, 0.05, 0.1)),
        (0.8, (0.0, 0.05, 0.1, 0.15, 0.2)),
    )
    for start in starts
)
"""Where a piece may begin, and how long it may be, as shares of a side."""

_STEPS = (0.03, 0.015)
_SMALLEST = 0.74
_WHOLE = 0.95

Window = tuple[float, float, float, float]
"""Top, height, left and width of a piece, as shares of the square's sides."""

EVERYTHING: Window = (0.0, 1.0, 0.0, 1.0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Two pictures by their places in a list, and the window of ``big`` that ``small`` may be."""

    big: int
    small: int
    window: Window
    mirrored: bool
    agreement: float


@dataclass(frozen=True, slots=True)
class Match:
    """Two pictures, by their places in a list, laid on each other.

    ``first`` and ``second`` are the agreements, -1 to 1, of the two hashes, ``parts`` the share of
    parts that agree by themselves. ``window`` is what of ``big`` the other shows, ``cut`` whether
    that is less than all; ``mirrored``: one of them is turned over.
    """

    big: int
    small: int
    window: Window
    mirrored: bool
    first: float
    second: float
    parts: float

    @property
    def cut(self) -> bool:
        """Whether one is a piece of the other."""
        return min(self.window[1], self.window[3]) < _WHOLE

    @property
    def is_same(self) -> bool:
        """Whether the two are the same picture."""
        return self.second >= LEAST_SECOND and self.parts >= LEAST_PARTS


def to_squares(sketches: Sequence[bytes]) -> Floats:
    """Give sketches (SIDE x SIDE bytes each) as an array of shape (n, SIDE, SIDE), 0-255."""
    flat = np.frombuffer(b"".join(sketches), np.uint8)
    return flat.reshape(len(sketches), SIDE, SIDE).astype(np.float64)


def is_flat(square: Floats) -> bool:
    """Tell whether a picture has too little in it to be told from another flat one."""
    signs = _signs(_draw(square, EVERYTHING, _COARSE + 1))
    told = float((signs != 0).mean()) >= LEAST_SIGNS and _turns(signs) >= LEAST_TURNS
    return float(square.std()) < FLAT or not told


def _turns(signs: NDArray[np.int8]) -> float:
    """Give the share of signs, 0-1, that differ from the next one across or down."""
    across, down = np.diff(signs, axis=-1) != 0, np.diff(signs, axis=-2) != 0
    return float(across.mean() + down.mean()) / 2


def first_hashes(squares: Floats) -> Hashes:
    """Give the first hash of each square: shape (n, 288), unit length unless next to empty."""
    rows = _spread(0.0, 1.0, _COARSE + 1)
    return _to_hash(_signs(np.einsum("ai,nij,bj->nab", rows, squares, rows)))


def spell(hashed: Hashes) -> str:
    """Give a first hash as text: two hexadecimal digits for each four signs (81 values)."""
    signs = (np.sign(hashed).astype(int) + 1).reshape(-1, 4)
    return "".join(f"{value:02x}" for value in signs @ np.array([27, 9, 3, 1]))


def find_same(squares: Floats) -> list[Match]:
    """Give every pair of squares that show the same picture, by their places."""
    matches = (register(squares, candidate) for candidate in find_candidates(squares))
    return [match for match in matches if match.is_same]


def find_candidates(squares: Floats, least: float = LEAST_FIRST) -> Iterator[Candidate]:
    """Yield, for each pair with one, the best window of one that is near to the other."""
    best: dict[tuple[int, int], Candidate] = {}
    whole = first_hashes(squares)
    for start in range(0, len(squares), _CHUNK):
        some = squares[start : start + _CHUNK]
        for mirrored in (False, True):
            pieces = _piece_hashes(some[:, :, ::-1] if mirrored else some)
            for candidate in _near(pieces, whole, start, least, mirrored=mirrored):
                pair = min(candidate.big, candidate.small), max(candidate.big, candidate.small)
                if pair not in best or candidate.agreement > best[pair].agreement + 1e-6:
                    best[pair] = candidate
    yield from (best[pair] for pair in sorted(best))


def _near(
    pieces: Hashes, whole: Hashes, start: int, least: float, *, mirrored: bool
) -> Iterator[Candidate]:
    agreement = pieces @ whole.T
    places = agreement.argmax(axis=1)
    top = agreement.max(axis=1)
    for row, small in zip(*np.nonzero(top >= least), strict=True):
        big = start + int(row)
        if big != small:
            window = _window_of(int(places[row, small]))
            yield Candidate(big, int(small), window, mirrored, float(top[row, small]))


def register(squares: Floats, found: Candidate) -> Match:
    """Give a pair laid on each other as well as small moves of the window allow."""
    big = squares[found.big]
    square = big[:, ::-1] if found.mirrored else big
    target = _fine_hash(squares[found.small], EVERYTHING)
    window, reached = found.window, _agreement(_fine_hash(square, found.window), target)
    for step in _STEPS:
        for _ in range(4):
            tried = [(_agreement(_fine_hash(square, w), target), w) for w in _moved(window, step)]
            value, near = max(tried, default=(reached, window))
            if value <= reached + 1e-6:
                break
            window, reached = near, value
    parts = _share_alike(_fine_hash(square, window), target)
    return Match(found.big, found.small, window, found.mirrored, found.agreement, reached, parts)


def _moved(window: Window, step: float) -> Iterator[Window]:
    """Yield windows with one edge moved by a step, or moved as a whole, that lie in the square."""
    for axis in (0, 2):
        for way in (step, -step):
            for start, length in ((way, -way), (0.0, way), (way, 0.0)):
                moved = list(window)
                moved[axis] = round(moved[axis] + start, 4)
                moved[axis + 1] = round(moved[axis + 1] + length, 4)
                inside = moved[axis] >= 0 and moved[axis] + moved[axis + 1] <= 1
                if inside and moved[axis + 1] >= _SMALLEST:
                    yield moved[0], moved[1], moved[2], moved[3]


def _fine_hash(square: Floats, window: Window) -> NDArray[np.int8]:
    return _signs(_draw(square, window, _FINE + 1))


def _agreement(one: NDArray[np.int8], other: NDArray[np.int8]) -> float:
    """Give the cosine of two sets of signs; those that are zero in both count nothing."""
    a, b = one.ravel().astype(np.float64), other.ravel().astype(np.float64)
    scale = max(float(np.linalg.norm(a)), _LEAST_NORM) * max(float(np.linalg.norm(b)), _LEAST_NORM)
    return float(a @ b) / scale


def _share_alike(one: NDArray[np.int8], other: NDArray[np.int8]) -> float:
    """Give the share of parts, of those with something in them, that agree by themselves."""
    size = _FINE // _PARTS
    shape = (2, _PARTS, size, _PARTS, size)
    a, b = (signs.reshape(shape).astype(np.float64) for signs in (one, other))
    both = (a * b).sum(axis=(0, 2, 4))
    any_a, any_b = (np.abs(x).sum(axis=(0, 2, 4)) for x in (a, b))
    busy = np.maximum(any_a, any_b) >= size * size / 2
    if not busy.any():
        return 0.0
    alike = both / np.maximum(np.sqrt(any_a * any_b), 1.0) >= 0.5
    return float(alike[busy].mean())


def _piece_hashes(squares: Floats) -> Hashes:
    """Give the first hash of each piece of each square: shape (n, pieces, 288)."""
    edges, count, side = _piece_edges(), len(_SPANS), _COARSE + 1
    drawn = edges @ squares @ edges.T
    cut = drawn.reshape(len(squares), count, side, count, side).swapaxes(2, 3)
    return _to_hash(_signs(cut.reshape(-1, side, side))).reshape(len(squares), count * count, -1)


def _window_of(place: int) -> Window:
    row, column = divmod(place, len(_SPANS))
    return *_SPANS[row], *_SPANS[column]


def _signs(drawn: Floats) -> NDArray[np.int8]:
    """Give the signs across and down: shape (..., 2, side, side) of drawings one pixel larger."""
    across, down = np.diff(drawn, axis=-1)[..., :-1, :], np.diff(drawn, axis=-2)[..., :, :-1]
    steps = np.stack([across, down], axis=-3)
    signs: NDArray[np.int8] = np.where(np.abs(steps) < _LEAST_STEP, 0, np.sign(steps)).astype(
        np.int8
    )
    return signs


def _to_hash(signs: NDArray[np.int8]) -> Hashes:
    flat = signs.reshape(len(signs), -1).astype(np.float32)
    hashed: Hashes = flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), _LEAST_NORM)
    return hashed


def _draw(square: Floats, window: Window, side: int) -> Floats:
    """Give a piece of a square, drawn to side x side."""
    top, height, left, width = window
    drawn: Floats = _spread(top, height, side) @ square @ _spread(left, width, side).T
    return drawn


@cache
def _piece_edges() -> Floats:
    return np.concatenate([_spread(*span, _COARSE + 1) for span in _SPANS])


@cache
def _spread(start: float, length: float, to: int) -> Floats:
    """Give the rows that draw a span of a side to ``to`` pixels: each the mean of what it covers.

    ``start`` and ``length`` are shares of the side. Shape (to, SIDE).
    """
    edges = (start + length * np.arange(to + 1) / to) * SIDE
    pixels = np.arange(SIDE)
    low = np.maximum(edges[:-1, None], pixels[None])
    high = np.minimum(edges[1:, None], pixels[None] + 1)
    cover = np.clip(high - low, 0.0, None)
    shares: Floats = cover / np.maximum(cover.sum(axis=1, keepdims=True), 1e-12)
    return shares
