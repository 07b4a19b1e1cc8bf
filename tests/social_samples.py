"""What a report knows of the social profiles of an invented industry, half of them unread."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reports.data import Range
from reports.social_data import (
    Clockwork,
    Conversation,
    ConversationLine,
    DoorRate,
    ExitDoor,
    Habit,
    PlatformOverlap,
    Presence,
    Social,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

NO_WAY = "no lawful way to read a rival’s posts here; import an export"
NEEDS_KEY = "needs a key: set SAMENESS_YOUTUBE_KEY"

# Platform, its name, which of eight companies are on it, the state of each in turn, and why.
PLATFORMS = (
    ("linkedin", "LinkedIn", range(40), ("not read",), NO_WAY),
    ("x", "X", (0, 1, 2, 3, 5, 6, 7), ("not read",), "needs a key: set SAMENESS_X_KEY"),
    ("facebook", "Facebook", (0, 1, 2, 4, 5, 7), ("not read",), NO_WAY),
    ("bluesky", "Bluesky", (0, 2, 3, 5, 6), ("read", "read", "silent", "read", "abandoned"), ""),
    ("mastodon", "Mastodon", (1, 3, 5), ("read", "abandoned", "read"), ""),
    ("youtube", "YouTube", (0, 3, 4, 7), ("not read",), NEEDS_KEY),
    ("feed", "Blog", (1, 2, 3, 7), ("read",), ""),
    ("googleplus", "Google+", (3,), ("dead",), ""),
)

HABITS = ("reply", "question", "mention", "repost", "crosspost")
SHARES = (0.04, 0.09, 0.21, 0.02, 0.12)

LINES = (
    ("reply", "@tally Yes: send us the letter, and we will answer it for you."),
    ("question", "Which receipt do you lose most often? Tell us, we collect the excuses."),
    ("mention", "Thank you @harbourbakery for the talk about flour and VAT."),
    ("crosspost", "Year-end checklist: ten things to have ready by Friday."),
    ("broadcast", "We are delighted to announce that we put our clients first, always."),
)


def slug(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())


def sample_social(names: Sequence[str], client: str | None) -> Social:
    """Give profiles, doors, habits and clockwork for companies of these names."""
    order = {name: number for number, name in enumerate(names)}
    presences = tuple(sorted(_presences(names), key=lambda p: (order[p.company], p.name)))
    return Social(
        presences=presences,
        overlaps=tuple(_overlap(n, name, presences) for n, name in enumerate((None, *names))),
        doors=tuple(door for n, name in enumerate(names) for door in _doors(n, name)),
        door_rates=tuple(_door_rate(n, name) for n, name in enumerate(names)),
        conversations=tuple(_conversation(n, name) for n, name in enumerate((None, *names))),
        lines=tuple(_lines(names, client)),
        clockwork=tuple(_clockwork(n, name) for n, name in enumerate(names) if n % 2),
    )


def _presences(names: Sequence[str]) -> Iterator[Presence]:
    for platform, name, where, states, reason in PLATFORMS:
        on_it = [number for number in where if number < len(names)]
        for turn, number in enumerate(on_it):
            state = states[turn % len(states)]
            yield _presence(names[number], platform, name, state, reason)


def _presence(company: str, platform: str, name: str, state: str, reason: str) -> Presence:
    newest = {"read": date(2026, 11, 12), "abandoned": date(2024, 3, 5)}.get(state)
    handle = slug(company)
    return Presence(
        company=company,
        platform=platform,
        name=name,
        state=state,
        handle=handle,
        url=f"https://{platform}.example/{handle}",
        found_at=f"https://{handle}.example/",
        linked_back=f"https://{handle}.example" if state == "read" else "",
        profiles=1,
        posts=42 if state == "read" else 0,
        newest=newest,
        reason=reason,
    )


def _overlap(number: int, company: str | None, presences: Sequence[Presence]) -> PlatformOverlap:
    on = {p.platform for p in presences if company in {None, p.company}}
    return PlatformOverlap(
        company=company,
        companies=8,
        platforms=len(on),
        strangers_known=23,
        shared=0.52 + number / 100,
        strangers=0.31,
        excess=Range(0.21 + number / 100, 0.09, 0.33),
        clear=True,
        reason="",
    )


def _doors(number: int, name: str) -> Iterator[ExitDoor]:
    site = f"https://{slug(name)}.example"
    places = ("header", "footer", "body")
    for page in ("", "pricing", "about"):
        yield ExitDoor(
            company=name,
            url=f"{site}/{page}",
            platform="linkedin" if number % 2 else "bluesky",
            name="LinkedIn" if number % 2 else "Bluesky",
            target=f"https://linkedin.example/{slug(name)}",
            place=places[number % 3],
            before_action=number % 3 == 0,
            own=page != "about",
            text="Follow us" if number % 2 else "",
        )


def _door_rate(number: int, name: str) -> DoorRate:
    if number == 4:
        return DoorRate(name, 2, 2, 6, None, None, "2 pages were read, 3 are needed")
    value = 2.0 + number / 2
    share = 0.1 * (number % 5)
    return DoorRate(
        company=name,
        pages=12 + number,
        pages_with=10,
        doors=30 + number,
        per_page=Range(value, value - 0.4, value + 0.5),
        before=Range(share, max(0.0, share - 0.06), share + 0.1),
        reason="",
    )


def _conversation(number: int, name: str | None) -> Conversation:
    posts = 612 if name is None else 12 if number % 8 == 5 else 60 + 9 * number
    few = posts < 20
    habits = tuple(
        _habit(kind, SHARES[place] * (1 + number % 3 / 2), posts, few=few)
        for place, kind in enumerate(HABITS)
    )
    reason = f"{posts} posts are known, 20 are needed" if few else ""
    notes = "replies can't be seen on: Blog" if name is None or number == 2 else ""
    return Conversation(name, posts, 9 if name is None else 2, habits, reason, notes)


def _habit(kind: str, share: float, posts: int, *, few: bool) -> Habit:
    of = posts - 12 if kind == "reply" else posts
    number = round(share * posts)
    figure = Range(number / posts, max(0.0, share - 0.03), share + 0.06)
    return Habit(kind, number, of, None if few else figure)


def _lines(names: Sequence[str], client: str | None) -> Iterator[ConversationLine]:
    who = (names[1], names[0], client or names[-1])
    for number, (measure, text) in enumerate(LINES):
        for place, company in enumerate(dict.fromkeys(who)):
            yield ConversationLine(
                company=company,
                measure=measure,
                platform="bluesky" if place else "mastodon",
                text=text,
                url=f"https://bluesky.example/{slug(company)}/post/{number}{place}",
                posted_at=date(2026, 10, 1 + number) if place < 2 else None,
            )


def _clockwork(number: int, name: str) -> Clockwork:
    if number == 7:
        return Clockwork(
            company=name, platform="feed", posts=9, sittings=8, hour="", hour_share=None,
            hour_expected=None, hour_p=None, interval=None, interval_share=None,
            interval_expected=None, interval_p=None, regular=False,
            reason="9 posts with an exact time, at 8 sittings; 20 sittings are needed",
        )  # fmt: skip
    return Clockwork(
        company=name,
        platform="mastodon",
        posts=64,
        sittings=58,
        hour="09:00 UTC",
        hour_share=0.62 if number == 1 else 0.08,
        hour_expected=0.07,
        hour_p=0.00002 if number == 1 else 0.61,
        interval=24.0,
        interval_share=0.31 if number == 1 else 0.05,
        interval_expected=0.04,
        interval_p=0.004 if number == 1 else 0.72,
        regular=number == 1,
        reason="",
    )
