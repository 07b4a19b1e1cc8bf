"""Five real statements with the name off: whose is it?"""

from __future__ import annotations

import re
from collections import defaultdict
from math import fsum
from typing import Any

import pyarrow as pa

from pipeline.measures.corpus import read_vectors

QUESTIONS = 5
OPTIONS = 4
FEWEST_WORDS, MOST_WORDS = 6, 25
ALIKE = 0.6
"""Cosine from which two questions would ask for the same claim."""
_ONE_PERSON = re.compile(r"\b(?:I|my|me|mine)\b")
SCHEMA = pa.schema(
    [
        ("number", pa.int32()),
        ("company", pa.string()),
        ("statement_id", pa.string()),
        ("options", pa.list_(pa.string())),
    ]
)


def quiz_questions(compared_statements: pa.Table, rival_matches: pa.Table) -> pa.Table:
    """Give up to five rows, each of another company, with up to four companies to choose from.

    Chosen are statements, from home pages before others, that come nearest to all rivals on the
    whole, among those from which no name had to be deleted, and no two that say much the same. The
    wrong options are the rivals that come nearest.
    """
    rivals: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rival_matches.to_pylist():
        rivals[row["statement_id"]][row["rival"]] = row["nearest_similarity"]
    vectors = read_vectors(compared_statements.column("vector"))
    rows = compared_statements.drop_columns(["vector"]).to_pylist()
    askable = [
        i for i, row in enumerate(rows) if _is_askable(row) and row["statement_id"] in rivals
    ]
    askable.sort(key=lambda i: _rank(rows[i], rivals[rows[i]["statement_id"]]))
    chosen: list[int] = []
    for i in askable:
        fresh = rows[i]["company"] not in {rows[j]["company"] for j in chosen}
        if fresh and len(chosen) < QUESTIONS and not (vectors[chosen] @ vectors[i] >= ALIKE).any():
            chosen.append(i)
    return pa.Table.from_pylist(
        [
            {
                "number": number,
                "company": rows[i]["company"],
                "statement_id": rows[i]["statement_id"],
                "options": _options(rows[i]["company"], rivals[rows[i]["statement_id"]]),
            }
            for number, i in enumerate(chosen, start=1)
        ],
        schema=SCHEMA,
    )


def _rank(row: dict[str, Any], near: dict[str, float]) -> tuple[bool, float, str]:
    """Give the order in which statements are asked: home pages, then the most interchangeable."""
    return row["kind"] != "home", -fsum(near.values()) / len(near), row["statement_id"]


def _is_askable(row: dict[str, Any]) -> bool:
    """Tell whether a statement is whole, has nothing deleted, and is no single person speaking."""
    text = row["text"]
    whole = row["masked"].rstrip(".!?") == text.rstrip(".!?") and text[0].isupper()
    if _ONE_PERSON.search(text):
        return False
    return whole and FEWEST_WORDS <= row["words"] <= MOST_WORDS and not text.endswith(":")


def _options(company: str, near: dict[str, float]) -> list[str]:
    nearest = sorted(near, key=lambda rival: (-near[rival], rival))[: OPTIONS - 1]
    return sorted([company, *nearest])
