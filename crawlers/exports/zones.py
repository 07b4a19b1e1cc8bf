"""Time zones as exports name them: in a value, in a column's name, or on the command line."""

from __future__ import annotations

import re
from datetime import UTC, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, available_timezones

from sameness.errors import DatesUnclear

_HOURS = {
    name: int(hours)
    for hours, names in (
        *(("0", "z utc gmt wet"), ("-5", "est cdt"), ("-4", "edt"), ("-6", "cst mdt")),
        *(("-7", "mst pdt"), ("-8", "pst"), ("1", "west cet"), ("2", "cest eet")),
        *(("3", "eest msk"), ("9", "jst kst"), ("10", "aest"), ("11", "aedt")),
        *(("12", "nzst"), ("13", "nzdt")),
    )
    for name in names.split()
}
"""Abbreviations that mean one thing in practice; IST and BST, for instance, mean several."""

_PLACES = {
    abbreviation: f"America/{city}"
    for abbreviation, city in zip(
        ("et", "ct", "mt", "pt"), ("New_York", "Chicago", "Denver", "Los_Angeles"), strict=True
    )
}
_OFFSET = re.compile(r"(?:utc|gmt)?\s{0,9}([+-])(\d{1,2})(?::?(\d{2}))?", re.IGNORECASE)
_IN_NAME = re.compile(r"[(\[]([^)\]]+)[)\]]|[\s_](utc|gmt|est|pst|et|pt)$", re.IGNORECASE)


def read_zone(text: str) -> tzinfo | None:
    """Give the zone that a text names ("Z", "+02:00", "GMT+2", "EST", "Europe/Berlin"), or None."""
    text = text.strip()
    hours = _HOURS.get(text.casefold())
    if hours is not None:
        return timezone(timedelta(hours=hours)) if hours else UTC
    offset = _OFFSET.fullmatch(text)
    if offset:
        return _fixed(offset)
    name = _PLACES.get(text.casefold(), text)
    return ZoneInfo(name) if name in available_timezones() else None


def zone_in_name(column: str) -> tzinfo | None:
    """Give the zone that a column's name states, such as "Date (GMT+2)", or None."""
    found = _IN_NAME.search(column)
    return read_zone(found[1] or found[2]) if found else None


def choose_zone(name: str) -> tzinfo | None:
    """Give the zone that the user names, None for an empty name; raises DatesUnclear."""
    zone = read_zone(name) if name else None
    if name and zone is None:
        raise DatesUnclear(
            f"There is no time zone {name!r}.", "Name one such as Europe/Berlin or UTC+2."
        )
    return zone


def _fixed(offset: re.Match[str]) -> tzinfo | None:
    span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    if span > timedelta(hours=14):
        return None
    return timezone(span if offset[1] == "+" else -span)
