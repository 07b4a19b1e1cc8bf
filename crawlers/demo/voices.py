"""What the six companies post: read from their files, dated by the day on which it is served."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

POSTS = Path(__file__).parent / "posts"
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_FIRST_ID = 110_000_000_000_000_000
_PER_ACCOUNT = 1_000_000


@dataclass(frozen=True, slots=True)
class Status:
    """One post of an account, in UTC.

    ``reply_to`` is the account that it answers, ``boost`` the one whose words it passes on; empty
    where there is none. Later posts have larger ids.
    """

    status_id: int
    posted_at: datetime
    text: str
    reply_to: str = ""
    boost: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One article of a blog: its path on the site, title and text."""

    path: str
    posted_at: datetime
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Blog:
    """A blog with its feed, the newest item first; ``form`` is "rss" or "atom"."""

    path: str
    title: str
    form: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Voice:
    """A company's account, its newest status first, and its blog if it has one.

    In texts ``{site}`` stands for the address of the company's site.
    """

    company: str
    account: str
    account_id: int
    bio: str
    statuses: tuple[Status, ...]
    blog: Blog | None


def read_voices(today: date) -> tuple[Voice, ...]:
    """Give every company's voice, by name, as of the week of ``today``.

    Dates are counted back from that week's Monday, so that days of the week stay what they are and
    nothing was posted in the future.
    """
    monday = today - timedelta(days=today.weekday())
    files = sorted(POSTS.glob("*.toml"))
    return tuple(_voice(number, file, monday) for number, file in enumerate(files, start=1))


@cache
def _read(file: Path) -> dict[str, Any]:
    return tomllib.loads(file.read_text("utf-8"))


def _voice(number: int, file: Path, monday: date) -> Voice:
    table = _read(file)
    first = _FIRST_ID + number * _PER_ACCOUNT
    dated = sorted(table["post"], key=lambda row: _moment(row["at"], monday))
    statuses = [
        Status(
            status_id=first + place,
            posted_at=_moment(row["at"], monday),
            text=row["text"],
            reply_to=row.get("reply_to", ""),
            boost=row.get("boost", ""),
        )
        for place, row in enumerate(dated, start=1)
    ]
    blog = _blog(table, monday) if "feed" in table else None
    company = file.stem.capitalize()
    return Voice(company, table["account"], first, table["bio"], tuple(statuses[::-1]), blog)


def _blog(table: dict[str, Any], monday: date) -> Blog:
    items = [
        Item(row["path"], _moment(row["at"], monday), row["title"], row["text"])
        for row in table["item"]
    ]
    items.sort(key=lambda item: item.posted_at, reverse=True)
    return Blog(table["feed"], table["feed_title"], table["feed_format"], tuple(items))


def _moment(at: str, monday: date) -> datetime:
    """Read "3 Tue 09:14": on Tuesday of the third week before the one that begins on ``monday``."""
    weeks, day, clock = at.split()
    days = timedelta(weeks=-int(weeks), days=_DAYS.index(day))
    return datetime.combine(monday + days, time.fromisoformat(clock), UTC)
