"""How alike two home pages look: colour, layout and imagery, each a distance of its own.

After Goree, Doosti, Crandall & Su, "Investigating the Homogenization of Web Design" (CHI 2021):
colours as a distribution, layout as an XY-tree, both made by hand, and a network's features. No
network ships here: the third distance is made of where pictures stand and how busy and colourful
they are. ``docs/measures.md`` says where else ours differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Floats = NDArray[np.float64]
    Leaves = NDArray[np.int16]

QUANTILES = 33
"""Points at which a distribution of colour is kept along each direction."""

COLUMNS, ROWS = 256, 160
"""The grid on which a window is cut into boxes: cells of 5x5 pixels of 1280x800."""

LEAST_GAP = 3
"""Empty cells in a row that part two boxes: 15 pixels, more than between two lines of text."""

MOST_LEAVES = 400
TILES = 16, 10
"""The grid of imagery, across and down."""

_EDGE = 18.0
_STRONG = 60.0
"""Steps of brightness (0-255) from one pixel to the next: of anything drawn, and of letters."""

_PICTURED = 24
"""Distinct colours (of 512) in a tile from which it is all picture; text on a ground has few."""

_COLOURFUL = 80.0
"""Colourfulness that is "highly colourful" and more in Hasler & Süsstrunk's own scale."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is measured of a window.

    ``colour`` and ``imagery`` are vectors; ``layout`` holds a row per box, left, upper, right and
    lower cell, the last two exclusive.
    """

    colour: Floats
    layout: Leaves
    imagery: Floats


def look_of(pixels: Pixels) -> Look:
    """Give the look of a window's pixels (rows x columns x 3); any size of 256x160 and more."""
    bright = pixels.astype(np.float64) @ np.array([0.299, 0.587, 0.114])
    return Look(colour_of(pixels), layout_of(bright), imagery_of(pixels, bright))


def colour_of(pixels: Pixels) -> Floats:
    """Give the quantiles of a picture's colours in CIELAB along thirteen directions, one by one.

    The directions are the axes, the diagonals of the faces and those of the cube.
    """
    lab = to_lab(pixels[::2, ::2].reshape(-1, 3)) @ _directions().T
    points = np.linspace(0.0, 1.0, QUANTILES)
    found: Floats = np.quantile(lab, points, axis=0).T.ravel()
    return found


def colour_distance(one: Floats, other: Floats) -> float:
    """Give the mean move of colour from one picture to the other, in units of CIELAB; a metric.

    This is the sliced Wasserstein distance of order 1 (Bonneel et al. 2015, section 3), over the
    directions of ``colour_of`` instead of random ones.
    """
    return float(np.abs(one - other).mean())


def layout_of(bright: Floats) -> Leaves:
    """Give the boxes of an XY-cut (Nagy & Seth 1984), sorted.

    A window is cut at its widest gap, again and again, until no box has one of LEAST_GAP cells.
    """
    ink = _ink(bright)
    leaves: list[tuple[int, int, int, int]] = []
    waiting = [(0, 0, ink.shape[1], ink.shape[0])]
    while waiting and len(leaves) < MOST_LEAVES:
        box = _trim(ink, waiting.pop())
        if box is None:
            continue
        parts = _cut(ink, box)
        if parts:
            waiting += parts
        else:
            leaves.append(box)
    return np.array(sorted(leaves), dtype=np.int16).reshape(-1, 4)


def layout_distance(one: Leaves, other: Leaves) -> float:
    """Give the mean over a window's cells of 1 - overlap of the two boxes that hold the cell.

    Overlap is intersection over union (Jaccard) of the boxes; a cell that is empty in both counts
    as 0, one empty in one of them as 1. A mean of Jaccard distances, so a metric of 0 to 1.
    """
    first, second = _owners(one), _owners(other)
    overlap = np.zeros((len(one) + 1, len(other) + 1))
    overlap[0, 0] = 1.0
    if len(one) and len(other):
        overlap[1:, 1:] = _overlaps(one.astype(np.float64), other.astype(np.float64))
    return float(1.0 - overlap[first, second].mean())


def imagery_of(pixels: Pixels, bright: Floats) -> Floats:
    """Give three figures of 0 to 1 for each tile, then the same sorted by size, as one vector.

    They are how much of it is picture (distinct colours), how much is drawn in strong strokes
    (letters), and how colourful it is (Hasler & Süsstrunk 2003, equation 4). The sorted half
    compares amounts wherever they stand, the first half their places.
    """
    maps = np.array(
        [
            np.minimum(_tiles(pixels, _distinct) / _PICTURED, 1.0),
            _tiles(_steps(bright) > _STRONG, np.mean),
            np.minimum(_tiles(pixels, _colourfulness) / _COLOURFUL, 1.0),
        ]
    )
    placed = maps.reshape(3, -1)
    return np.concatenate([placed.ravel(), np.sort(placed, axis=1).ravel()])


def imagery_distance(one: Floats, other: Floats) -> float:
    """Give the mean difference of two windows' tiles, half of it sorted: 0 to 1, a metric."""
    return float(np.abs(one - other).mean())


