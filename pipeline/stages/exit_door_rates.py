"""How many exit doors a company's pages have each, and how many come before the call to action."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.measures.doors import FEWEST, doors_per_page, share_before

if TYPE_CHECKING:
    from collections.abc import Sequence

# Without the dates, so that pages which did not change are recalled.
COLUMNS = {"pages": ("company", "url")}
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("pages", pa.int32()),
        ("pages_with", pa.int32()),
        ("doors", pa.int32()),
        *((name, pa.float64()) for name in ("per_page", "low", "high")),
        *((name, pa.float64()) for name in ("before_share", "before_low", "before_high")),
        ("reason", pa.string()),
    ]
)


def exit_door_rates(
    companies: pa.Table,
    pages: pa.Table,
    exit_doors: pa.Table,
    *,
    bootstrap_rounds: int,
    seed: int,
) -> pa.Table:
    """Give one row per company, in file order: doors per page with their range over pages.

    ``pages`` counts every page that was read, ``pages_with`` those with a door. ``before_share``
    is of the doors on pages that have a call to action. Figures that stand on fewer than FEWEST
    pages are null, and ``reason`` says of which there are too few.
    """
    read = defaultdict[str, set[str]](set)
    for row in pages.to_pylist():
        read[row["company"]].add(row["url"])
    doors = defaultdict[str, list[dict[str, Any]]](list)
    for row in exit_doors.select(["company", "url", "before_action"]).to_pylist():
        doors[row["company"]].append(row)
    names = companies.sort_by("position").column("company").to_pylist()
    rows = [
        {"company": name} | _rates(read[name], doors[name], bootstrap_rounds, seed)
        for name in names
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _rates(
    pages: set[str], doors: Sequence[dict[str, Any]], rounds: int, seed: int
) -> dict[str, Any]:
    times = Counter(door["url"] for door in doors)
    row: dict[str, Any] = {"pages": len(pages), "pages_with": len(times), "doors": len(doors)}
    if len(pages) < FEWEST:
        return row | {"reason": f"pages read: {len(pages)}; {FEWEST} are needed"}
    rate = doors_per_page([times[url] for url in pages], rounds, seed)
    row |= {"per_page": rate.value, "low": rate.low, "high": rate.high}
    both = _with_action(doors)
    if len(both) < FEWEST:
        few = f"pages with a door and a call to action: {len(both)}; {FEWEST} are needed"
        return row | {"reason": few if doors else ""}
    share = share_before(both)
    before = {"before_share": share.value, "before_low": share.low, "before_high": share.high}
    return row | before | {"reason": ""}


def _with_action(doors: Sequence[dict[str, Any]]) -> list[tuple[int, int]]:
    """Give (doors before the call to action, doors) of each page that has such a call."""
    known = [door for door in doors if door["before_action"] is not None]
    every = Counter(door["url"] for door in known)
    before = Counter(door["url"] for door in known if door["before_action"])
    return [(before[url], every[url]) for url in sorted(every)]
