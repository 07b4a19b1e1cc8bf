"""The language of each page, told from all its text together."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter

import pyarrow as pa

from pipeline.text.languages import tell_language

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("url", pa.string()),
        ("language", pa.string()),
        ("words", pa.int32()),
    ]
)
_PAGE = itemgetter("company", "url")


def page_languages(blocks: pa.Table, *, language: str) -> pa.Table:
    """Give one row per page that has any text; ``language`` is the field's own."""
    rows = []
    ordered = sorted(blocks.to_pylist(), key=itemgetter("company", "url", "ordinal"))
    for (company, url), page in groupby(ordered, key=_PAGE):
        text = " ".join(block["text"] for block in page if block["role"] != "image alt")
        told = tell_language(text, language)
        rows.append({"company": company, "url": url, "language": told, "words": len(text.split())})
    return pa.Table.from_pylist(rows, schema=SCHEMA)
