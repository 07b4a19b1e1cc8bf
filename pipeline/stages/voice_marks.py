"""Passages that mark a voice as polished or as human, with the axis that each counts on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.measures.voice.axes import LANGUAGE, PRICES
from pipeline.measures.voice.marks import find_marks
from sameness.records import Role

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = pa.schema(
    [
        ("statement_id", pa.string()),
        ("company", pa.string()),
        ("url", pa.string()),
        ("axis", pa.string()),
        ("passage", pa.string()),
        ("at", pa.int32()),
    ]
)


def voice_marks(
    voice_statements: pa.Table,
    companies: pa.Table,
    *,
    language: str,
    find_entities: Callable[[list[str]], list[list[tuple[str, str]]]],
) -> pa.Table:
    """Give one row per passage, in reading order; ``at`` is where it begins in its statement.

    Price tables are searched for prices only. There are no rows where the field's language is not
    that of the lists.
    """
    if language != LANGUAGE:
        return SCHEMA.empty_table()
    own = {row["company"]: _own_words(row) for row in companies.to_pylist()}
    order = [("company", "ascending"), ("url", "ascending"), ("ordinal", "ascending")]
    statements = voice_statements.sort_by(order).to_pylist()
    rows = []
    found = find_entities([statement["text"] for statement in statements])
    for statement, entities in zip(statements, found, strict=True):
        people = [term for term, kind in entities if kind == "person"]
        text = statement["text"]
        for mark in find_marks(text, people, own.get(statement["company"], frozenset())):
            if statement["role"] != Role.PRICE or mark.axis == PRICES:
                passage = {"passage": text[mark.start : mark.end], "at": mark.start}
                rows.append(statement | {"axis": mark.axis} | passage)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _own_words(row: dict[str, object]) -> frozenset[str]:
    """Give the words of a company's names, in small letters."""
    aliases = row["aliases"]
    names = [str(row["company"]), *(aliases if isinstance(aliases, list) else [])]
    return frozenset(word for name in names for word in re.findall(r"[\w.-]+", name.lower()))
