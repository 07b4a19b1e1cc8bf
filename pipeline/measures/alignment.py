"""How much of each statement finds its counterpart in the other, word piece by word piece."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from embeddings.pieces import word_pieces
from pipeline.measures.uneven import Uneven

if TYPE_CHECKING:
    from numpy.typing import NDArray

Alignment = tuple[float, float, float, float, float, float, float]
UNMATCHED = 0.5
"""Cosine of two pieces below which neither stands for the other."""
FEATURES = (
    "least covered",
    "most covered",
    "least unmatched",
    "most unmatched",
    "least heaviest gap",
    "most heaviest gap",
    "mean match",
)
NOTHING = (0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
"""The alignment with a statement that has no piece."""
TILE = 256
"""Pieces of each side whose cosines are multiplied at a time."""
MOST_CELLS = 33_554_432
"""Most cosines of pieces held at a time, 134 MB."""
STEP = 4
"""Statements of so many word pieces more or less are reckoned together."""
CELLS_AT_ONCE = 131_072
"""Cosines of pairs of pieces looked at a time: these stay in the cache."""


@cache
def piece_weights() -> NDArray[np.float64]:
    """Give how telling each word piece is: log((N + 1) / (n + 1)), n of N statements hold it.

    Counted over the claims written for this project (``evaluation/written``); shape (pieces,).
    """
    file = resources.files("pipeline.reference") / "pieces.npz"
    with resources.as_file(file) as path, np.load(path) as counted:
        counts = np.zeros(len(word_pieces().vectors))
        counts[counted["pieces"].astype(np.intp)] = counted["counts"]
        weights: NDArray[np.float64] = np.log((float(counted["statements"]) + 1) / (counts + 1))
    return weights


def align(left: NDArray[np.intp], right: NDArray[np.intp]) -> Alignment:
    """Give the alignment of two statements' word pieces, in FEATURES order; symmetric.

    Each piece's match is its best cosine with a piece of the other side (Corley & Mihalcea 2005,
    with vectors). Per side, weighted by ``piece_weights``: the mean match ("covered", at most 1),
    the share of weight that finds nothing at .5 ("unmatched", 0-1), and the largest weight times
    missing match ("heaviest gap"). Nothing on one side covers nothing.
    """
    both = align_pairs(Uneven.of([left, right]), np.array([0]), np.array([1]))
    a, b, c, d, e, f, g = both[0].tolist()
    return a, b, c, d, e, f, g


def align_vectors(
    left_vectors: NDArray[np.float32],
    right_vectors: NDArray[np.float32],
    left: NDArray[np.integer],
    right: NDArray[np.integer],
) -> Alignment:
    """Give the same with other unit vectors of the pieces, such as those in their sentences."""
    between = (left_vectors @ right_vectors.T)[None]
    a, b, c, d, e, f, g = _align(between, left[None], right[None])[0].tolist()
    return a, b, c, d, e, f, g


def align_pairs(
    pieces: Uneven, left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Give ``align`` of many pairs of statements, by their numbers; shape (pairs, 7).

    A piece that stands in many statements is compared once. A figure does not depend on which
    pairs were asked with it: see ``_PieceCosines``.
    """
    parts = [np.arange(len(left))]
    found = np.zeros((len(left), len(FEATURES)))
    while parts:
        some = parts.pop()
        sides = [np.unique(pieces.together(np.unique(side[some]))[1]) for side in (left, right)]
        if len(sides[0]) * len(sides[1]) > MOST_CELLS and len(some) > 1:
            parts += np.array_split(some, 2)
        elif len(some):
            cosines = _PieceCosines(*sides)
            found[some] = _align_some(pieces, left[some], right[some], cosines)
    return found


