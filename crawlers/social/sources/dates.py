"""Reads the dates of posts, as feeds and interfaces write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from email.utils import parsedate_to_datetime

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)
"""Before the web nobody posted: such a date stands for none (year 1, the epoch's beginning)."""

_EARLY_YEAR = re.compile(r" 0\d{3} ")
_DAY = re.compile(r"(\w{1,12}, {0,3})?\d{1,2} \w{1,12} \d{2,4}")
_LONG_FRACTION = re.compile(r"([.,]\d{6})\d+")


def read_date(written: str, read_at: datetime) -> tuple[datetime | None, bool]:
    """Give a date of RFC 822 or ISO 8601 in UTC, and whether its time of day is known.

    ``(None, False)`` where nothing can be read, or where the date can't be that of a post: before
    the web, or more than a day after ``read_at``. A time without a zone, and midnight to the
    second, which is how programs write a day, tell the day only: they give its beginning in UTC.
    """
    moment = _parse(" ".join(written[:100].split()))
    if moment is None:
        return None, False
    exact = moment.tzinfo is not None and moment.time() != time.min
    try:
        moment = moment.astimezone(UTC) if exact else _beginning_of_day(moment)
    except OverflowError:
        return None, False
    if not EARLIEST <= moment <= read_at + timedelta(days=1):
        return None, False
    return moment, exact


def _parse(written: str) -> datetime | None:
    for read in (_parse_iso, _parse_mail):
        try:
            return read(written)
        except (ValueError, TypeError, OverflowError):
            continue
    return None


def _beginning_of_day(moment: datetime) -> datetime:
    return datetime.combine(moment.date(), time.min, UTC)


def _parse_iso(written: str) -> datetime:
    return datetime.fromisoformat(_LONG_FRACTION.sub(r"\1", written))


def _parse_mail(written: str) -> datetime:
    """Give a date as mails write it; its zone is None where only "-0000" or nothing is said."""
    if _EARLY_YEAR.search(written):
        raise ValueError("a year before 1000, which mails would take for one of this century")
    if _DAY.fullmatch(written):
        written += " 00:00:00"
    moment = parsedate_to_datetime(written)
    says_utc = moment.tzinfo is None and written.endswith("-0000")
    return moment.replace(tzinfo=UTC) if says_utc else moment
