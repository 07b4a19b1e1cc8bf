"""How close each statement comes to each rival, and the rival's nearest statement."""

from __future__ import annotations

from itertools import permutations

import pyarrow as pa

from embeddings.matches import best_matches
from pipeline.measures.corpus import read_corpora
from pipeline.measures.rarefaction import stratified_matches

SCHEMA = pa.schema(
    [
        ("statement_id", pa.string()),
        ("company", pa.string()),
        ("rival", pa.string()),
        ("similarity", pa.float64()),
        ("nearest_id", pa.string()),
        ("nearest_similarity", pa.float64()),
    ]
)


def rival_matches(compared_statements: pa.Table, *, rivals_sampled: int) -> pa.Table:
    """Give one row per statement and rival, exact.

    ``similarity`` is the rarefied best match R_m in equal parts of each stratum, null where
    the rival has fewer than m statements.
    """
    rows = []
    for corpus, rival in permutations(read_corpora(compared_statements), 2):
        nearest, cosines = best_matches(corpus.vectors, rival.vectors)
        rarefied: list[float | None] = [None] * len(corpus)
        if len(rival) >= rivals_sampled:
            rarefied = list(
                stratified_matches(corpus.vectors, rival.vectors, rival.strata, rivals_sampled)
            )
        for i, statement_id in enumerate(corpus.ids):
            rows.append(
                {
                    "statement_id": statement_id,
                    "company": corpus.company,
                    "rival": rival.company,
                    "similarity": rarefied[i],
                    "nearest_id": rival.ids[nearest[i]],
                    "nearest_similarity": float(cosines[i]),
                }
            )
    return pa.Table.from_pylist(rows, schema=SCHEMA)
