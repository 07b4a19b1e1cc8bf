"""What earlier readings tell of an invented industry: after a change, after none, at first."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, TypeVar

from reports.data import Range, Since
from reports.history_data import (
    ClaimChange,
    CompanyMove,
    HeadlineChange,
    History,
    Lead,
    ProfileChange,
    Reading,
    Sighting,
    Unread,
)

if TYPE_CHECKING:
    from reports.data import DatedQuote, OnlyYou, Report
    from reports.images_data import ShownImage

    Dated = TypeVar("Dated", DatedQuote, OnlyYou, ShownImage)

DAYS = tuple(date(2026, month, 20) for month in (8, 9, 10, 11))
JULY = date(2026, 7, 20)


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, 15, tzinfo=UTC)


def reading(number: int, day: date, names: tuple[str, ...], version: str = "0.1.0") -> Reading:
    value = 60.4 + 8 * number / 3
    return Reading(
        run_id=f"{day:%Y%m}21T101500Z", read_at=at(day), model="all-MiniLM-L6-v2", version=version,
        index=Range(value, value - 11, value + 9), companies=len(names), members=names,
        claims=9 + number,
    )  # fmt: skip


def sighting(claim_id: str, company: str, text: str, month: int) -> Sighting:
    """Give since when a company says something: month 0 is when we first looked."""
    host = "".join(letter for letter in company.lower() if letter.isascii() and letter.isalnum())
    absent = DAYS[month - 1] if month else None
    url = f"https://{host}.example/about-us"
    return Sighting(
        claim_id, company, text, url, absent, DAYS[month], current=True, last=None, missing=None
    )


def sample_history(report: Report) -> History:
    """Give a fourth reading after which some claims spread, and somebody dropped one."""
    names = tuple(company.name for company in report.companies)
    sightings = tuple(
        sighting(claim.id, quote.company, quote.text, (place + number) % 4 if place else 0)
        for number, claim in enumerate(report.claims[:4])
        for place, quote in enumerate(claim.quotes)
    )
    fresh = [one for one in sightings if one.seen == DAYS[3]][:5]
    changes = [
        ClaimChange(
            "new", one.claim_id, one.company, one.text, one.url, DAYS[2], DAYS[3], "", "", None,
            tuple(s for s in sightings if s.claim_id == one.claim_id and s.seen <= DAYS[2])[:3],
        )
        for one in fresh
    ]  # fmt: skip
    changes += [
        replace(changes[0], change="dropped", text="Call us at any hour.", earlier=()),
        replace(
            changes[0],
            change="reworded",
            other_text="We put clients first.",
            other_url=changes[0].url,
            other_on=DAYS[2],
            earlier=(),
        ),
    ]
    pages = {page.company: page for page in report.look.pages}
    shot = pages.get(names[0])
    headlines = (
        HeadlineChange(
            names[0], f"https://{names[0][:5].lower()}.example/",
            f"https://{names[0][:5].lower()}.example/", "Accounting you can read",
            "Peace of mind for busy owners", at(DAYS[2]), at(DAYS[3]),
            (replace(shot, seen_at=DAYS[2]), replace(shot, seen_at=DAYS[3])) if shot else None,
        ),
        HeadlineChange(
            names[-1], "https://last.example/", "https://last.example/", "Numbers, in time",
            "More than just accountants", at(DAYS[2]), at(DAYS[3]), None,
        ),
    )  # fmt: skip
    return History(
        readings=(
            reading(0, JULY, names, "0.0.9"),
            *(reading(number, day, names) for number, day in enumerate(DAYS)),
        ),
        since=at(DAYS[2]),
        sightings=sightings,
        changes=tuple(changes),
        headlines=headlines,
        profiles=(
            ProfileChange("new", names[1], "Bluesky", "https://bsky.app/profile/b", ""),
            ProfileChange("dead", names[0], "Mastodon", "", "the account is gone"),
        ),
        moves=(
            CompanyMove(None, Range(1.1, -0.6, 2.9), "none", 96, ""),
            *(_move(number, name) for number, name in enumerate(names)),
        ),
        leads=tuple(_lead(number, name) for number, name in enumerate(names)),
        unread=tuple(Unread(name, DAYS[1], 2) for name in names[5:6]),
    )


KNOWN = (
    Since(DAYS[0], DAYS[1]), Since(None, JULY), Since(None, DAYS[1]), Since(DAYS[2], DAYS[3]),
)  # fmt: skip
AT_FIRST = (Since(None, DAYS[3]),)


def with_dates(report: Report, known: tuple[Since, ...] = KNOWN) -> Report:
    """Give a report whose quotes and pictures are there since these days, by turns."""

    def dated(item: Dated, number: int) -> Dated:
        return replace(item, since=known[number % len(known)])

    claims = tuple(
        replace(
            claim,
            quotes=tuple(dated(quote, n + m) for m, quote in enumerate(claim.quotes)),
            alike_quotes=tuple(dated(quote, n + m) for m, quote in enumerate(claim.alike_quotes)),
        )
        for n, claim in enumerate(report.claims)
    )
    same = tuple(
        replace(group, shown=tuple(dated(one, n + m) for m, one in enumerate(group.shown)))
        for n, group in enumerate(report.images.same)
    )
    only_you = tuple(dated(own, n) for n, own in enumerate(report.only_you))
    images = replace(report.images, same=same)
    return replace(report, claims=claims, only_you=only_you, images=images)


def _move(number: int, name: str) -> CompanyMove:
    if number == 0:
        return CompanyMove(name, Range(7.4, 2.2, 12.1), "closer", 12, "")
    if number == 1:
        return CompanyMove(name, Range(0.0, 0.0, 0.0), "none", 9, "")
    if number == 3:
        return CompanyMove(name, Range(-4.3, -8.0, -0.9), "away", 14, "")
    if number == 5:
        return CompanyMove(name, None, "", 0, "not read this time")
    return CompanyMove(name, Range(0.8, -2.5 - number % 4, 4.4), "none", 11, "")


def _lead(number: int, name: str) -> Lead:
    if number % 3 == 2:
        reason = "2 claims taken up while we looked; 5 are needed"
        return Lead(name, 14, 2, None, None, None, clear=False, reason=reason)
    p = 0.012 * (1 + number)
    return Lead(name, 14, 6 + number % 3, 5 - number % 4, 1.6, p, clear=not number, reason="")


def unchanged_history(report: Report) -> History:
    """Give a reading after which nothing is another, and some pages were read otherwise."""
    history = sample_history(report)
    moves = tuple(
        one
        if one.direction == "none"
        else replace(one, move=Range(0.9, -1.2, 3.1), direction="none")
        for one in history.moves
        if one.move is not None
    )
    return replace(history, changes=(), headlines=(), profiles=(), moves=moves, unread=())


def first_history(report: Report) -> History:
    """Give what the first reading of all knows: nothing but itself."""
    history = sample_history(report)
    sightings = tuple(replace(one, absent=None, seen=DAYS[3]) for one in history.sightings)
    untold = tuple(
        replace(
            one, dated=0, leads=None, expected=None, p=None, clear=False,
            reason="0 claims taken up while we looked; 5 are needed",
        )
        for one in history.leads
    )  # fmt: skip
    return History(history.readings[-1:], None, sightings, (), (), (), (), untold)
