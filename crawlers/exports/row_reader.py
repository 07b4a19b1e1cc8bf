"""One row of an export as a post, or the reason why it is none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import unescape
from typing import TYPE_CHECKING

from crawlers.exports.dates import EARLIEST, Dates, Moment, read_dates
from crawlers.exports.kinds import tell_by_text, tell_kind
from crawlers.exports.permalinks import account_at, platform_at, platform_named, read_permalink
from crawlers.exports.table import Cell, Hints, Row, Table, is_nothing, text_of
from crawlers.exports.zones import choose_zone, read_zone, zone_in_name
from crawlers.social.sources.plain import Plain, read_markup, read_text
from sameness.records import Post, PostKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from crawlers.exports.columns import Columns
    from crawlers.exports.owner import Owner
    from crawlers.exports.permalinks import Permalink

NO_PLATFORM = "says nothing of its platform"
NO_HANDLE = "says nothing of its account"

_MARKUP = re.compile(r"<(p|br|a|div|span|b|i|em|strong)\b[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-f]+|amp|lt|gt|quot|apos|nbsp);", re.IGNORECASE)
_ROUNDED = re.compile(r"\d([.,]\d+)?e\+?\d+", re.IGNORECASE)
_ROUNDED_FROM = 1e15
"""Spreadsheets keep fifteen figures of a number: longer ids that are numbers are wrong."""

_LANGUAGES = dict(
    pair.split("=")
    for pair in "english=en german=de french=fr spanish=es italian=it portuguese=pt dutch=nl "
    "polish=pl swedish=sv japanese=ja".split()
)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where the file is kept in the archive ("imports/DIGEST-NAME"), and when it was imported."""

    place: str
    read_at: datetime


