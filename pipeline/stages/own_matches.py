"""How close each statement comes to its own company's other pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import read_corpora
from pipeline.measures.rarefaction import stratified_own_matches

if TYPE_CHECKING:
    from pipeline.measures.corpus import Corpus

COLUMNS = {"compared_statements": ("statement_id", "company", "url", "kind", "words", "vector")}
SCHEMA = pa.schema(
    [("statement_id", pa.string()), ("company", pa.string()), ("similarity", pa.float64())]
)


def own_matches(compared_statements: pa.Table, *, rivals_sampled: int) -> pa.RecordBatchReader:
    """Give one row per statement whose company has enough statements on other pages."""
    corpora = read_corpora(compared_statements)
    batches = (_rows(corpus, rivals_sampled) for corpus in corpora)
    return pa.RecordBatchReader.from_batches(SCHEMA, batches)


def _rows(corpus: Corpus, m: int) -> pa.RecordBatch:
    similarities = stratified_own_matches(corpus.vectors, corpus.strata, corpus.pages, m)
    known = pa.array(~np.isnan(similarities))
    company = pa.repeat(pa.scalar(corpus.company, pa.string()), len(corpus))
    columns = [pa.array(corpus.ids, pa.string()), company, pa.array(similarities, pa.float64())]
    return pa.record_batch(columns, schema=SCHEMA).filter(known)
