"""Pairs of statements that read as the same claim, within a company too."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from embeddings.neighbours import NeighbourIndex
from pipeline.measures.corpus import read_vectors
from pipeline.measures.evidence import weigh
from pipeline.measures.same_claim import centre, load_judge, pair_features

CANDIDATE = 0.45
"""Cosine below which the judge is not asked: hardly any reworded claim lies lower."""
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


def same_claim_pairs(compared_statements: pa.Table, *, least_probability: float) -> pa.Table:
    """Give one row per pair whose probability of being the same claim is at least this.

    A pair of which one side denies, or names another number, is never the same claim.
    """
    table = compared_statements.sort_by("statement_id")
    rows = table.drop_columns(["vector"]).to_pylist()
    if not rows:
        return SCHEMA.empty_table()
    vectors = read_vectors(table.column("vector"))
    left, right, cosines = NeighbourIndex(vectors).within(vectors, CANDIDATE)
    once = left < right
    left, right, cosines = left[once], right[once], cosines[once]
    centred = centre(vectors)
    texts = [row["masked"] for row in rows]
    features = pair_features(
        [texts[i] for i in left],
        [texts[i] for i in right],
        cosines,
        np.einsum("ij,ij->i", centred[left], centred[right]),
    )
    probabilities = load_judge().probability(features)
    found = []
    for i in np.flatnonzero(probabilities >= least_probability):
        a, b = rows[left[i]], rows[right[i]]
        evidence = weigh(a["masked"], b["masked"])
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
