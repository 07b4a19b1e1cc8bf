"""Pictures whose address, file name or metadata name the stock library that they come from."""

from __future__ import annotations

import pyarrow as pa

from pipeline.measures.stock_sources import recognise

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "page", "url", "digest")),
        ("fetched_at", pa.timestamp("us")),
        *((name, pa.string()) for name in ("source", "told_by", "evidence")),
        ("content", pa.bool_()),
    ]
)


def stock_images(image_fetches: pa.Table, images: pa.Table) -> pa.Table:
    """Give one row per picture that was read and whose source is named.

    ``told_by`` is "address", "file name" or "metadata", ``evidence`` the words that name it;
    ``content`` tells whether the picture is compared.
    """
    content = {(row["company"], row["url"]) for row in images.to_pylist() if row["content"]}
    rows = image_fetches.sort_by([("company", "ascending"), ("url", "ascending")]).to_pylist()
    made = []
    for row in rows:
        found = recognise(row["url"], row["credits"]) if row["sketch"] is not None else None
        if found is not None:
            named = ("company", "page", "url", "digest", "fetched_at")
            told = {"source": found.source, "told_by": found.by, "evidence": found.evidence}
            counted = {"content": (row["company"], row["url"]) in content}
            made.append({name: row[name] for name in named} | told | counted)
    return pa.Table.from_pylist(made, schema=SCHEMA)
