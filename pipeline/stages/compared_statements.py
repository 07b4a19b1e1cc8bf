"""Marketing statements without a company's own repetitions, with their vectors."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import pyarrow as pa

from pipeline.measures.corpus import read_vectors, vector_column
from pipeline.measures.repetition import first_of_kind

SCHEMA = pa.schema(
    [
        ("statement_id", pa.string()),
        ("company", pa.string()),
        ("url", pa.string()),
        ("kind", pa.string()),
        ("role", pa.string()),
        ("text", pa.string()),
        ("masked", pa.string()),
        ("words", pa.int32()),
        ("pages", pa.int32()),
    ]
)


def compared_statements(marketing_statements: pa.Table, statement_vectors: pa.Table) -> pa.Table:
    """Give one row per statement kept; ``pages`` counts the pages that say it or nearly it."""
    row_of = {text: i for i, text in enumerate(statement_vectors.column("masked").to_pylist())}
    vectors = read_vectors(statement_vectors.column("vector"))
    kept: list[dict[str, Any]] = []
    for rows in _by_company(marketing_statements):
        own = vectors[[row_of[row["masked"]] for row in rows]]
        for leader, members in first_of_kind(own).items():
            urls = {url for member in members for url in rows[member]["urls"]}
            kept.append(rows[leader] | {"pages": len(urls)})
    # The order in which corpora are read: their vectors need not be put in order again.
    kept.sort(key=itemgetter("company", "statement_id"))
    table = pa.Table.from_pylist(kept, schema=SCHEMA)
    chosen = vectors[[row_of[row["masked"]] for row in kept]]
    return table.append_column("vector", vector_column(chosen))


def _by_company(table: pa.Table) -> list[list[dict[str, Any]]]:
    """Give each company's rows, the home page and its hero first, so that these are kept."""
    companies: dict[str, list[dict[str, Any]]] = {}
    for row in table.to_pylist():
        companies.setdefault(row["company"], []).append(row)
    for rows in companies.values():
        rows.sort(
            key=lambda r: (r["kind"] != "home", r["role"] != "hero", r["url"], r["statement_id"])
        )
    return [companies[name] for name in sorted(companies)]
