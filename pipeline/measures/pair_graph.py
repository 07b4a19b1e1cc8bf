"""Pairs of statements with their probability of one claim, so that each statement finds its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow as pa
    from numpy.typing import NDArray

    from warehouse.spilled import Parts


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of rows ``left`` and ``right``, each pair once, with ``probabilities`` of one claim."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    probabilities: NDArray[np.float64]


def read_pairs(same_claim_pairs: Parts, ids: pa.Array) -> Pairs:
    """Give the pairs of which both statements are among ``ids``, by their places there."""
    empty = np.zeros(0, np.int64)
    found = [Pairs(empty, empty, np.zeros(0))]
    for part in same_claim_pairs.select("statement_id", "other_id", "probability"):
        left, right = (pc.index_in(part.column(n), ids) for n in ("statement_id", "other_id"))
        both = pc.and_(left.is_valid(), right.is_valid())
        columns = (column.filter(both) for column in (left, right, part.column("probability")))
        found.append(Pairs(*(column.to_numpy() for column in columns)))
    return Pairs(
        np.concatenate([part.left for part in found]),
        np.concatenate([part.right for part in found]),
        np.concatenate([part.probabilities for part in found]),
    )


@dataclass(frozen=True, slots=True)
class PairGraph:
    """A symmetric matrix of probabilities that is nearly empty: 1 for itself, 0 for no pair.

    Row i's entries stand from ``starts[i]`` to ``starts[i + 1]``: ``columns`` ascending, itself
    included, and their ``probabilities``. Some 24 bytes a pair, whatever the number of rows.
    """

    starts: NDArray[np.int64]
    columns: NDArray[np.int32]
    probabilities: NDArray[np.float64]

    @classmethod
    def of(cls, rows: int, pairs: Pairs) -> PairGraph:
        """Give the graph of so many rows, none of which is paired with itself."""
        itself = np.arange(rows)
        starting = np.concatenate([pairs.left, pairs.right, itself]).astype(np.int32)
        ending = np.concatenate([pairs.right, pairs.left, itself]).astype(np.int32)
        likely = np.concatenate([pairs.probabilities, pairs.probabilities, np.ones(rows)])
        order = np.lexsort((ending, starting))
        starts = np.concatenate([[0], np.bincount(starting, minlength=rows).cumsum()])
        return cls(starts.astype(np.int64), ending[order], likely[order])

    def __len__(self) -> int:
        return len(self.starts) - 1

    def near(self, row: int, least: float) -> NDArray[np.int32]:
        """Give the rows whose probability with this one is at least so much, ascending."""
        mine = self._entries(row)
        return self.columns[mine][self.probabilities[mine] >= least]

    def to(self, row: int, others: NDArray[np.integer] | list[int]) -> NDArray[np.float64]:
        """Give the probabilities of a row with others, shape (others,)."""
        mine = self._entries(row)
        columns, asked = self.columns[mine], np.asarray(others, dtype=np.int32)
        places = np.minimum(np.searchsorted(columns, asked), len(columns) - 1)
        found = columns[places] == asked
        return np.where(found, self.probabilities[mine][places], 0.0)

    def between(self, rows: list[int], others: list[int]) -> NDArray[np.float64]:
        """Give the probabilities of rows with others, shape (rows, others)."""
        return np.stack([self.to(row, others) for row in rows])

    def reached(self, least: float, groups: NDArray[np.int64]) -> NDArray[np.int32]:
        """Give how many rows of each group a row comes near to, itself too; (rows, groups).

        ``groups`` (rows,) numbers each row's group from 0.
        """
        kinds = int(groups.max(initial=-1)) + 1
        near = np.flatnonzero(self.probabilities >= least)
        rows = np.searchsorted(self.starts, near, side="right") - 1
        cells = rows * kinds + groups[self.columns[near]]
        counts = np.bincount(cells, minlength=len(self) * kinds)
        return counts.reshape(len(self), kinds).astype(np.int32)

    def _entries(self, row: int) -> slice:
        return slice(int(self.starts[row]), int(self.starts[row + 1]))
