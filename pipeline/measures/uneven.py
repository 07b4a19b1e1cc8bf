"""Rows of unlike lengths, one after another in one array."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Numbers = NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Uneven:
    """Rows of whole numbers: row i stands in ``flat`` from ``starts[i]`` to ``starts[i + 1]``.

    Four bytes a number and eight a row, where an array each would take more than a hundred.
    """

    flat: NDArray[np.int32]
    starts: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Sequence[Sequence[int] | Numbers]) -> Uneven:
        """Give these rows in this order."""
        starts = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=starts[1:])
        flat = np.empty(int(starts[-1]), dtype=np.int32)
        for row, start in zip(rows, starts.tolist(), strict=False):
            flat[start : start + len(row)] = row
        return cls(flat, starts)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def __iter__(self) -> Iterator[NDArray[np.int32]]:
        return iter(np.split(self.flat, self.starts[1:-1]) if len(self) else ())

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many numbers each row has, shape (rows,)."""
        return np.diff(self.starts)

    def together(self, rows: NDArray[np.integer]) -> tuple[NDArray[np.intp], NDArray[np.int32]]:
        """Give (which of ``rows``, the number) of every number of these rows, row after row."""
        counts = self.lengths[rows]
        which = np.repeat(np.arange(len(rows)), counts)
        place = np.arange(len(which)) - np.repeat(counts.cumsum() - counts, counts)
        return which, self.flat[self.starts[rows][which] + place]

    def padded(self, rows: NDArray[np.integer], width: int, filler: int) -> NDArray[np.int32]:
        """Give these rows side by side, none longer than ``width``; shape (rows, width)."""
        places = self.starts[rows][:, None] + np.arange(width)
        empty = places >= self.starts[rows + 1][:, None]
        side: NDArray[np.int32] = self.flat.take(places, mode="clip") if len(self.flat) else places
        return np.where(empty, np.int32(filler), side).astype(np.int32, copy=False)
