"""What the warehouse says of each industry: sites that stay shut, keys, and a wrong clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.industries import find_industry
from pipeline.moments import check_clock, moment_of
from sameness.errors import ClockBehind, SamenessError, WorkspaceLocked
from warehouse.glance import glance

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from sameness.settings import Settings
    from warehouse.glance import Asked


@dataclass(frozen=True, slots=True)
class UnreadSite:
    """A company that the last ``crawls`` crawls in a row could not read; None: never read."""

    company: str
    crawls: int
    reason: str
    last_read: date | None


@dataclass(frozen=True, slots=True)
class Health:
    """What the warehouse says of an industry; ``keys`` has a sentence for each key in question.

    ``clock`` says where the newest crawl lies ahead of the clock, empty where it does not.
    """

    unread: tuple[UnreadSite, ...]
    keys: tuple[str, ...]
    clock: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why the warehouse could not be looked into: what is the matter, what to do, its exit code."""

    matter: str
    remedy: str
    exit_code: int


def find_health(
    settings: Settings, names: Sequence[str]
) -> tuple[dict[str, Health], Trouble | None]:
    """Give what the warehouse says of each industry, and what kept anybody from looking.

    Nothing is written, and nothing moved, whatever is wrong. Where somebody works in the workspace,
    or there is no warehouse, nothing is said.
    """
    if not settings.warehouse.exists():
        return {}, None
    try:
        with glance(settings.warehouse) as warehouse:
            return dict(_read_health(warehouse, settings, names)), None
    except WorkspaceLocked:
        # Somebody began just now.
        return {}, None
    except SamenessError as error:
        matter, _, remedy = str(error).rpartition("\n")
        return {}, Trouble(matter, remedy, error.exit_code)


def _read_health(
    warehouse: Asked, settings: Settings, names: Sequence[str]
) -> Iterator[tuple[str, Health]]:
    for name in names:
        try:
            companies = find_industry(settings, name).names
        except SamenessError:
            companies = []
        unread = warehouse.tuples("unread_sites", industry=name, companies=companies)
        keys = warehouse.tuples("key_troubles", industry=name)
        yield (
            name,
            Health(
                unread=tuple(_unread_site(*row) for row in unread),
                keys=tuple(f"{platform}: {reason}" for platform, reason, _ in keys),
                clock=_clock_trouble(warehouse, name),
            ),
        )


def _unread_site(company: str, crawls: int, reason: str, last_read: str | None) -> UnreadSite:
    day = moment_of(last_read).date() if last_read is not None else None
    return UnreadSite(company, crawls, reason, day)


def _clock_trouble(warehouse: Asked, name: str) -> str:
    try:
        check_clock(warehouse, name)
    except ClockBehind as error:
        return str(error)
    return ""