class RowReader:
    """Reads one row after the other, with what was found out of the table as a whole."""

    def __init__(
        self, table: Table, columns: Columns, hints: Hints, owner: Owner, evidence: Evidence
    ) -> None:
        """Read the dates of all rows; raises DatesUnclear."""
        self.columns = columns
        self._table = table
        self._hints = hints
        self._owner = owner
        self._evidence = evidence
        self._places = {name: place for place, name in enumerate(table.columns)}
        self._dates = _read_dates(table, columns, hints)

    def notes(self, posts: Sequence[Post]) -> tuple[str, ...]:
        """Give what had to be assumed, and how many posts have no words."""
        bare = sum(not post.text for post in posts)
        wordless = f"{bare} of the posts {'has' if bare == 1 else 'have'} no words."
        return (*self._table.notes, *self._dates.notes, *([wordless] if bare else []))

    def stranger(self, row: Row) -> str:
        """Give the author of a row, empty where it is the company or nobody is named."""
        authors = self._all(row, self.columns.author)
        if not authors or self._owner.owns(authors):
            return ""
        return next(filter(None, map(account_at, authors)), authors[0])

    def read(self, place: int, row: Row) -> Post | str:
        """Give the post of a row, whose place counts from 0, or the reason why it is none."""
        moment = row.fault or self._date(place)
        if isinstance(moment, str):
            return moment
        if any(self.columns.author) and not self._all(row, self.columns.author):
            return "names no author"
        url = self._one(row, self.columns.url)
        permalink = read_permalink(url)
        platform = permalink.platform if permalink else self._platform(row, url)
        if not platform:
            return NO_PLATFORM
        handle = self._handle(row, platform, permalink)
        if not handle:
            return NO_HANDLE
        number = self._id(row, permalink.post_id if permalink else "")
        if platform == "telegram" and number.isdecimal():
            # Messages are numbered by channel: without its name the number says little.
            number = f"{handle.casefold()}/{number}"
        plain = _plain(self._one(row, self.columns.text))
        if not (plain.text or number or url):
            return "has no text"
        kind, reply_to = self._kind(row, plain.text, platform, handle)
        return Post(
            company=self._owner.company,
            platform=platform,
            handle=handle,
            post_id=number,
            url=url if re.match(r"https?://", url) else "",
            posted_at=moment.at if moment else None,
            exact=moment.exact if moment else False,
            text=plain.text,
            kind=kind,
            reply_to=reply_to,
            mentions=plain.mentions,
            links=plain.links,
            language=_language(self._one(row, self.columns.language)),
            origin="import",
            read_at=self._evidence.read_at,
            record=f"{self._evidence.place}#{row.number}",
        )

    def _date(self, place: int) -> Moment | str | None:
        """Give when a row was posted, or why nobody knows; None where the file has no dates."""
        if not any(self.columns.date):
            return None
        moment = self._dates.moments[place]
        if isinstance(moment, str):
            return moment
        if moment.at > self._evidence.read_at + timedelta(days=1):
            return f"date {moment.at:%Y-%m-%d} lies in the future"
        return moment if moment.at >= EARLIEST else f"date {moment.at:%Y-%m-%d} is before the web"

    def _platform(self, row: Row, url: str) -> str:
        word = self._one(row, self.columns.platform)
        named = platform_named(word) or platform_at(word) or platform_at(url)
        return named or self._table.platform or self._hints.platform

    def _handle(self, row: Row, platform: str, permalink: Permalink | None) -> str:
        signs = self._all(row, self.columns.author)
        if permalink and permalink.handle:
            signs.append(permalink.handle)
        said = self._hints.handle.lstrip("@")
        return self._owner.handle_for(platform, signs if signs or not said else [said]) or said

    def _id(self, row: Row, by_address: str) -> str:
        """Give the id that the platform knows a post by, before one that only a tool knows."""
        own = [self._exact_id(row, column) for column in self.columns.id]
        tools = [self._exact_id(row, column) for column in self.columns.tool_id]
        return next(filter(None, (*own, by_address, *tools)), "")

    def _exact_id(self, row: Row, column: str) -> str:
        cell = row.cells[self._places[column]] if column else None
        is_sheet = self._table.unit == "row"
        if is_sheet and isinstance(cell, int | float) and cell >= _ROUNDED_FROM:
            return ""
        text = text_of(cell)
        return "" if is_nothing(cell) or _ROUNDED.fullmatch(text) else text

    def _kind(self, row: Row, text: str, platform: str, handle: str) -> tuple[PostKind, str]:
        """Give whom a post speaks to and whom it answers; one's own thread is for everybody."""
        words = [(name, self._one(row, (name,))) for name in self.columns.kind]
        answered = self._one(row, self.columns.reply_to)
        kind, whom = tell_kind(words, self._one(row, self.columns.repost_of), answered)
        if kind == PostKind.BROADCAST and platform == "x":
            kind, whom = tell_by_text(text)
        if whom and whom.casefold() == handle.casefold():
            return PostKind.BROADCAST, ""
        return kind, whom

    def _one(self, row: Row, columns: tuple[str, ...]) -> str:
        return next(iter(self._all(row, columns)), "")

    def _all(self, row: Row, columns: tuple[str, ...]) -> list[str]:
        cells = [row.cells[self._places[column]] for column in columns if column and row.cells]
        return [text_of(cell) for cell in cells if not is_nothing(cell)]


def _read_dates(table: Table, columns: Columns, hints: Hints) -> Dates:
    """Give the dates of all rows, with the clock and the zone that other columns add to them."""
    if not any(columns.date):
        return Dates((), ("The export has no dates: nobody can tell when these were posted.",))
    cells = table.column(columns.date[0])
    for added in (columns.time, columns.zone):
        if any(added) and added != columns.date:
            more = table.column(added[0])
            cells = [_join(cell, extra) for cell, extra in zip(cells, more, strict=True)]
    named = filter(None, (*columns.date, *columns.time))
    stated = next(filter(None, map(zone_in_name, named)), None)
    return read_dates(cells, choose_zone(hints.time_zone) or stated, hints.date_order)


def _join(cell: Cell, more: Cell) -> Cell:
    """Give a date with a clock or a zone after it, where it has none of its own."""
    extra = text_of(more)
    text = f"{cell:%Y-%m-%d}" if isinstance(cell, datetime) else text_of(cell)
    is_clock = ":" in extra and read_zone(extra) is None
    if is_nothing(cell) or is_nothing(more) or is_clock == (":" in text):
        return cell
    return f"{text} {extra}"


def _plain(text: str) -> Plain:
    if _MARKUP.search(text):
        return read_markup(text)
    return read_text(unescape(text) if _ENTITY.search(text) else text)


def _language(said: str) -> str:
    code = _LANGUAGES.get(said.casefold(), said.casefold().replace("_", "-"))
    return code if re.fullmatch(r"[a-z]{2,3}(-[a-z0-9]{2,8})*", code) else ""
