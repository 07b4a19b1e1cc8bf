"""Passages that mark a voice as polished or as human, with the axis that each counts on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.measures.voice.axes import LANGUAGE, PRICES
from pipeline.measures.voice.marks import find_marks, may_name_people
from sameness.records import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    FindEntities = Callable[[list[str]], list[list[tuple[str, str]]]]

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
    find_entities: FindEntities,
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
    people = _people(
        {row["text"] for row in statements if row["role"] != Role.PRICE}, find_entities
    )
    rows = []
    for statement in statements:
        text = statement["text"]
        for mark in find_marks(
            text, people.get(text, []), own.get(statement["company"], frozenset())
        ):
            if statement["role"] != Role.PRICE or mark.axis == PRICES:
                passage = {"passage": text[mark.start : mark.end], "at": mark.start}
                rows.append(statement | {"axis": mark.axis} | passage)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _people(texts: set[str], find_entities: FindEntities) -> dict[str, list[str]]:
    """Give the names of people in each text that may hold some."""
    read = sorted(filter(may_name_people, texts))
    return {
        text: [term for term, kind in entities if kind == "person"]
        for text, entities in zip(read, find_entities(read), strict=True)
    }


def _own_words(row: dict[str, object]) -> frozenset[str]:
    """Give the words of a company's names, in small letters."""
    aliases = row["aliases"]
    names = [str(row["company"]), *(aliases if isinstance(aliases, list) else [])]
    return frozenset(word for name in names for word in re.findall(r"[\w.-]+", name.lower()))
