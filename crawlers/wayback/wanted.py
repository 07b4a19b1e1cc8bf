"""What is wanted of a web archive: pages, and a place for the copies of each period."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawlers.wayback.periods import Period
    from sameness.records import PageKind


@dataclass(frozen=True, slots=True)
class PastPage:
    """A page of which copies are wanted: as the newest crawl read it."""

    company: str
    url: str
    kind: PageKind
    depth: int


@dataclass(frozen=True, slots=True)
class Place:
    """The folder for one period's copies, and those of the same period that are filled already."""

    period: Period
    folder: str
    earlier: tuple[str, ...] = ()
