"""How close each statement comes to its own company's other pages."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import read_corpora
from pipeline.measures.rarefaction import stratified_own_matches

COLUMNS = {"compared_statements": ("statement_id", "company", "url", "kind", "words", "vector")}
SCHEMA = pa.schema(
    [("statement_id", pa.string()), ("company", pa.string()), ("similarity", pa.float64())]
)


def own_matches(compared_statements: pa.Table, *, rivals_sampled: int) -> pa.Table:
    """Give one row per statement whose company has enough statements on other pages."""
    rows = []
    for corpus in read_corpora(compared_statements):
        similarities = stratified_own_matches(
            corpus.vectors, corpus.strata, corpus.pages, rivals_sampled
        )
        rows += [
            {"statement_id": corpus.ids[i], "company": corpus.company, "similarity": value}
            for i, value in enumerate(similarities)
            if not np.isnan(value)
        ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
