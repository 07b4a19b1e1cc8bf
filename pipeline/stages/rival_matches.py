"""How close each statement comes to each rival, and the rival's nearest statement."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from embeddings.encoder import cores
from embeddings.matches import Best, held_whole, mutual_matches
from pipeline.executors import in_order
from pipeline.measures.corpus import read_corpora
from pipeline.measures.rarefaction import stratified_matches, stratified_rarefied

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from pipeline.measures.corpus import Corpus

COLUMNS = {"compared_statements": ("statement_id", "company", "url", "kind", "words", "vector")}
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
    """Give the rows of a pair of companies either way, from one product of what may be held."""
    if not held_whole(one.vectors, other.vectors):
        return _both_large(one, other, m)
    cosines = one.vectors @ other.vectors.T
    forth = _rows(one, other, Best.of(cosines), _rarefied(cosines, other, m))
    turned = np.ascontiguousarray(cosines.T)
    return forth, _rows(other, one, Best.of(turned), _rarefied(turned, one, m))


def _rarefied(cosines: NDArray[np.float32], rival: Corpus, m: int) -> NDArray[np.float64] | None:
    return stratified_rarefied(cosines, rival.strata, m) if len(rival) >= m else None


def _both_large(one: Corpus, other: Corpus, m: int) -> tuple[pa.RecordBatch, pa.RecordBatch]:
    """Give the same where whole rows must be multiplied anew for either side."""
    forth, back = mutual_matches(one.vectors, other.vectors)
    there, here = (
        stratified_matches(mine.vectors, rival.vectors, rival.strata, m)
        if len(rival) >= m
        else None
        for mine, rival in ((one, other), (other, one))
    )
    return _rows(one, other, forth, there), _rows(other, one, back, here)


def _rows(
    corpus: Corpus, rival: Corpus, best: Best, rarefied: NDArray[np.float64] | None
) -> pa.RecordBatch:
    n = len(corpus)
    columns = [
        pa.array(corpus.ids, pa.string()),
        pa.repeat(pa.scalar(corpus.company, pa.string()), n),
        pa.repeat(pa.scalar(rival.company, pa.string()), n),
        pa.nulls(n, pa.float64()) if rarefied is None else pa.array(rarefied, pa.float64()),
        pa.array(rival.ids, pa.string()).take(pa.array(best.nearest)),
        pa.array(best.cosines.astype(np.float64)),
    ]
    return pa.record_batch(columns, schema=SCHEMA)
