"""Which platforms each company has a profile on, and whether anybody is home."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.measures.platform_states import BEST_FIRST, Home, name_of, state_of
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable

    Row = dict[str, Any]

TEXTS = ("handle", "url", "found_at", "linked_back")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "platform", "name", "state", *TEXTS)),
        ("profiles", pa.int32()),
        ("posts", pa.int32()),
        ("newest", pa.timestamp("us")),
        ("reason", pa.string()),
    ]
)
UNFOUND: Row = {"status": None, "posts": 0, "newest": None, "found_at": "", "linked_back": ""}
"""A profile that no page names, known from its imported posts."""


def platform_presence(profiles: pa.Table, posts: pa.Table, fetches: pa.Table) -> pa.Table:
    """Give one row per company and platform with a profile, by company and platform.

    ``state`` and ``reason`` are told in ``pipeline.measures.platform_states``, as of the newest
    moment of the snapshot, or of the import where nothing else is known. Of several ``profiles``
    the one with the best state and most posts is named; ``posts`` (all known in the window) and
    ``newest`` are of all together.
    """
    moments = [row["read_at"] for row in profiles.select(["read_at"]).to_pylist()]
    moments += [row["fetched_at"] for row in fetches.select(["fetched_at"]).to_pylist()]
    # A snapshot in which nothing was asked of anybody says nothing of what is old.
    moment = max(moments, default=datetime.min)  # noqa: DTZ901 - unmarked, as the warehouse's are
    known = _known(posts)
    homes: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in (*profiles.to_pylist(), *_unfound(known, profiles)):
        place = (row["company"], row["platform"])
        homes[place].append(_home(row, known[*place, row["handle"]], moment))
    rows = [_best(homes[place]) for place in sorted(homes)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _known(posts: pa.Table) -> dict[tuple[str, str, str], list[Row]]:
    columns = ["company", "platform", "handle", "posted_at", "origin", "read_at"]
    known: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in posts.select(columns).to_pylist():
        known[row["company"], row["platform"], row["handle"]].append(row)
    return known


def _unfound(known: Iterable[tuple[str, str, str]], profiles: pa.Table) -> list[Row]:
    """Give a row for each profile that has posts and was not found."""
    found = {(r["company"], r["platform"], r["handle"]) for r in profiles.to_pylist()}
    return [
        UNFOUND
        | {"company": company, "platform": platform, "handle": handle, "url": ""}
        | {"reason": "known from an import only"}
        for company, platform, handle in sorted(set(known) - found)
    ]


def _home(row: Row, posts: list[Row], moment: datetime) -> Row:
    """Give what is known of one profile, with its state."""
    times = [row["newest"], *(post["posted_at"] for post in posts)]
    newest = max((time for time in times if time), default=None)
    home = Home(
        platform=row["platform"],
        status=ReadingStatus(row["status"]) if row["status"] else None,
        reason=row["reason"],
        brought=row["posts"],
        known=len(posts),
        imported=sum(1 for post in posts if post["origin"] == "import"),
        newest=newest,
    )
    # An export says nothing of the time after it was made.
    imported = [] if home.is_read else [p["read_at"] for p in posts if p["origin"] == "import"]
    state, reason = state_of(home, max(imported, default=moment))
    told = reason or ("" if row["status"] else row["reason"])
    return row | {"state": state, "reason": told, "posts": len(posts), "newest": newest}


def _best(homes: list[Row]) -> Row:
    order = [(BEST_FIRST.index(home["state"]), -home["posts"], home["handle"]) for home in homes]
    best = homes[order.index(min(order))]
    return {name: best[name] for name in ("company", "platform", "state", "reason", *TEXTS)} | {
        "name": name_of(best["platform"]),
        "profiles": len(homes),
        "posts": sum(home["posts"] for home in homes),
        "newest": max((home["newest"] for home in homes if home["newest"]), default=None),
    }
