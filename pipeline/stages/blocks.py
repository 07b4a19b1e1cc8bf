"""Every page's pieces with their role, in reading order."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from sameness.records import Block, Page, PageKind

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("url", pa.string()),
        ("kind", pa.string()),
        ("ordinal", pa.int32()),
        ("role", pa.string()),
        ("heading", pa.string()),
        ("text", pa.string()),
    ]
)


def blocks(pages: pa.Table, *, cut: Callable[[list[Page]], list[Block]]) -> pa.Table:
    """Give one row per block of every page, in reading order within it."""
    rows = pages.sort_by([("company", "ascending"), ("url", "ascending")]).to_pylist()
    found = cut([Page(**{**row, "kind": PageKind(row["kind"])}) for row in rows])
    columns = [[getattr(block, name) for block in found] for name in SCHEMA.names]
    return pa.table(columns, schema=SCHEMA)
