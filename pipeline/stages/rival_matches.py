"""How close each statement comes to each rival, and the rival's nearest statement."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from embeddings.encoder import cores
from embeddings.matches import mutual_matches
from pipeline.executors import in_order
from pipeline.measures.corpus import read_corpora
from pipeline.measures.rarefaction import stratified_matches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from embeddings.matches import Best
    from pipeline.measures.corpus import Corpus

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


def rival_matches(compared_statements: pa.Table, *, rivals_sampled: int) -> pa.RecordBatchReader:
    """Give one row per statement and rival, exact, a pair of companies at a time.

    ``similarity`` is the rarefied best match R_m in equal parts of each stratum, null where
    the rival has fewer than m statements.
    """
    corpora = read_corpora(compared_statements)
    return pa.RecordBatchReader.from_batches(SCHEMA, _batches(corpora, rivals_sampled))


def _batches(corpora: list[Corpus], m: int) -> Iterator[pa.RecordBatch]:
    """Give the rows of each ordered pair, as many pairs at a time as there are cores."""
    with ThreadPoolExecutor(cores()) as pool:
        starts = [
            partial(pool.submit, _both, one, other, m) for one, other in combinations(corpora, 2)
        ]
        for forth, back in in_order(starts, cores()):
            yield forth
            yield back


def _both(one: Corpus, other: Corpus, m: int) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Give the rows of a pair of companies either way; the nearest of both from one product."""
    forth, back = mutual_matches(one.vectors, other.vectors)
    return _rows(one, other, forth, m), _rows(other, one, back, m)


def _rows(corpus: Corpus, rival: Corpus, best: Best, m: int) -> pa.RecordBatch:
    n = len(corpus)
    similarity = pa.nulls(n, pa.float64())
    if len(rival) >= m:
        rarefied = stratified_matches(corpus.vectors, rival.vectors, rival.strata, m)
        similarity = pa.array(rarefied, pa.float64())
    columns = [
        pa.array(corpus.ids, pa.string()),
        pa.repeat(pa.scalar(corpus.company, pa.string()), n),
        pa.repeat(pa.scalar(rival.company, pa.string()), n),
        similarity,
        pa.array(rival.ids, pa.string()).take(pa.array(best.nearest)),
        pa.array(best.cosines.astype(np.float64)),
    ]
    return pa.record_batch(columns, schema=SCHEMA)
