"""Pairs of statements that may make the same claim, within a company too, with the probability."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from embeddings.neighbours import NeighbourIndex
from pipeline.measures.corpus import read_vectors
from pipeline.measures.evidence import profile, weigh
from pipeline.measures.same_claim import Judge, centre, pair_features

CANDIDATE = 0.35
"""Field-centred cosine below which the judge is not asked: it would need near-equal words."""
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
    if not rows:
        return SCHEMA.empty_table()
    centred = centre(read_vectors(table.column("vector")))
    left, right, centred_cosines = NeighbourIndex(centred).within(centred, CANDIDATE)
    once = left < right
    left, right, centred_cosines = left[once], right[once], centred_cosines[once]
    vectors = read_vectors(table.column("vector"))
    cosines = np.einsum("ij,ij->i", vectors[left], vectors[right])
    profiles = [profile(row["masked"]) for row in rows]
    pairs = [(profiles[a], profiles[b]) for a, b in zip(left, right, strict=True)]
    features = pair_features(pairs, cosines, centred_cosines)
    probabilities = judge.probability(features)
    found = []
    for i in np.flatnonzero(probabilities >= least_related):
        a, b = rows[left[i]], rows[right[i]]
        evidence = weigh(*pairs[i])
        if not (evidence.numbers_differ or evidence.negation_differs):
            found.append(
                {
                    "statement_id": a["statement_id"],
                    "other_id": b["statement_id"],
                    "company": a["company"],
                    "other": b["company"],
                    "similarity": float(cosines[i]),
                    "probability": float(probabilities[i]),
                }
            )
    return pa.Table.from_pylist(found, schema=SCHEMA)
