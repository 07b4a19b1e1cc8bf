"""Pairs of statements that may make the same claim, within a company too, with the probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from embeddings.neighbours import NeighbourIndex
from pipeline.measures.corpus import read_vectors
from pipeline.measures.same_claim import CANDIDATE, Judge, Reading, opposed

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEMA = pa.schema(
    [
        ("statement_id", pa.string()),
        ("other_id", pa.string()),
        ("company", pa.string()),
        ("other", pa.string()),
        ("similarity", pa.float64()),
        ("probability", pa.float64()),
    ]
)


ASKED = 8192
"""Statements whose neighbours are judged at a time: candidates are many, what is kept is not."""


def same_claim_pairs(
    compared_statements: pa.Table, *, least_related: float, judge: Judge
) -> pa.Table:
    """Give one row per pair whose probability of being the same claim is at least this.

    A pair of which one side denies, or names another number, is never the same claim.
    """
    table = compared_statements.sort_by("statement_id")
    if not table.num_rows:
        return SCHEMA.empty_table()
    vectors = read_vectors(table.column("vector"))
    reading = judge.read(table.column("masked").to_pylist(), vectors)
    names = table.select(["statement_id", "company"]).combine_chunks()
    index = NeighbourIndex(reading.centred)
    parts = []
    for start in range(0, len(vectors), ASKED):
        asked, right, _ = index.within(reading.centred[start : start + ASKED], CANDIDATE)
        left = asked + start
        once = left < right
        parts.append(_judged(names, reading, left[once], right[once], judge, least_related))
    return pa.concat_tables(parts)


def _judged(
    names: pa.Table,
    reading: Reading,
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    judge: Judge,
    least_related: float,
) -> pa.Table:
    """Give the rows of those pairs that may be the same claim."""
    probabilities = judge.probabilities(reading, left, right)
    shown = (probabilities >= least_related) & ~opposed(reading, left, right)
    left, right = left[shown], right[shown]
    mine, theirs = names.take(pa.array(left)), names.take(pa.array(right))
    columns = [
        mine.column("statement_id"),
        theirs.column("statement_id"),
        mine.column("company"),
        theirs.column("company"),
        np.einsum("ij,ij->i", reading.vectors[left], reading.vectors[right]).astype(np.float64),
        probabilities[shown],
    ]
    return pa.table(columns, schema=SCHEMA)
