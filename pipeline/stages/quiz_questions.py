"""Five real statements with the name off: whose is it?"""

from __future__ import annotations

import re
from collections import defaultdict
from math import fsum
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import read_vectors
from pipeline.measures.grids import names_in, similarity_grids

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from warehouse.spilled import Parts

Row = dict[str, Any]
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


def quiz_questions(compared_statements: pa.Table, rival_matches: Parts) -> pa.Table:
    """Give up to five rows, each of another company, with up to four companies to choose from.

    Chosen are statements, from home pages before others, that come nearest to all rivals on the
    whole, among those from which no name had to be deleted, and no two that say much the same. The
    wrong options are the rivals that come nearest.
    """
    vectors = read_vectors(compared_statements.column("vector"))
    rows = compared_statements.drop_columns(["vector"]).to_pylist()
    rivals = names_in(rival_matches, "rival")
    nearness = _nearness([row for row in rows if _is_askable(row)], rivals, rival_matches)
    askable = [i for i, row in enumerate(rows) if row["statement_id"] in nearness]
    askable.sort(key=lambda i: _rank(rows[i], nearness[rows[i]["statement_id"]]))
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
                "options": _options(rows[i]["company"], rivals, nearness[rows[i]["statement_id"]]),
            }
            for number, i in enumerate(chosen, start=1)
        ],
        schema=SCHEMA,
    )


def _nearness(
    rows: list[Row], rivals: list[str], rival_matches: Parts
) -> dict[str, NDArray[np.float64]]:
    """Give how near statements come to each rival, (rivals,), of those compared with any.

    NaN for a company itself.
    """
    ids: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        ids[row["company"]].append(row["statement_id"])
    keys = {company: pa.array(mine, pa.string()) for company, mine in ids.items()}
    grids = similarity_grids(rival_matches, "rival", keys, rivals, "nearest_similarity")
    lines = [(key, near) for name in ids for key, near in zip(ids[name], grids[name], strict=True)]
    return {key: near for key, near in lines if not np.isnan(near).all()}


def _rank(row: Row, near: NDArray[np.float64]) -> tuple[bool, float, str]:
    """Give the order in which statements are asked: home pages, then the most interchangeable."""
    met = near[~np.isnan(near)]
    return row["kind"] != "home", -fsum(met) / len(met), row["statement_id"]


def _is_askable(row: Row) -> bool:
    """Tell whether a statement is whole, has nothing deleted, and is no single person speaking."""
    text = row["text"]
    whole = row["masked"].rstrip(".!?") == text.rstrip(".!?") and text[0].isupper()
    if _ONE_PERSON.search(text):
        return False
    return whole and FEWEST_WORDS <= row["words"] <= MOST_WORDS and not text.endswith(":")


def _options(company: str, rivals: list[str], near: NDArray[np.float64]) -> list[str]:
    """Give the company and the rivals that come nearest, by name; ties go to the first."""
    order = np.lexsort((np.arange(len(near)), -near))  # NaN stands last
    nearest = [rivals[i] for i in order[: OPTIONS - 1].tolist() if not np.isnan(near[i])]
    return sorted([company, *nearest])
