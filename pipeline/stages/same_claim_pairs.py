"""Pairs of statements that may make the same claim, within a company too, with the probability."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from embeddings.neighbours import NeighbourIndex
from pipeline.measures.corpus import read_vectors
from pipeline.measures.same_claim import CANDIDATE, Judge, opposed

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
) -> pa.Table:
    """Give one row per pair whose probability of being the same claim is at least this.

    A pair of which one side denies, or names another number, is never the same claim.
    """
    table = compared_statements.sort_by("statement_id")
    rows = table.drop_columns(["vector"]).to_pylist()
    vectors = read_vectors(table.column("vector"))
    reading = judge.read([row["masked"] for row in rows], vectors)
    if not rows:
        return SCHEMA.empty_table()
    left, right, _ = NeighbourIndex(reading.centred).within(reading.centred, CANDIDATE)
    once = left < right
    left, right = left[once], right[once]
    probabilities = judge.probabilities(reading, left, right)
    shown = (probabilities >= least_related) & ~opposed(reading, left, right)
    left, right, probabilities = left[shown], right[shown], probabilities[shown]
    cosines = np.einsum("ij,ij->i", vectors[left], vectors[right])
    found = [
        {
            "statement_id": rows[a]["statement_id"],
            "other_id": rows[b]["statement_id"],
            "company": rows[a]["company"],
            "other": rows[b]["company"],
            "similarity": float(cosine),
            "probability": float(probability),
        }
        for a, b, cosine, probability in zip(left, right, cosines, probabilities, strict=True)
    ]
    return pa.Table.from_pylist(found, schema=SCHEMA)
