"""Home pages whose headline is another one than when they were last read: before and after."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipeline.measures.sightings import Past, read_words
from sameness.records import PageKind, Role

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "url", "before", "after")),
        ("before_url", pa.string()),
        ("before_at", pa.timestamp("us")),
        ("after_at", pa.timestamp("us")),
    ]
)


def headline_changes(
    blocks: pa.Table, previous_blocks: pa.Table, page_answers: pa.Table, site_crawls: pa.Table
) -> pa.Table:
    """Give one row per company whose home page was read now and before with another headline.

    The headline is the first piece of the page's hero; ``after`` is empty where there is none any
    more. Where the old one still stands on the home page and the new one stood there before, only
    the order of the page is another: no row.
    """
    past = Past(page_answers, site_crawls)
    now, before = _homes(blocks), _homes(previous_blocks)
    rows = []
    for company in sorted(now.keys() & before.keys()):
        after_at = past.answered_now(company, now[company][0]["url"])
        if after_at is None or past.since(company) is None:
            continue
        new, old = _headline(now[company]), _headline(before[company])
        if old and not _is_same(now[company], before[company], new, old):
            rows.append(
                {
                    "company": company,
                    "url": now[company][0]["url"],
                    "before": old,
                    "after": new,
                    "before_url": before[company][0]["url"],
                    "before_at": before[company][0]["fetched_at"],
                    "after_at": after_at,
                }
            )
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _homes(blocks: pa.Table) -> dict[str, list[Row]]:
    """Give each company's home page, the first by address of several, in reading order."""
    homes: dict[str, list[Row]] = {}
    order = [("company", "ascending"), ("url", "ascending"), ("ordinal", "ascending")]
    for row in blocks.sort_by(order).to_pylist():
        if row["kind"] == PageKind.HOME:
            rows = homes.setdefault(row["company"], [])
            if not rows or rows[0]["url"] == row["url"]:
                rows.append(row)
    return homes


def _headline(home: list[Row]) -> str:
    return next((str(row["text"]) for row in home if row["role"] == Role.HERO), "")


def _is_same(now: list[Row], before: list[Row], new: str, old: str) -> bool:
    stands = read_words(pa.Table.from_pylist(now)).hold(now[0]["company"], old)
    if not new:
        return stands
    stood = read_words(pa.Table.from_pylist(before)).hold(before[0]["company"], new)
    return stands and stood
