"""Every sentence or phrase of every block, verbatim."""

from __future__ import annotations

import hashlib

import pyarrow as pa

from pipeline.text.sentences import split_statements

SCHEMA = pa.schema(
    [
        ("statement_id", pa.string()),
        ("company", pa.string()),
        ("url", pa.string()),
        ("kind", pa.string()),
        ("ordinal", pa.int32()),
        ("role", pa.string()),
        ("heading", pa.string()),
        ("text", pa.string()),
    ]
)


def statements(blocks: pa.Table, *, language: str) -> pa.Table:
    """Give one row per statement; ``ordinal`` counts statements within their page from 0.

    ``statement_id`` is a digest of company, page and text, numbered where a page repeats itself.
    """
    rows = []
    ordinals: dict[tuple[str, str], int] = {}
    repeats: dict[str, int] = {}
    order = [("company", "ascending"), ("url", "ascending"), ("ordinal", "ascending")]
    for block in blocks.sort_by(order).to_pylist():
        page = (block["company"], block["url"])
        for text in split_statements(block["text"], language):
            ordinals[page] = ordinals.get(page, -1) + 1
            digest = _digest(*page, text)
            repeats[digest] = repeats.get(digest, -1) + 1
            rows.append(
                block
                | {
                    "statement_id": f"{digest}-{repeats[digest]}",
                    "ordinal": ordinals[page],
                    "text": text,
                }
            )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]
