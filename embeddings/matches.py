"""Exact similarities between two sets of unit vectors, in blocks of bounded memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

CELLS, MOST_ROWS = 33_554_432, 2048
"""Most cosines held at a time where whole rows are needed, 134 MB, and most rows; at least one."""
MOST_PAIRS = 1_048_576
"""Pairs that are held before they are given: 17 MB."""
TILE = 512, 1024
"""Rows and columns of a product whose maxima are taken before the next: it stays in the cache."""


class Vectors(Protocol):
    """Unit vectors by row: an array, or what makes rows of one when they are asked for."""

    def __len__(self) -> int: ...
    def __getitem__(self, rows: slice | NDArray[np.integer], /) -> NDArray[np.float32]: ...


@dataclass(frozen=True, slots=True)
class Best:
    """For each statement of one side, its ``nearest`` row of the other and their ``cosines``."""

    nearest: NDArray[np.intp]
    cosines: NDArray[np.float32]

    @classmethod
    def unknown(cls, rows: int) -> Best:
        """Give so many rows that have met nobody: row 0 at minus infinity."""
        return cls(np.zeros(rows, dtype=np.intp), np.full(rows, -np.inf, dtype=np.float32))

    @classmethod
    def of(cls, cosines: NDArray[np.float32]) -> Best:
        """Give the highest of each row of all cosines, of one or more; ties go to the first."""
        nearest = cosines.argmax(axis=1)
        return cls(nearest, cosines[np.arange(len(cosines)), nearest])

    def meet(self, at: slice, first: int, cosines: NDArray[np.float32], axis: int) -> None:
        """Take in a product: maxima along ``axis``, whose row 0 is row ``first`` of the other side.

        Products come in ascending order of ``first``, so that ties stay with the first.
        """
        highest = cosines.max(axis=axis)
        nearer = np.flatnonzero(highest > self.cosines[at])
        if len(nearer):
            rows = nearer + at.start
            self.cosines[rows] = highest[nearer]
            # All of a first product, few of any later one.
            whole = len(nearer) == len(highest)
            improved = cosines if whole else cosines.take(nearer, axis=1 - axis)
            self.nearest[rows] = first + improved.argmax(axis=axis)


def _slices(count: int, step: int) -> Iterator[slice]:
    for start in range(0, count, step):
        yield slice(start, min(start + step, count))


def blocked_cosines(
    left: Vectors, right: NDArray[np.float32]
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Give (rows of left, cosines of those rows with every row of right), block after block."""
    step = min(MOST_ROWS, max(1, CELLS // max(1, len(right))))
    for rows in _slices(len(left), step):
        yield rows, left[rows] @ right.T


def held_whole(left: NDArray[np.float32], right: NDArray[np.float32]) -> bool:
    """Tell whether all cosines of two sides may be held, and once more turned."""
    return 2 * len(left) * len(right) <= CELLS


def _tiles(
    left: NDArray[np.float32], right: Vectors, first: int = 0
) -> Iterator[tuple[slice, slice, NDArray[np.float32]]]:
    """Give (rows, columns, their cosines) tile by tile; each is overwritten by the next.

    Columns are those from ``first`` on.
    """
    room = np.empty(TILE[0] * TILE[1], dtype=np.float32)
    for rows in _slices(len(left), TILE[0]):
        a = left[rows]
        for start in range(first, len(right), TILE[1]):
            columns = slice(start, min(start + TILE[1], len(right)))
            b = right[columns]
            cosines = room[: len(a) * len(b)].reshape(len(a), len(b))
            np.matmul(a, b.T, out=cosines)
            yield rows, columns, cosines


def mutual_matches(left: NDArray[np.float32], right: NDArray[np.float32]) -> tuple[Best, Best]:
    """Give the best matches of left in right, and of right in left, from one product of each pair.

    Both sides are walked in tiles, so that memory grows with their rows and not with the pairs.
    Ties go to the first. A side whose other side is empty has row 0 at minus infinity.
    """
    forth, back = Best.unknown(len(left)), Best.unknown(len(right))
    for rows, columns, cosines in _tiles(left, right):
        forth.meet(rows, columns.start, cosines, axis=1)
        back.meet(columns, rows.start, cosines, axis=0)
    return forth, back


def best_matches(left: NDArray[np.float32], right: NDArray[np.float32]) -> Best:
    """Give for each row of left its nearest row of right and their cosine; ties go to the first."""
    best = Best.unknown(len(left))
    for rows, columns, cosines in _tiles(left, right):
        best.meet(rows, columns.start, cosines, axis=1)
    return best


def pairs_within(
    vectors: Vectors, similarity: float
) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give all pairs of rows (left < right) with at least this cosine, some rows' at a time.

    Exact, each pair computed once. Left rows do not descend from one part to the next; within a
    part pairs are ordered by left, then right. A part holds the pairs of at most 512 left rows, and
    no more than ``MOST_PAIRS`` and what one tile adds.
    """
    for rows in _slices(len(vectors), TILE[0]):
        first, found, count = rows.start, [np.zeros((2, 0), dtype=np.intp)], 0
        for _, columns, cosines in _tiles(vectors[rows], vectors, first):
            left, right = np.nonzero(cosines >= np.float32(similarity))
            found.append(np.stack([left + first, right + columns.start]))
            count += len(left)
            if count >= MOST_PAIRS:
                yield _once(found)
                found, count = found[:1], 0
        yield _once(found)


def _once(
    found: list[NDArray[np.intp]],
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Give the pairs whose left row is before the right one, ordered by left, then right."""
    left, right = np.concatenate(found, axis=1)
    once = np.flatnonzero(left < right)
    once = once[np.lexsort((right[once], left[once]))]
    return left[once], right[once]
