"""What a report knows of the look of home pages: their pictures, covered, and three distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reports.data import Range


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle that covers part of a picture, in pixels of the window."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """A home page as a window of ``width`` x ``height`` pixels showed it.

    ``picture`` is a WebP, maybe smaller than the window. ``covered`` tells that ``bars`` lie over
    all that says whose it is; where it is False nobody knows where that stands.
    """

    company: str
    url: str
    seen_at: date
    width: int
    height: int
    picture: bytes
    covered: bool
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class LookPair:
    """How far apart two home pages look through one lens: "colour", "layout" or "imagery".

    ``farther`` is the share (0-1) of pairs of strangers' pages that are farther apart, None where
    too few are known; ``clear`` says that its range is above 0.5.
    """

    lens: str
    company: str
    rival: str
    distance: float
    farther: Range | None
    clear: bool


@dataclass(frozen=True, slots=True)
class LookField:
    """The mean of all pairs through one lens; with a ``reason`` there is no ``farther``.

    ``stranger_pages`` are home pages of other fields, in ``stranger_pairs`` pairs; ``shipped`` of
    them come with the program.
    """

    lens: str
    distance: float | None
    farther: Range | None
    pages: int
    stranger_pages: int
    stranger_pairs: int
    shipped: int
    clear: bool
    reason: str


@dataclass(frozen=True, slots=True)
class LookReport:
    """All of it; ``fields`` is empty in runs that did not ask."""

    pages: tuple[HomePage, ...]
    fields: tuple[LookField, ...]
    pairs: tuple[LookPair, ...]


NOTHING = LookReport((), (), ())
