"""Every page's pieces with their role, in reading order."""

from __future__ import annotations

import dataclasses

import pyarrow as pa

from pipeline.text.blocks import cut_blocks
from sameness.records import Page, PageKind

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


def blocks(pages: pa.Table) -> pa.Table:
    """Give one row per block of every page, in reading order within it."""
    rows = [
        dataclasses.asdict(block)
        for row in pages.sort_by([("company", "ascending"), ("url", "ascending")]).to_pylist()
        for block in cut_blocks(Page(**{**row, "kind": PageKind(row["kind"])}))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
