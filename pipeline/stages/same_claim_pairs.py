"""Pairs of statements that may make the same claim, within a company too, with the probability."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from embeddings.matches import pairs_within
from pipeline.measures.centred import pair_cosines
from pipeline.measures.corpus import read_gathered
from pipeline.measures.same_claim import (
    CANDIDATE,
    PAIRS_AT_ONCE,
    Judge,
    Reading,
    opposed,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

COLUMNS = {"compared_statements": ("statement_id", "company", "masked", "vector")}
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


def same_claim_pairs(
    compared_statements: pa.Table, *, least_related: float, judge: Judge
) -> pa.RecordBatchReader:
    """Give one row per pair whose probability of being the same claim is at least this.

    A pair of which one side denies, or names another number, is never the same claim.
    """
    table, vectors = read_gathered(compared_statements)
    if not table.num_rows:
        return SCHEMA.empty_table().to_reader()
    reading = judge.read(table.column("masked").to_pylist(), vectors)
    (names,) = table.select(["statement_id", "company"]).combine_chunks().to_batches()
    parts = (
        _judged(names, reading, left, right, judge, least_related)
        for left, right in _candidates(reading)
    )
    return pa.RecordBatchReader.from_batches(SCHEMA, parts)


def _candidates(reading: Reading) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give the pairs of statements that are near enough to be asked about, so many at a time."""
    waiting = np.zeros((2, 0), dtype=np.intp)
    for part in pairs_within(reading.centred, CANDIDATE):
        waiting = np.concatenate([waiting, part], axis=1)
        while waiting.shape[1] >= PAIRS_AT_ONCE:
            yield waiting[0, :PAIRS_AT_ONCE], waiting[1, :PAIRS_AT_ONCE]
            waiting = waiting[:, PAIRS_AT_ONCE:]
    if waiting.size:
        yield waiting[0], waiting[1]


def _judged(
    names: pa.RecordBatch,
    reading: Reading,
    left: NDArray[np.intp],
    right: NDArray[np.intp],
    judge: Judge,
    least_related: float,
) -> pa.RecordBatch:
    """Give the rows of those pairs that may be the same claim."""
    probabilities = judge.probabilities(reading, left, right)
    likely = np.flatnonzero(probabilities >= least_related)
    shown = likely[~opposed(reading, left[likely], right[likely])]
    left, right = left[shown], right[shown]
    mine, theirs = names.take(pa.array(left)), names.take(pa.array(right))
    columns = [
        mine.column("statement_id"),
        theirs.column("statement_id"),
        mine.column("company"),
        theirs.column("company"),
        pair_cosines(reading.vectors, left, right).astype(np.float64),
        probabilities[shown],
    ]
    return pa.record_batch(columns, schema=SCHEMA)
