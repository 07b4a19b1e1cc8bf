"""Words that still give a company away after masking."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from pipeline.text.identity import is_common
from pipeline.text.words import words_of

COLUMNS = {"compared_statements": ("company", "url", "masked")}
FEWEST_STATEMENTS = 3
FEWEST_PAGES = 2
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("word", pa.string()),
        ("statements", pa.int32()),
        ("pages", pa.int32()),
    ]
)


def leaks(compared_statements: pa.Table) -> pa.Table:
    """Give uncommon words of one company alone, in at least 3 statements on 2 pages."""
    where: dict[str, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
    for row in compared_statements.to_pylist():
        for word in set(words_of(row["masked"])):
            where[word][row["company"]].append(row)
    found: list[dict[str, Any]] = []
    for word, owners in where.items():
        ((company, rows), *others) = owners.items()
        pages = {row["url"] for row in rows}
        enough = len(rows) >= FEWEST_STATEMENTS and len(pages) >= FEWEST_PAGES
        if enough and not others and not is_common(word):
            found.append(
                {"company": company, "word": word, "statements": len(rows), "pages": len(pages)}
            )
    found.sort(key=lambda row: (row["company"], -row["statements"], row["word"]))
    return pa.Table.from_pylist(found, schema=SCHEMA)
