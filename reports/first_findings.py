"""Who said it before whom, as far as dates can tell: never a guess about who had it from whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.phrases import count, joined, long_date
from reports.posts_findings import shared_posts

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reports.data import Claim, Report
    from reports.posts_data import ClaimDate, PostsReport

EDGE = 4.0
"""Per cent of the time line that lie before the first day, for what was said before we looked."""

NEAR = 2.5
"""Per cent of the time line within which two dots would cover each other."""

NAMED = 4
"""The most companies that a line names."""


@dataclass(frozen=True, slots=True)
class FirstSaid:
    """When a company first said a claim: after ``low`` and by ``high``.

    ``low`` equals ``high`` where a text bears its own date, and is None where it may have been
    said at any time before.
    """

    company: str
    low: date | None
    high: date

    def before(self, other: FirstSaid) -> bool:
        """Tell whether this was said before the other, whatever the days in between."""
        return other.low is not None and self.high < other.low


@dataclass(frozen=True, slots=True)
class DatedClaim:
    """A claim with its dates, earliest first; ``section`` and ``id`` say where its quotes are."""

    text: str
    section: str
    id: str
    said: tuple[FirstSaid, ...]

    @property
    def first(self) -> FirstSaid | None:
        """Give who said it before all others, None where the dates can't tell."""
        one, *others = self.said
        return one if all(one.before(other) for other in others) else None


@dataclass(frozen=True, slots=True)
class Dot:
    """A first saying on the time line: ``x`` in per cent, ``level`` 0 or higher to stay clear.

    ``open``: it may have been said before.
    """

    company: str
    x: float
    level: int
    open: bool
    title: str


def dated_claims(report: Report) -> list[DatedClaim]:
    """Give the claims of posts that two companies or more made on known days."""
    if report.posts is None:
        return []
    found = [_dated(claim, report.posts.dates) for claim in shared_posts(report.posts)]
    return [claim for claim in found if len(claim.said) > 1]


def _dated(claim: Claim, dates: Sequence[ClaimDate]) -> DatedClaim:
    said = [
        FirstSaid(row.company, row.first_said if row.sure else None, row.first_said)
        for row in dates
        if row.claim_id == claim.id and row.company in claim.companies
    ]
    said.sort(key=lambda each: (each.high, each.low is None, each.company.casefold()))
    return DatedClaim(claim.text, "post-claim", claim.id, tuple(said))


def shows_first(report: Report) -> bool:
    """Tell whether any claim of two companies or more has dates."""
    return bool(dated_claims(report))


def first_heading(report: Report) -> str:
    """Give how often the client, or anybody, posted a claim before all others."""
    claims = dated_claims(report)
    told = [claim for claim in claims if claim.first is not None]
    if report.client is None:
        were = "was" if len(claims) == 1 else "were"
        return (
            f"{len(told)} of {_shared(len(claims))} {were} posted by one company before the others"
        )
    mine = [c for c in claims if any(each.company == report.client for each in c.said)]
    if not mine:
        return f"You post none of {_shared(len(claims))} with dates"
    first = sum(c.first is not None and c.first.company == report.client for c in mine)
    return f"Of {_shared(len(mine))} that you post, you posted {first} before the others"


def _shared(claims: int) -> str:
    return count(claims, "shared claim", "shared claims")


def first_so_what(report: Report) -> list[str]:
    """Give what a first post is worth, and whom the client came after."""
    after = _came_after(report) if report.client is not None else ""
    luck = (
        "Who posts more comes first more often by luck alone, so nobody is ranked here. "
        "A first post does not tell who thought of it."
    )
    return [after, luck] if after else [luck]


def _came_after(report: Report) -> str:
    """Give for how many claims somebody else was clearly before the client."""
    mine = [
        (claim, each)
        for claim in dated_claims(report)
        for each in claim.said
        if each.company == report.client
    ]
    after = sum(any(other.before(me) for other in claim.said) for claim, me in mine)
    untold = sum(
        not any(other.before(me) for other in claim.said)
        and not (claim.first and claim.first.company == me.company)
        for claim, me in mine
    )
    if not mine:
        return ""
    return (
        f"Somebody else said {after} of the {len(mine)} before you; of {untold} it can’t be told."
    )


def first_lead(posts: PostsReport) -> str:
    """Give what the dates are of, and how far back they reach."""
    since = f" since {long_date(posts.first)}" if posts.first else ""
    return (
        "Posts bear dates. Each dot is the day on which a company first made the claim in the "
        f"posts read{since}; what it said before that, or elsewhere, is not known."
    )


def who_line(claim: DatedClaim) -> str:
    """Give who said it when, earliest first, the day shared by several given once."""
    shown = [f"{joined([each.company])} {_day(each)}" for each in claim.said[:NAMED]]
    more = len(claim.said) - NAMED
    return "; ".join([*shown, *([f"{count(more, 'other', 'others')} later"] if more > 0 else [])])


def _day(said: FirstSaid) -> str:
    day = long_date(said.high)
    return day if said.low is not None else f"by {day}, perhaps before"


def dots(posts: PostsReport, claim: DatedClaim) -> list[Dot]:
    """Give the dots of a claim on the time line of all posts read."""
    start = posts.first or claim.said[0].high
    days = max(1, ((posts.last or claim.said[-1].high) - start).days)
    placed: list[Dot] = []
    for each in claim.said:
        x = EDGE + (98.0 - EDGE) * max(0, (each.high - start).days) / days
        near = {dot.level for dot in placed if abs(dot.x - x) < NEAR}
        level = next(n for n in range(len(near) + 1) if n not in near)
        title = f"{each.company}, {_day(each)}"
        placed.append(Dot(each.company, round(x, 1), level, each.low is None, title))
    return placed
