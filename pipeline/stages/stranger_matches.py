"""How close each statement comes to each stranger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.measures.corpus import read_corpora, read_strangers
from pipeline.measures.rarefaction import stratified_matches

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.measures.corpus import Corpus, Sample, StrangerKey

COLUMNS = {"compared_statements": ("statement_id", "company", "url", "kind", "words", "vector")}
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
) -> pa.RecordBatchReader:
    """Give one row per statement and stranger in use; ``similarity`` is R_m, as for rivals.

    A company and a stranger at a time.
    """
    members = read_strangers(known_strangers)
    used = sorted(
        (row["source"], row["industry"], row["stranger"])
        for row in strangers.to_pylist()
        if row["used"]
    )
    corpora = read_corpora(compared_statements)
    chosen = {key: members[key] for key in used}
    return pa.RecordBatchReader.from_batches(SCHEMA, _batches(corpora, chosen, rivals_sampled))


def _batches(
    corpora: list[Corpus], strangers: Mapping[StrangerKey, Sample], m: int
) -> Iterator[pa.RecordBatch]:
    for corpus in corpora:
        n, ids = len(corpus), pa.array(corpus.ids, pa.string())
        company = pa.repeat(pa.scalar(corpus.company, pa.string()), n)
        for key, other in strangers.items():
            similarity = stratified_matches(corpus.vectors, other.vectors, other.strata, m)
            stranger = pa.repeat(pa.scalar("/".join(key), pa.string()), n)
            columns = [ids, company, stranger, pa.array(similarity, pa.float64())]
            yield pa.record_batch(columns, schema=SCHEMA)
