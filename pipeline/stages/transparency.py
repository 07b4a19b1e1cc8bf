"""What each company lays open: prices, limits, people's names, and claims with their proof."""

from __future__ import annotations

from collections import defaultdict
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.voice.axes import LANGUAGE, LIMITS, PEOPLE, PRICES
from pipeline.measures.voice.proof import proof_in
from pipeline.stages.voice_rates import NOT_ENGLISH

if TYPE_CHECKING:
    from collections.abc import Sequence

    Row = dict[str, Any]

FEWEST_CLAIMS = 5
"""Claims of a company below which no share with proof is given."""
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        *((name, pa.int32()) for name in ("price_pages", "prices", "limits", "people")),
        *((name, pa.string()) for name in ("price_id", "limit_id", "person_id")),
        *((name, pa.int32()) for name in ("claims", "proved")),
        *((name, pa.float64()) for name in ("share", "low", "high")),
        *((name, pa.string()) for name in ("proved_id", "proof", "bare_id", "reason")),
    ]
)


def transparency(
    companies: pa.Table,
    voice_statements: pa.Table,
    voice_marks: pa.Table,
    claims: pa.Table,
    *,
    language: str,
) -> pa.Table:
    """Give one row per company in the file's order; ``..._id`` are statements to quote, or null.

    ``price_pages`` counts pages with an amount, ``limits`` statements that name one, ``people``
    distinct names. ``claims`` counts statements that rivals make, too, or read like; ``proved``
    those where the statement or the next one on its page shows a figure, a name, a price, a
    certificate or a place to look it up (``proof.py``): ``share`` with its 95 % range (Wilson),
    null below FEWEST_CLAIMS. ``reason`` says why that is, or why nothing was counted.
    """
    names = companies.sort_by("position").column("company").to_pylist()
    said = _pages(voice_statements)
    marks: dict[str, list[Row]] = defaultdict(list)
    order = [("company", "ascending"), ("url", "ascending"), ("statement_id", "ascending")]
    for row in voice_marks.sort_by([*order, ("at", "ascending")]).to_pylist():
        marks[row["company"]].append(row)
    claimed: dict[str, set[str]] = defaultdict(set)
    for row in claims.to_pylist():
        claimed[row["company"]].add(row["statement_id"])
    rows = [
        {"company": name, "reason": NOT_ENGLISH}
        if language != LANGUAGE
        else {"company": name}
        | _laid_open(marks[name])
        | _proof(said.get(name, []), marks[name], claimed[name])
        for name in names
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _pages(voice_statements: pa.Table) -> dict[str, list[list[Row]]]:
    """Give each company's statements, page by page in reading order."""
    pages: dict[tuple[str, str], list[Row]] = defaultdict(list)
    columns = ["statement_id", "company", "url", "ordinal", "text"]
    rows = voice_statements.select(columns).to_pylist()
    for row in sorted(rows, key=itemgetter("company", "url", "ordinal")):
        pages[row["company"], row["url"]].append(row)
    found: dict[str, list[list[Row]]] = defaultdict(list)
    for (company, _), statements in pages.items():
        found[company].append(statements)
    return found


def _laid_open(marks: Sequence[Row]) -> Row:
    by_axis: dict[str, list[Row]] = defaultdict(list)
    for mark in marks:
        by_axis[mark["axis"]].append(mark)
    prices, limits, people = (by_axis[axis] for axis in (PRICES, LIMITS, PEOPLE))
    return {
        "price_pages": len({mark["url"] for mark in prices}),
        "prices": len({mark["statement_id"] for mark in prices}),
        "limits": len({mark["statement_id"] for mark in limits}),
        "people": len({mark["passage"] for mark in people}),
        "price_id": _first(prices),
        "limit_id": _first(limits),
        "person_id": _first(people),
    }


def _first(marks: Sequence[Row]) -> str | None:
    return marks[0]["statement_id"] if marks else None


def _proof(pages: Sequence[Sequence[Row]], marks: Sequence[Row], claimed: set[str]) -> Row:
    axes: dict[str, set[str]] = defaultdict(set)
    for mark in marks:
        axes[mark["statement_id"]].add(mark["axis"])
    shown: dict[str, str] = {}
    for page in pages:
        for row, following in zip(page, [*page[1:], None], strict=True):
            if row["statement_id"] in claimed:
                pair = [one for one in (row, following) if one is not None]
                found = [proof_in(s["text"], frozenset(axes[s["statement_id"]])) for s in pair]
                shown[row["statement_id"]] = next(filter(None, found), "")
    proved = [key for key, proof in shown.items() if proof]
    bare = [key for key, proof in shown.items() if not proof]
    row = {
        "claims": len(shown),
        "proved": len(proved),
        "proved_id": next(iter(proved), None),
        "proof": shown[proved[0]] if proved else "",
        "bare_id": next(iter(bare), None),
    }
    if len(shown) < FEWEST_CLAIMS:
        return row | {"reason": f"{len(shown)} shared claims; {FEWEST_CLAIMS} are needed"}
    low, high = wilson_interval(len(proved), len(shown))
    return row | {"share": len(proved) / len(shown), "low": low, "high": high, "reason": ""}
