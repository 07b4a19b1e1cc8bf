"""Dates of an export: a whole column at once, since one value can't tell days from months.

Neither ``dateutil`` nor the standard library's readers are used: the former decides the order of
day and month anew for each value, and fills what is missing from the present day; the latter read
one form each. What is not understood in full is no date here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from crawlers.exports.table import Cell, is_nothing, text_of
from crawlers.exports.zones import read_zone
from sameness.errors import DatesUnclear

if TYPE_CHECKING:
    from collections.abc import Sequence

EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_FULL = "january february march april may june july august september october november december"
_MONTH = rf"(?P<month>{'|'.join(_FULL.split())}|sept|{'|'.join(_MONTHS)})\.?"
_NTH = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"(?P<year>\d{4}|\d{2})"
_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(?!\d)\s*([ap])?(?(5)\.?m\b\.?)", re.I
)
_AFTER_CLOCK = re.compile(
    r"\s{0,9}\(?((?:[a-z]{1,5}\b)?\s{0,9}(?:[+-]\d{1,2}(?::?\d{2})?(?!\d))?)\)?(?=\s|$|,)", re.I
)
_WEEKDAY = re.compile(r"^(mon|tues?|wed(nes)?|thur?s?|fri|sat(ur)?|sun)(day)?\b[.,]*\s*", re.I)
_NAMED = (
    re.compile(rf"{_NTH}[\s-]*{_MONTH},?[\s-]*{_YEAR}", re.I),
    re.compile(rf"{_MONTH}[\s-]*{_NTH},?[\s-]+{_YEAR}", re.I),
)
_YEAR_FIRST = re.compile(r"(\d{4})([-/.])(\d{1,2})\2(\d{1,2})|(\d{4})(\d{2})(\d{2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})")
_NUMBER = re.compile(r"\d{5}(\.\d+)?|\d{9,10}(\.\d+)?|\d{13}|\d{16}")

_SHEET_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - serial dates have no zone


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in UTC; where ``exact`` is False only its day is known, and it is that day's start."""

    at: datetime
    exact: bool