def to_lab(rgb: NDArray[np.uint8]) -> Floats:
    """Give sRGB colours (n x 3, 0-255) in CIELAB (D65; IEC 61966-2-1, CIE 15:2004)."""
    share = rgb.astype(np.float64) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)
    xyz = linear @ _TO_XYZ.T / _WHITE
    root = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    x, y, z = root.T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], axis=1)


_TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
_WHITE = _TO_XYZ.sum(axis=1)


def _directions() -> Floats:
    grid = np.array(np.meshgrid(*[[-1, 0, 1]] * 3)).reshape(3, -1).T.astype(np.float64)
    half = np.array([row for row in grid if tuple(row) > (0, 0, 0)])
    return np.asarray(half / np.linalg.norm(half, axis=1, keepdims=True))


def _steps(bright: Floats) -> Floats:
    """Give each pixel's largest step of brightness to its right and its lower neighbour."""
    steps = np.zeros_like(bright)
    steps[:, :-1] = np.abs(np.diff(bright, axis=1))
    steps[:-1] = np.maximum(steps[:-1], np.abs(np.diff(bright, axis=0)))
    return steps


def _ink(bright: Floats) -> NDArray[np.bool_]:
    """Give the cells in which something is drawn."""
    edges = _steps(bright) > _EDGE
    rows = np.linspace(0, edges.shape[0], ROWS + 1).astype(int)[:-1]
    columns = np.linspace(0, edges.shape[1], COLUMNS + 1).astype(int)[:-1]
    down = np.logical_or.reduceat(edges, rows, axis=0)
    return np.asarray(np.logical_or.reduceat(down, columns, axis=1))


Cells = tuple[int, int, int, int]


def _trim(ink: NDArray[np.bool_], box: Cells) -> Cells | None:
    """Give the part of a box from its first cell with ink to its last, None for an empty one."""
    left, upper, right, lower = box
    inside = ink[upper:lower, left:right]
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    if not len(rows):
        return None
    return (
        left + int(columns[0]),
        upper + int(rows[0]),
        left + int(columns[-1]) + 1,
        upper + int(rows[-1]) + 1,
    )


def _cut(ink: NDArray[np.bool_], box: Cells) -> list[Cells]:
    """Give the two parts of a box at its widest gap, none where it has none; rows go first."""
    left, upper, right, lower = box
    inside = ink[upper:lower, left:right]
    down, down_width = _widest_gap(np.asarray(inside.any(axis=1)))
    across, across_width = _widest_gap(np.asarray(inside.any(axis=0)))
    if max(down_width, across_width) < LEAST_GAP:
        return []
    if down_width >= across_width:
        return [(left, upper, right, upper + down), (left, upper + down, right, lower)]
    return [(left, upper, left + across, lower), (left + across, upper, right, lower)]


def _widest_gap(filled: NDArray[np.bool_]) -> tuple[int, int]:
    """Give where the widest run of empty cells begins, and its width; the first one of equals."""
    places = np.flatnonzero(filled)
    gaps = np.diff(places) - 1
    if not len(gaps):
        return 0, 0
    widest = int(np.argmax(gaps))
    return int(places[widest]) + 1, int(gaps[widest])


def _owners(leaves: Leaves) -> NDArray[np.intp]:
    """Give for each cell the number of the box that holds it, from 1; 0 for an empty cell."""
    owners = np.zeros((ROWS, COLUMNS), dtype=np.intp)
    for number, (left, upper, right, lower) in enumerate(leaves.tolist(), start=1):
        owners[upper:lower, left:right] = number
    return owners


def _overlaps(one: Floats, other: Floats) -> Floats:
    """Give the intersection over union of each box of one with each of the other."""
    a, b = one[:, None, :], other[None, :, :]
    wide = np.minimum(a[..., 2], b[..., 2]) - np.maximum(a[..., 0], b[..., 0])
    high = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1])
    shared = np.clip(wide, 0, None) * np.clip(high, 0, None)
    return np.asarray(shared / (_area(a) + _area(b) - shared))


def _area(boxes: Floats) -> Floats:
    return np.asarray((boxes[..., 2] - boxes[..., 0]) * (boxes[..., 3] - boxes[..., 1]))


def _tiles(pixels: NDArray[Any], measure: Callable[[NDArray[Any]], float]) -> Floats:
    """Give ``measure`` of the pixels of each tile, rows by columns."""
    across, down = TILES
    bands = np.array_split(pixels, down, axis=0)
    tiles = [np.array_split(band, across, axis=1) for band in bands]
    return np.array([[float(measure(tile)) for tile in row] for row in tiles])


def _distinct(tile: Pixels) -> float:
    """Give how many of 512 colours a tile has, but for those of less than one pixel in 200."""
    codes = (tile >> 5).astype(np.int64) @ np.array([64, 8, 1])
    counts = np.bincount(codes.ravel(), minlength=512)
    return float((counts >= codes.size / 200).sum())


def _colourfulness(tile: Pixels) -> float:
    red, green, blue = np.moveaxis(tile.astype(np.float64), -1, 0)
    warm, cold = red - green, (red + green) / 2 - blue
    spread = float(np.hypot(warm.std(), cold.std()))
    return spread + 0.3 * float(np.hypot(warm.mean(), cold.mean()))