class _PieceCosines:
    """Cosines of word pieces with word pieces, multiplied in tiles of one size.

    A tile is filled up with zeros, so that the bits of a cosine are the same wherever its pieces
    stand. No piece, which is -1, has the cosine -1 with all.
    """

    def __init__(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> None:
        table = np.full((len(left) + 1, len(right) + 1), np.float32(-1.0))
        others = [_tile(right[start : start + TILE]) for start in range(0, len(right), TILE)]
        for row in range(0, len(left), TILE):
            one = _tile(left[row : row + TILE])
            for column, other in zip(range(0, len(right), TILE), others, strict=True):
                room = table[
                    row : min(row + TILE, len(left)), column : min(column + TILE, len(right))
                ]
                room[:] = (one @ other.T)[: room.shape[0], : room.shape[1]]
        self._cosines, self._width = table.ravel(), len(right) + 1
        self._rows, self._columns = _places(left), _places(right)

    def between(self, left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.float32]:
        """Give the cosines of the pieces of n pairs, (n, left places, right places)."""
        rows, columns = self._rows[left] * self._width, self._columns[right]
        return self._cosines.take(rows[:, :, None] + columns[:, None, :])


def _places(pieces: NDArray[np.int32]) -> NDArray[np.intp]:
    """Give where each piece of the vocabulary stands among these; the last is for no piece."""
    places = np.full(len(piece_weights()) + 1, len(pieces), dtype=np.intp)
    places[pieces] = np.arange(len(pieces))
    return places


def _tile(pieces: NDArray[np.int32]) -> NDArray[np.float32]:
    table = word_pieces().vectors
    filled = np.zeros((TILE, table.shape[1]), dtype=np.float32)
    filled[: len(pieces)] = table[pieces]
    return filled


def _align_some(
    pieces: Uneven, left: NDArray[np.intp], right: NDArray[np.intp], cosines: _PieceCosines
) -> NDArray[np.float64]:
    """Give the alignment of pairs by the cosines of their pieces, those of like lengths at once."""
    found = np.zeros((len(left), len(FEATURES)))
    steps = -(-pieces.lengths // STEP)
    kinds = steps[left] * (steps.max(initial=0) + 1) + steps[right]
    order = np.argsort(kinds, kind="stable")
    for alike in np.split(order, np.flatnonzero(np.diff(kinds[order])) + 1):
        wide, high = (int(steps[side[alike[0]]]) * STEP for side in (left, right))
        at_once = max(1, CELLS_AT_ONCE // max(1, wide * high))
        for start in range(0, len(alike), at_once):
            some = alike[start : start + at_once]
            mine, theirs = pieces.padded(left[some], wide, -1), pieces.padded(right[some], high, -1)
            found[some] = _align(cosines.between(mine, theirs), mine, theirs)
    return found


def _align(
    between: NDArray[np.float32], left: NDArray[np.integer], right: NDArray[np.integer]
) -> NDArray[np.float64]:
    """Give the alignment of n pairs, (n, 7), of their pieces' cosines.

    ``between`` (n, left places, right places); ``left`` (n, left places) are the pieces, -1 for
    none, and ``right`` likewise.
    """
    if not left.shape[1] or not right.shape[1]:
        return np.tile(NOTHING, (len(left), 1))
    one = _side(between.max(axis=2).astype(np.float64), left)
    other = _side(between.max(axis=1).astype(np.float64), right)
    edges = np.stack([np.minimum(one, other), np.maximum(one, other)], axis=2)
    mean = (one[:, 3] + other[:, 3]) / 2
    return np.column_stack([edges[:, :3].reshape(len(left), -1), mean])


def _side(match: NDArray[np.float64], pieces: NDArray[np.integer]) -> NDArray[np.float64]:
    """Give what is covered, unmatched, the heaviest gap, and the mean match of a side, (n, 4)."""
    filled = pieces >= 0
    weights = np.where(filled, piece_weights()[pieces], 0.0)
    total = np.maximum(weights.sum(axis=1), 1e-9)
    return np.stack(
        [
            (match * weights).sum(axis=1) / total,
            np.where(match < UNMATCHED, weights, 0.0).sum(axis=1) / total,
            ((1.0 - match) * weights).max(axis=1),
            np.where(filled, match, 0.0).sum(axis=1) / filled.sum(axis=1),
        ],
        axis=1,
    )
