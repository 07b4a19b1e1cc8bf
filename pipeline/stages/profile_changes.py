"""Profiles that companies opened, left, let die or took up again since they were last read."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from pipeline.measures.platform_states import name_of
from pipeline.measures.sightings import Past

Row = dict[str, Any]
ALIVE, EMPTY = frozenset({"read", "silent"}), frozenset({"dead", "abandoned"})
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("change", "company", "platform", "name", "url")),
        *((name, pa.string()) for name in ("before", "after", "page", "reason")),
        ("absent_at", pa.timestamp("us")),
        ("seen_at", pa.timestamp("us")),
    ]
)


def profile_changes(
    platform_presence: pa.Table,
    previous_presence: pa.Table,
    profile_sightings: pa.Table,
    page_answers: pa.Table,
    site_crawls: pa.Table,
) -> pa.Table:
    """Give one row per company and platform on which something changed between two readings.

    ``change`` is "new" (no page named a profile there at ``absent_at``), "gone" (no page names one
    since ``seen_at``), "dead", "abandoned" (it was neither before), or "back" (it was); ``before``
    and ``after`` are its states (``platform_presence``), ``page`` the page that names or named it.
    """
    past = Past(page_answers, site_crawls)
    now = {(r["company"], r["platform"]): r for r in platform_presence.to_pylist()}
    before = {(r["company"], r["platform"]): r for r in previous_presence.to_pylist()}
    sightings: dict[tuple[str, str], list[Row]] = {}
    for row in profile_sightings.to_pylist():
        sightings.setdefault((row["company"], row["platform"]), []).append(row)
    rows = []
    for place in sorted(now.keys() | before.keys()):
        since = past.since(place[0])
        if since is None or past.now(place[0]) is None:
            continue
        known = sightings.get(place, [])
        if place not in before:
            found = _came(known, since)
        elif place not in now:
            found = _went(known, since)
        else:
            found = _turned(before[place]["state"], now[place]["state"])
        if found is not None:
            rows.append(_row(place, now.get(place), before.get(place), found))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _came(sightings: list[Row], since: Any) -> Row | None:  # noqa: ANN401 - a moment
    if any(row["absent_at"] is None or row["seen_at"] <= since for row in sightings):
        return None
    first = min(sightings, key=lambda row: (row["seen_at"], row["handle"]), default=None)
    return first and {name: first[name] for name in ("absent_at", "seen_at", "page")} | {
        "change": "new"
    }


def _went(sightings: list[Row], since: Any) -> Row | None:  # noqa: ANN401 - a moment
    if any(row["missing_at"] is None for row in sightings):
        return None
    last = max(sightings, key=lambda row: (row["missing_at"], row["handle"]), default=None)
    if last is None or last["missing_at"] <= since:
        return None
    span = {"absent_at": last["last_at"], "seen_at": last["missing_at"]}
    return span | {"change": "gone", "page": last["page"]}


def _turned(before: str, after: str) -> Row | None:
    if before in ALIVE and after in EMPTY:
        return {"change": after}
    return {"change": "back"} if before in EMPTY and after == "read" else None


def _row(place: tuple[str, str], now: Row | None, before: Row | None, found: Row) -> Row:
    newest = now or before or {}
    return {
        "company": place[0],
        "platform": place[1],
        "name": name_of(place[1]),
        "url": newest["url"],
        "before": before["state"] if before else "",
        "after": now["state"] if now else "",
        "reason": now["reason"] if now else "",
        "page": "",
    } | found
