"""When each company's posts first and last made each claim, by the posts' own dates."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import read_vectors
from pipeline.measures.repetition import REPETITION

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("company", pa.string()),
        ("first_said", pa.timestamp("us")),
        ("last_said", pa.timestamp("us")),
        ("posts", pa.int32()),
        ("sure", pa.bool_()),
    ]
)


def claim_dates(
    claims: pa.Table,
    marketing_statements: pa.Table,
    statement_vectors: pa.Table,
    post_dates: pa.Table,
) -> pa.Table:
    """Give one row per claim and company that says the same, over ``posts`` posts.

    Every post counts that says it in the words of one of the claim's statements, or nearly so.
    ``sure`` is False where one of these posts has no date of its own, so that the day on which it
    was first read stands in. Claims of which no two companies say the same are left out.
    """
    dates = {(row["company"], row["url"]): row for row in post_dates.to_pylist()}
    said = _Said(marketing_statements, statement_vectors)
    members: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in claims.to_pylist():
        if row["strength"] == "same":
            members[row["claim_id"], row["company"]].append(row["statement_id"])
    rows = [
        _row(claim_id, company, [dates[company, url] for url in said.urls(company, ids)])
        for (claim_id, company), ids in sorted(members.items())
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


class _Said:
    """Where each company says each of its statements."""

    def __init__(self, marketing_statements: pa.Table, statement_vectors: pa.Table) -> None:
        place = {text: i for i, text in enumerate(statement_vectors.column("masked").to_pylist())}
        vectors = read_vectors(statement_vectors.column("vector"))
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in marketing_statements.sort_by("statement_id").to_pylist():
            self._rows[row["company"]].append(row)
        self._vectors = {
            company: vectors[[place[row["masked"]] for row in rows]]
            for company, rows in self._rows.items()
        }

    def urls(self, company: str, ids: list[str]) -> set[str]:
        """Give the addresses at which a company says one of these statements, or nearly so."""
        rows, vectors = self._rows[company], self._vectors[company]
        chosen = [i for i, row in enumerate(rows) if row["statement_id"] in ids]
        near = np.flatnonzero((vectors @ vectors[chosen].T).max(axis=1) >= REPETITION)
        return {url for i in {*chosen, *near.tolist()} for url in rows[i]["urls"]}


def _row(claim_id: str, company: str, posts: list[Row]) -> Row:
    said = [post["said_at"] for post in posts]
    return {
        "claim_id": claim_id,
        "company": company,
        "first_said": min(said),
        "last_said": max(said),
        "posts": len(posts),
        "sure": all(post["sure"] for post in posts),
    }
