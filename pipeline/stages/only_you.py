"""Statements that a company makes on several pages and that no rival comes near."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import Corpus, read_corpora

FEWEST_PAGES = 2
SUPPORT = 0.65
"""Cosine from which another page of the company is taken to say the same again."""
FARTHEST = 0.55
"""A nearest rival statement above this is too near to call a statement one company's own."""
MOST_EACH = 5
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("statement_id", pa.string()),
        ("pages", pa.int32()),
        ("nearest_id", pa.string()),
        ("similarity", pa.float64()),
    ]
)


def only_you(compared_statements: pa.Table, rival_matches: pa.Table) -> pa.Table:
    """Give at most five rows per company, the widest gap between own support and rivals first.

    ``pages`` counts the company's pages that say it, ``similarity`` is the nearest rival
    statement's cosine. Statements that say much the same are shown once.
    """
    nearest: dict[str, dict[str, Any]] = {}
    for row in rival_matches.to_pylist():
        best = nearest.get(row["statement_id"])
        if best is None or _nearness(row) < _nearness(best):
            nearest[row["statement_id"]] = row
    said = {
        row["statement_id"]: row["pages"]
        for row in compared_statements.select(["statement_id", "pages"]).to_pylist()
    }
    rows = []
    for corpus in read_corpora(compared_statements):
        rows += _best(corpus, nearest, said)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _nearness(row: dict[str, Any]) -> tuple[float, str]:
    return -row["nearest_similarity"], row["nearest_id"]


def _best(
    corpus: Corpus, nearest: dict[str, dict[str, Any]], said: dict[str, int]
) -> list[dict[str, Any]]:
    cosines = corpus.vectors @ corpus.vectors.T
    elsewhere = np.where(corpus.pages[:, None] != corpus.pages[None, :], cosines, -1.0)
    candidates = []
    for i, statement_id in enumerate(corpus.ids):
        rival = nearest.get(statement_id)
        pages = {int(p) for p in corpus.pages[elsewhere[i] >= SUPPORT]} | {int(corpus.pages[i])}
        count = max(len(pages), said[statement_id])
        if rival and count >= FEWEST_PAGES and rival["nearest_similarity"] <= FARTHEST:
            support = 1.0 if said[statement_id] > 1 else float(elsewhere[i].max())
            candidates.append((rival["nearest_similarity"] - support, i, count, rival))
    rows: list[dict[str, Any]] = []
    shown: list[int] = []
    for _, i, count, rival in sorted(candidates, key=lambda c: (c[0], corpus.ids[c[1]])):
        if len(rows) < MOST_EACH and not (cosines[i, shown] >= SUPPORT).any():
            shown.append(i)
            rows.append(
                {
                    "company": corpus.company,
                    "statement_id": corpus.ids[i],
                    "pages": count,
                    "nearest_id": rival["nearest_id"],
                    "similarity": rival["nearest_similarity"],
                }
            )
    return rows
