"""The stretches of time of which one reading each is wanted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

from sameness.errors import SpanInvalid

_MONTH = re.compile(r"(\d{4})-(\d{1,2})", re.ASCII)
_EVERY = re.compile(r"(\d{1,3})(m|y)", re.ASCII)

FIRST = datetime(1991, 8, 1, tzinfo=UTC)
"""Before this there was no web."""

MOST = 600
"""Periods of one backfill: fifty years of months."""


@dataclass(frozen=True, slots=True)
class Period:
    """From ``begins`` up to, but without, ``ends``; both in UTC."""

    begins: datetime
    ends: datetime

    def holds(self, moment: datetime) -> bool:
        """Tell whether a moment lies in the period."""
        return self.begins <= moment < self.ends


def read_month(text: str) -> datetime:
    """Give the first moment of a month that is written YYYY-MM; raises SpanInvalid."""
    found = _MONTH.fullmatch(text)
    try:
        moment = datetime(int(found[1]), int(found[2]), 1, tzinfo=UTC) if found else None
    except ValueError:
        moment = None
    if moment is None or moment < FIRST:
        raise SpanInvalid(f"{text!r} is no month of the web.", "Write 2022-01.")
    return moment


def read_every(text: str) -> int:
    """Give how many months "3m" or "1y" is; raises SpanInvalid."""
    found = _EVERY.fullmatch(text)
    months = int(found[1]) * (12 if found[2] == "y" else 1) if found else 0
    if not 1 <= months <= 120:
        raise SpanInvalid(f"{text!r} is no length of time.", "Write 1m, 3m or 1y.")
    return months


def months_later(moment: datetime, months: int) -> datetime:
    """Give the first moment of the month that comes so many months later."""
    years, month = divmod(moment.month - 1 + months, 12)
    return moment.replace(year=moment.year + years, month=month + 1)


def cut_periods(first: datetime, until: datetime, months: int) -> list[Period]:
    """Give the periods of so many months from ``first`` on; the last ends with ``until``.

    Raises SpanInvalid where there would be none, or more than MOST.
    """
    periods: list[Period] = []
    begins = first
    while begins < until and len(periods) <= MOST:
        ends = months_later(begins, months)
        periods.append(Period(begins, min(ends, until)))
        begins = ends
    if not periods or len(periods) > MOST:
        raise SpanInvalid(
            f"From {first:%Y-%m} to {until:%Y-%m-%d} there are {len(periods) or 'no'} periods"
            f"{' or more' if periods else ''}.",
            "Begin before the first crawl of your own; take longer periods.",
        )
    return periods
