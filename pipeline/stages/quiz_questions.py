"""Five real statements with the name off: whose is it?"""

from __future__ import annotations

import re
from collections import defaultdict
from math import fsum
from typing import Any

import pyarrow as pa

QUESTIONS = 5
OPTIONS = 4
FEWEST_WORDS, MOST_WORDS = 6, 25
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

    Chosen is each company's statement, from its home page where it has one, that comes nearest to
    its rivals on the whole, among those from which no name had to be deleted. The wrong options are
    the rivals that come nearest to it.
    """
    rivals: dict[str, dict[str, float]] = defaultdict(dict)
    for row in rival_matches.to_pylist():
        rivals[row["statement_id"]][row["rival"]] = row["nearest_similarity"]
    best: dict[str, tuple[tuple[bool, float, str], dict[str, Any]]] = {}
    for row in compared_statements.drop_columns(["vector"]).to_pylist():
        if _is_askable(row) and (near := rivals.get(row["statement_id"])):
            mean = fsum(near.values()) / len(near)
            rank = (row["kind"] != "home", -mean, row["statement_id"])
            if row["company"] not in best or rank < best[row["company"]][0]:
                best[row["company"]] = (rank, row)
    chosen = sorted(best.values(), key=lambda entry: entry[0])[:QUESTIONS]
    rows = [
        {
            "number": number,
            "company": row["company"],
            "statement_id": row["statement_id"],
            "options": _options(row["company"], rivals[row["statement_id"]]),
        }
        for number, (_, row) in enumerate(chosen, start=1)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


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
