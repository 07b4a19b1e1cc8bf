"""Whether an account posts by a timer: its sharpest time of day and interval, against chance."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.clockwork import (
    FEWEST_SITTINGS,
    Peak,
    hour_peak,
    interval_peak,
    is_regular,
    sittings,
)
from pipeline.measures.false_discoveries import adjust
from pipeline.measures.platform_states import is_own_place

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

WRITTEN = "the times of a blog are what its authors wrote, often copied: they tell of no timer"
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("platform", pa.string()),
        ("posts", pa.int32()),
        ("sittings", pa.int32()),
        ("hour", pa.string()),
        ("hour_share", pa.float64()),
        ("hour_expected", pa.float64()),
        ("hour_p", pa.float64()),
        ("interval", pa.float64()),
        ("interval_share", pa.float64()),
        ("interval_expected", pa.float64()),
        ("interval_p", pa.float64()),
        ("regular", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def clockwork(posts: pa.Table) -> pa.Table:
    """Give one row per company and platform with a post of its own, by name.

    ``posts`` counts broadcasts whose exact time is known, ``sittings`` the times at which it sat
    down to them. ``hour`` begins the fullest minute of the fullest five of the day ("09:00 UTC"),
    in which ``hour_share`` (0-1) of the sittings fall, and ``hour_expected`` if no timer sent them.
    ``interval`` is the median number of hours between sittings; ``interval_share`` of the intervals
    are equal within five minutes. Both p are adjusted for all accounts of the table. ``regular``:
    an adjusted p of at most .05 with a share of at least .2. Where ``reason`` is not empty there
    are no figures. Where a company has several accounts on a platform the busiest one counts.
    """
    accounts = _busiest(posts)
    tried = [account for account in accounts if not account.reason]
    hours = [hour_peak(account.starts) for account in tried]
    intervals = [interval_peak(account.starts) for account in tried]
    adjusted = adjust([peak.p for peak in (*hours, *intervals)])
    halves = adjusted[: len(tried)], adjusted[len(tried) :]
    found = zip(tried, hours, intervals, *halves, strict=True)
    figures = {(a.company, a.platform): _figures(a, h, i, hp, ip) for a, h, i, hp, ip in found}
    rows = [_row(a) | figures.get((a.company, a.platform), {}) for a in accounts]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@dataclass(frozen=True, slots=True)
class _Account:
    """One company's account on a platform: when it posted, and why that tells nothing."""

    company: str
    platform: str
    posts: int
    starts: np.ndarray[Any, np.dtype[np.int64]]
    reason: str


def _busiest(posts: pa.Table) -> list[_Account]:
    """Give each company's account with the most sittings on each platform, by name."""
    columns = ["company", "platform", "handle", "posted_at", "exact", "kind", "origin"]
    rows = [r for r in posts.select(columns).to_pylist() if r["kind"] == "broadcast"]
    key = itemgetter("company", "platform", "handle")
    best: dict[tuple[str, str], _Account] = {}
    for (company, platform, _), group in groupby(sorted(rows, key=key), key=key):
        account = _account(company, platform, list(group))
        known = best.get((company, platform))
        if known is None or len(account.starts) > len(known.starts):
            best[company, platform] = account
    return list(best.values())


def _account(company: str, platform: str, rows: list[dict[str, Any]]) -> _Account:
    exact = [row for row in rows if row["exact"] and row["posted_at"]]
    starts = sittings([row["posted_at"] for row in exact])
    imported = [row["posted_at"] for row in exact if row["origin"] == "import"]
    reason = WRITTEN if is_own_place(platform) else _reason(len(exact), len(starts), imported)
    return _Account(company, platform, len(exact), starts, reason)


def _reason(posts: int, starts: int, imported: Sequence[datetime]) -> str:
    if starts < FEWEST_SITTINGS:
        return (
            f"{posts} posts with an exact time, at {starts} sittings; "
            f"{FEWEST_SITTINGS} sittings are needed"
        )
    if imported and not any(time.minute or time.second for time in imported):
        return "the times of the imported posts are whole hours: rounded or kept by a timer"
    return ""


def _row(account: _Account) -> dict[str, Any]:
    return {
        "company": account.company,
        "platform": account.platform,
        "posts": account.posts,
        "sittings": len(account.starts),
        "regular": False,
        "reason": account.reason,
    }


def _figures(
    account: _Account, hour: Peak, interval: Peak, hour_p: float, interval_p: float
) -> dict[str, Any]:
    hours, minutes = divmod(hour.minute % (24 * 60), 60)
    return {
        "hour": f"{hours:02}:{minutes:02} UTC",
        "hour_share": hour.share,
        "hour_expected": hour.expected,
        "hour_p": hour_p,
        "interval": float(np.median(np.diff(account.starts))) / 60,
        "interval_share": interval.share,
        "interval_expected": interval.expected,
        "interval_p": interval_p,
        "regular": is_regular(hour, hour_p) or is_regular(interval, interval_p),
    }
