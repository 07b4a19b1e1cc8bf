"""How close each statement comes to each stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.measures.corpus import read_corpora, read_strangers
from pipeline.measures.rarefaction import stratified_matches

if TYPE_CHECKING:
    import numpy as np

SCHEMA = pa.schema(
    [
        ("statement_id", pa.string()),
        ("company", pa.string()),
        ("stranger", pa.string()),
        ("similarity", pa.float64()),
    ]
)


def stranger_matches(
    compared_statements: pa.Table,
    strangers: pa.Table,
    known_strangers: pa.Table,
    *,
    rivals_sampled: int,
) -> pa.Table:
    """Give one row per statement and stranger in use; ``similarity`` is R_m, as for rivals."""
    members = read_strangers(known_strangers)
    used = sorted(
        (row["source"], row["industry"], row["stranger"])
        for row in strangers.to_pylist()
        if row["used"]
    )
    parts = []
    for corpus in read_corpora(compared_statements):
        for key in used:
            other = members[key]
            similarity = stratified_matches(
                corpus.vectors, other.vectors, other.strata, rivals_sampled
            )
            parts.append(_rows(corpus.ids, corpus.company, "/".join(key), similarity))
    return pa.concat_tables(parts) if parts else SCHEMA.empty_table()


def _rows(
    ids: list[str],
    company: str,
    stranger: str,
    similarity: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> pa.Table:
    n = len(ids)
    return pa.table(
        {
            "statement_id": ids,
            "company": [company] * n,
            "stranger": [stranger] * n,
            "similarity": similarity,
        },
        schema=SCHEMA,
    )
