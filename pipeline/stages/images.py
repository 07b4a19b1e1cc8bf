"""Every picture of the companies' pages: what of it is content, and why the others are left out."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from pipeline.measures.pictures import first_hashes, is_flat, spell, to_squares

LEAST_SIDE = 200
"""Pixels that a content image must have in both directions."""

LONGEST = 4.0
"""How many times as long as the other side one may be: beyond that it is a strip or a wordmark."""

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "page", "url", "alt", "digest")),
        ("fetched_at", pa.timestamp("us")),
        ("width", pa.int32()),
        ("height", pa.int32()),
        ("hash", pa.string()),
        ("content", pa.bool_()),
        ("left_out", pa.string()),
    ]
)


def images(image_fetches: pa.Table) -> pa.Table:
    """Give one row per picture of a company, whatever came of it.

    ``content`` pictures are compared; ``left_out`` says why another is not. A file that a company
    shows under several addresses is content once. ``hash`` is the first one, empty without content.
    """
    rows = image_fetches.sort_by([("company", "ascending"), ("url", "ascending")]).to_pylist()
    seen: Counter[tuple[str, str]] = Counter()
    made = []
    for row in rows:
        left_out = _why_left_out(row)
        key = row["company"], row["digest"]
        seen[key] += not left_out
        if not left_out and seen[key] > 1:
            left_out = "the same file under another address"
        made.append(_to_row(row, left_out))
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _why_left_out(row: dict[str, Any]) -> str:
    if row["sketch"] is None:
        return str(row["reason"]) or "not read"
    width, height = row["width"], row["height"]
    if min(width, height) < LEAST_SIDE:
        return f"smaller than {LEAST_SIDE} pixels"
    if max(width, height) > LONGEST * min(width, height):
        return f"a strip, more than {LONGEST:g} times as long as wide"
    return "flat: nothing to tell it by" if is_flat(to_squares([row["sketch"]])[0]) else ""


def _to_row(row: dict[str, Any], left_out: str) -> dict[str, Any]:
    named = ("company", "page", "url", "alt", "digest", "fetched_at", "width", "height")
    hashed = "" if left_out else spell(first_hashes(to_squares([row["sketch"]]))[0])
    found = {"hash": hashed, "content": not left_out, "left_out": left_out}
    return {name: row[name] for name in named} | found