@dataclass(frozen=True, slots=True)
class Dates:
    """What each cell of a column says: a moment, or in a few words why none; and notes on both."""

    moments: tuple[Moment | str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A value taken apart: a day, or two numbers and a year; a clock, a zone, as far as it says."""

    day: date | None
    pair: tuple[int, int, int] | None
    clock: time | None
    zone: tzinfo | None


def can_be_date(cell: Cell) -> bool:
    """Tell whether a value has the form of a date; a plain number has it only in a date's range."""
    return _take_apart(cell) is not None


def can_be_clock(cell: Cell) -> bool:
    """Tell whether a value is a time of day and nothing else."""
    return _CLOCK.fullmatch(text_of(cell)) is not None


def read_dates(cells: Sequence[Cell], zone: tzinfo | None, order: str) -> Dates:
    """Give the moments of a column.

    ``zone`` is that of values that don't say theirs, None for UTC, which is then noted; ``order``
    "dmy" or "mdy" where the user says so, else empty. A column whose clocks all show midnight knows
    days only. Raises DatesUnclear where day and month can be read both ways.
    """
    written = [_take_apart(cell) for cell in cells]
    pairs = [one.pair for one in written if one is not None and one.pair is not None]
    chosen = order or _find_order(pairs, cells)
    clocks = [one.clock for one in written if one is not None and one.clock is not None]
    only_days = all(clock == time.min for clock in clocks)
    moments = [
        _to_moment(one, chosen, zone or UTC, only_days=only_days) or _trouble(cell)
        for one, cell in zip(written, cells, strict=True)
    ]
    unsaid = any(one is not None and one.clock and one.zone is None for one in written)
    notes = []
    if zone is None and unsaid and not only_days:
        notes.append("Times without a zone were read as UTC; --time-zone says otherwise.")
    if any(isinstance(moment, Moment) for moment in moments) and only_days:
        notes.append("Only the days of the posts are known, not the times.")
    return Dates(tuple(moments), tuple(notes))


def _find_order(pairs: Sequence[tuple[int, int, int]], cells: Sequence[Cell]) -> str:
    """Give the order that the column itself proves: a number above 12 is a day."""
    days_first = sum(first > 12 >= second for first, second, _ in pairs)
    months_first = sum(second > 12 >= first for first, second, _ in pairs)
    if not (days_first or months_first) and all(first == second for first, second, _ in pairs):
        return "dmy"
    fewer, more = sorted((days_first, months_first))
    if fewer * 10 > more or not more:
        shown = next(text_of(c) for c in cells if (w := _take_apart(c)) and w.pair)
        how = "both orders occur" if more else "no day above 12 tells"
        raise DatesUnclear(
            f"Dates such as {shown!r} can be read in two ways: {how}.",
            "Say which comes first: --date-order dmy (day) or mdy (month).",
        )
    return "dmy" if days_first > months_first else "mdy"


def _to_moment(one: _Written | None, order: str, zone: tzinfo, *, only_days: bool) -> Moment | None:
    if one is None:
        return None
    day = one.day or _order_pair(one.pair, order)
    if day is None:
        return None
    if one.clock is None or only_days:
        return Moment(datetime.combine(day, time.min, UTC), exact=False)
    try:
        at = datetime.combine(day, one.clock, one.zone or zone).astimezone(UTC)
    except OverflowError:
        return None
    return Moment(at, exact=True)


def _order_pair(pair: tuple[int, int, int] | None, order: str) -> date | None:
    if pair is None:
        return None
    first, second, year = pair
    return _day(year, second, first) if order == "dmy" else _day(year, first, second)


def _trouble(cell: Cell) -> str:
    return "has no date" if is_nothing(cell) else f"date {text_of(cell)[:40]!r} can't be read"


def _take_apart(cell: Cell) -> _Written | None:
    if isinstance(cell, datetime):
        return _Written(cell.date(), None, cell.time(), cell.tzinfo)
    text = text_of(cell)
    if _NUMBER.fullmatch(text):
        return _read_number(text)
    if not 6 <= len(text) <= 60:
        return None
    return _read_text(text)


def _read_number(text: str) -> _Written | None:
    """Give the moment of a count: days of a spreadsheet, or (milli-, micro-) seconds since 1970."""
    number = float(text)
    whole = len(text.partition(".")[0])
    if whole == 5:
        if not 30_000 <= number < 80_000:
            return None
        serial = _SHEET_EPOCH + timedelta(seconds=round(number * 86_400))
        return _Written(serial.date(), None, serial.time(), None)
    seconds = number / {13: 1e3, 16: 1e6}.get(whole, 1.0)
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    if not EARLIEST <= at < datetime(2100, 1, 1, tzinfo=UTC):
        return None
    return _Written(at.date(), None, at.time(), UTC)


def _read_text(text: str) -> _Written | None:
    clock, zone, rest = None, None, text
    found = _CLOCK.search(text)
    if found:
        clock = _read_clock(found)
        after = _AFTER_CLOCK.match(text, found.end())
        if clock is None:
            return None
        said = after[1].strip() if after else ""
        zone = read_zone(said) if said and said.casefold() != "on" else None
        if zone is not None and after is not None:
            found_end = after.end()
        elif said[1:].isdigit() and after is not None:
            return None
        else:
            found_end = found.end()
        rest = f"{text[: found.start()]} {text[found_end:]}"
    rest = re.sub(r"(?<=\d)T(?=\s|$)|\bat\b|\bon\b|·|\s-(?=\s|$)", " ", rest, flags=re.IGNORECASE)
    rest = _WEEKDAY.sub("", " ".join(rest.split()).strip(", "))
    day, pair = _read_day(rest)
    return _Written(day, pair, clock, zone) if day or pair else None


def _read_clock(found: re.Match[str]) -> time | None:
    hour, minute, second = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[5]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + 12 * (found[5].lower() == "p")
    if hour > 23 or minute > 59 or second > 60:
        return None
    micro = int((found[4] or "0").ljust(6, "0")[:6])
    return time(hour, minute, min(second, 59), micro)


def _read_day(text: str) -> tuple[date | None, tuple[int, int, int] | None]:
    for form in _NAMED:
        named = form.fullmatch(text)
        if named:
            month = _MONTHS.index(named["month"][:3].lower()) + 1
            return _day(_full_year(named["year"]), month, int(named["day"])), None
    first = _YEAR_FIRST.fullmatch(text)
    if first:
        year, month, day = (
            int(g) for g in (first.group(1, 3, 4) if first[1] else first.groups()[4:])
        )
        return _day(year, month, day), None
    last = _YEAR_LAST.fullmatch(text)
    if not last:
        return None, None
    one, two, year = int(last[1]), int(last[3]), _full_year(last[4])
    if last[2] == ".":
        # With dots the day comes first wherever dots are used.
        return _day(year, two, one), None
    return None, (one, two, year) if _day(year, one, two) or _day(year, two, one) else None


def _full_year(text: str) -> int:
    return int(text) + (2000 if len(text) == 2 else 0)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day) if 1990 <= year < 2100 else None
    except ValueError:
        return None
