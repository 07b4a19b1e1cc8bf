"""What a report knows of earlier readings, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

    from reports.data import Range
    from reports.look_data import HomePage


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of the field, as one model and version measured it.

    ``index`` is None where none was published; ``companies`` counts those scored, ``members`` are
    all that were asked, ``claims`` counts what two companies or more say in the same sense.
    """

    run_id: str
    read_at: datetime
    model: str
    version: str
    index: Range | None
    companies: int
    members: tuple[str, ...]
    claims: int

    @property
    def day(self) -> date:
        """The day it was read."""
        return self.read_at.date()


@dataclass(frozen=True, slots=True)
class Sighting:
    """Since when a company makes a claim, in the words and at the place of its first reading.

    ``absent`` is the last day on which it surely did not, None where nobody knows. ``last`` is
    None while it still says so, else the last day on which it did, ``missing`` the first one after
    that on which it surely did not, None where nobody knows.
    """

    claim_id: str
    company: str
    text: str
    url: str
    absent: date | None
    seen: date
    current: bool
    last: date | None
    missing: date | None


@dataclass(frozen=True, slots=True)
class ClaimChange:
    """A claim that a company took up ("new"), "dropped" or "reworded" after one day, by another.

    ``earlier`` are the rivals that surely said a new one before, ``other_text`` the words in the
    other reading of what was reworded; they stood at ``other_url``, empty where nobody noted it,
    on the day ``other_on``, None for this run's own reading.
    """

    change: str
    claim_id: str
    company: str
    text: str
    url: str
    after: date
    by: date
    other_text: str
    other_url: str
    other_on: date | None
    earlier: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class HeadlineChange:
    """A home page's headline before and after, with the pictures of both where both exist.

    ``after`` is empty where the page has no headline any more; ``before`` stood at ``before_url``,
    empty where nobody noted it.
    """

    company: str
    url: str
    before_url: str
    before: str
    after: str
    before_at: datetime
    after_at: datetime
    pictures: tuple[HomePage, HomePage] | None


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """A profile that is "new", "gone" from the pages, "dead", "abandoned", or "back"."""

    change: str
    company: str
    platform: str
    url: str
    reason: str


@dataclass(frozen=True, slots=True)
class CompanyMove:
    """How far a company moved towards the field, in index points; ``company`` None: the mean.

    ``direction`` is "closer", "away" or "none": no change that can be measured. With a ``reason``
    there is no ``move``.
    """

    company: str | None
    move: Range | None
    direction: str
    pages: int
    reason: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A company whose site was read once, and not in the last ``crawls`` crawls, this one too."""

    company: str
    last: date
    crawls: int


@dataclass(frozen=True, slots=True)
class Lead:
    """How often rivals took up within three months what a company said before them.

    Of its ``claims``, ``dated`` have a known age. ``expected`` is what chance gives, ``p`` the
    chance of as many; ``clear``: beyond chance over all companies. With a ``reason`` no figures.
    """

    company: str
    claims: int
    dated: int
    leads: int | None
    expected: float | None
    p: float | None
    clear: bool
    reason: str


@dataclass(frozen=True, slots=True)
class History:
    """All of it: ``readings`` are oldest first, this one last.

    ``since`` is the moment of the one before it that the same model and version measured, None
    where there is none.
    """

    readings: tuple[Reading, ...]
    since: datetime | None
    sightings: tuple[Sighting, ...]
    changes: tuple[ClaimChange, ...]
    headlines: tuple[HeadlineChange, ...]
    profiles: tuple[ProfileChange, ...]
    moves: tuple[CompanyMove, ...]
    leads: tuple[Lead, ...]
    unread: tuple[Unread, ...] = ()


NO_HISTORY = History((), None, (), (), (), (), (), ())
