"""Names off: how often a classifier mistakes each pair of companies for each other."""

from __future__ import annotations

from itertools import combinations

import pyarrow as pa

from pipeline.measures.blind_test import pair_confusion, repeats_for
from pipeline.measures.corpus import read_corpora

COLUMNS = {"compared_statements": ("statement_id", "company", "url", "kind", "words", "vector")}
SCHEMA = pa.schema([("company", pa.string()), ("rival", pa.string()), ("confusion", pa.float64())])


def blind_tests(
    compared_statements: pa.Table, evidence_levels: pa.Table, *, rivals_sampled: int
) -> pa.Table:
    """Give both orders of every pair with enough evidence; ``confusion`` 1 = nobody can tell."""
    enough = {row["company"] for row in evidence_levels.to_pylist() if row["enough"]}
    corpora = [c for c in read_corpora(compared_statements) if c.company in enough]
    repeats = repeats_for(len(corpora))
    rows = []
    for left, right in combinations(corpora, 2):
        confusion = pair_confusion(left, right, rivals_sampled, repeats)
        for company, rival in ((left.company, right.company), (right.company, left.company)):
            rows.append({"company": company, "rival": rival, "confusion": confusion})
    return pa.Table.from_pylist(rows, schema=SCHEMA)
