"""Every link that sends a visitor away to a social network, with its place on its page."""

from __future__ import annotations

import dataclasses
from operator import itemgetter

import pyarrow as pa

from pipeline.measures.platform_states import name_of
from pipeline.text.exits import find_exits
from sameness.records import Role

COLUMNS = {
    "pages": ("company", "url", "html"),
    "profiles": ("company", "platform", "handle"),
}
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("url", pa.string()),
        ("platform", pa.string()),
        ("name", pa.string()),
        ("target", pa.string()),
        ("place", pa.string()),
        ("before_action", pa.bool_()),
        ("own", pa.bool_()),
        ("text", pa.string()),
    ]
)


def exit_doors(pages: pa.Table, blocks: pa.Table, profiles: pa.Table) -> pa.Table:
    """Give one row per page and link, in reading order within the page.

    ``platform`` is a platform's short name, "sharing" a service that passes pages on to others, and
    ``name`` what it is called; ``place`` is "header", "body" or "footer". ``before_action``: the
    link comes before the page's first call to action; null where the page has none. ``own``: it
    leads to a profile of the company's own.
    """
    calls = _calls_by_page(blocks)
    own: dict[str, set[tuple[str, str]]] = {}
    for row in profiles.to_pylist():
        own.setdefault(row["company"], set()).add((row["platform"], row["handle"]))
    rows = []
    columns = pages.select(["company", "url", "html"])
    for page in columns.sort_by([("company", "ascending"), ("url", "ascending")]).to_pylist():
        company, url = page["company"], page["url"]
        found = find_exits(page["html"], url, calls.get((company, url), ()), own.get(company, ()))
        rows += [
            {"company": company, "url": url, "name": name_of(one.platform)}
            | dataclasses.asdict(one)
            for one in found
        ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _calls_by_page(blocks: pa.Table) -> dict[tuple[str, str], list[str]]:
    """Give the texts of each page's calls to action in reading order."""
    calls = [row for row in blocks.to_pylist() if row["role"] == Role.CALL_TO_ACTION]
    found: dict[tuple[str, str], list[str]] = {}
    for row in sorted(calls, key=itemgetter("ordinal")):
        found.setdefault((row["company"], row["url"]), []).append(row["text"])
    return found
