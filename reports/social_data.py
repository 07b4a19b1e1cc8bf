"""What a report shows of social profiles and posts, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reports.data import Range


@dataclass(frozen=True, slots=True)
class Presence:
    """A company's profile on a platform, and whether anybody is home.

    ``state`` is "read", "silent" (read, and without a post in the window), "abandoned" (the newest
    post is old, or known ones are gone), "dead" (the platform or the account is gone) or "not
    read"; ``reason`` then says why. ``name`` is the platform's own spelling. ``found_at`` is the
    page that names the profile, ``linked_back`` the address of the company's site that the profile
    names. ``posts`` counts those known in the window, ``newest`` is the day of the newest known.
    Where the company has several ``profiles`` on the platform, the liveliest stands for them.
    """

    company: str
    platform: str
    name: str
    state: str
    handle: str
    url: str
    found_at: str
    linked_back: str
    profiles: int
    posts: int
    newest: date | None
    reason: str


@dataclass(frozen=True, slots=True)
class PlatformOverlap:
    """How alike the choice of platforms is; ``company`` None: the field.

    ``shared`` is the mean share, 0-1, of the platforms of either of two companies that both are
    on, ``strangers`` the same with ``strangers_known`` companies of other fields, ``excess`` the
    difference; ``clear`` says that it is above zero. With a ``reason`` there are no figures.
    """

    company: str | None
    companies: int
    platforms: int
    strangers_known: int
    shared: float | None
    strangers: float | None
    excess: Range | None
    clear: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ExitDoor:
    """A link of the page ``url`` that sends the visitor away to a social network.

    ``place`` is "header", "body" or "footer"; ``before_action``: it stands before the page's first
    call to action in reading order, None where the page has none; ``own``: it leads to the
    company's own profile. ``platform`` may be "sharing", a service that passes pages on; ``name``
    is what it is called.
    """

    company: str
    url: str
    platform: str
    name: str
    target: str
    place: str
    before_action: bool | None
    own: bool
    text: str


@dataclass(frozen=True, slots=True)
class DoorRate:
    """One company's exit doors: how many a page, and which share (0-1) stands before the action.

    ``pages_with`` of ``pages`` have any. With a ``reason`` there are no figures.
    """

    company: str
    pages: int
    pages_with: int
    doors: int
    per_page: Range | None
    before: Range | None
    reason: str


@dataclass(frozen=True, slots=True)
class Habit:
    """How many posts do something, ``of`` those it can be told of, and their share (0-1) if scored.

    ``kind`` is "reply", "question", "mention", "repost" or "crosspost" (also posted elsewhere).
    The field's share is the mean of its companies'.
    """

    kind: str
    number: int
    of: int
    share: Range | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """Whom a company's ``posts`` on ``profiles`` speak to; ``company`` None: the field.

    Where there are too few posts ``reason`` says so and no habit has a share; ``notes`` says of
    single habits why they have none, and where replies can't be seen.
    """

    company: str | None
    posts: int
    profiles: int
    habits: tuple[Habit, ...]
    reason: str
    notes: str


@dataclass(frozen=True, slots=True)
class ConversationLine:
    """A post verbatim, as evidence for ``measure``: a habit's kind, or "broadcast"."""

    company: str
    measure: str
    platform: str
    text: str
    url: str
    posted_at: date | None


@dataclass(frozen=True, slots=True)
class Clockwork:
    """Whether a company's posts on a platform come by the clock, tested against its own habits.

    ``posts`` were sent at ``sittings`` times; ``hour`` is the commonest time of day as text, in
    whose five minutes ``hour_share`` (0-1) of the sittings fall and ``hour_expected`` would without
    a timer. ``interval`` is the median number of hours between sittings, ``interval_share`` of the
    intervals are equal, ``interval_expected`` would be. ``hour_p`` and ``interval_p`` are how often
    chance does as much. ``regular``: at least one is beyond chance. With a ``reason`` there are no
    figures.
    """

    company: str
    platform: str
    posts: int
    sittings: int
    hour: str
    hour_share: float | None
    hour_expected: float | None
    hour_p: float | None
    interval: float | None
    interval_share: float | None
    interval_expected: float | None
    interval_p: float | None
    regular: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Social:
    """All that a run knows of social profiles; every tuple may be empty."""

    presences: tuple[Presence, ...] = ()
    overlaps: tuple[PlatformOverlap, ...] = ()
    doors: tuple[ExitDoor, ...] = ()
    door_rates: tuple[DoorRate, ...] = ()
    conversations: tuple[Conversation, ...] = ()
    lines: tuple[ConversationLine, ...] = ()
    clockwork: tuple[Clockwork, ...] = ()


NOBODY = Social()
"""What a run knows that found no profile, or did not look for any."""
