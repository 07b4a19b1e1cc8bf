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
        """Tell whether this was said before the other, whatever the days in between.

        A reading that held one's claim and lacked the other's says so on one day.
        """
        if other.low is None:
            return False
        return self.high < other.low or (self.high == other.low and other.low < other.high)


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


def page_claims(report: Report) -> list[DatedClaim]:
    """Give the claims on pages that anybody took up while we looked, the clearest first.

    A claim that all its companies made at their first reading has no age to show.
    """
    texts = {claim.id: claim for claim in report.claims if claim.companies}
    known: dict[str, list[FirstSaid]] = {}
    for one in report.history.sightings:
        claim = texts.get(one.claim_id)
        if claim is not None and one.current and one.company in claim.companies:
            known.setdefault(one.claim_id, []).append(FirstSaid(one.company, one.absent, one.seen))
    found = []
    for claim_id, said in known.items():
        if len(said) > 1 and any(each.low is not None for each in said):
            said.sort(key=lambda each: (each.high, each.low is not None, each.company.casefold()))
            found.append(DatedClaim(texts[claim_id].text, "claim", claim_id, tuple(said)))
    return sorted(found, key=lambda claim: (claim.first is None, -len(claim.said), claim.id))


def first_span(report: Report, claims: Sequence[DatedClaim]) -> tuple[date, date]:
    """Give the first and the last day of a time line of claims on pages."""
    days = [each.high for claim in claims for each in claim.said]
    days += [each.low for claim in claims for each in claim.said if each.low is not None]
    days += [one.day for one in report.history.readings]
    return min(days), max(days)


def page_lead(report: Report) -> str:
    """Give what the dates of claims on pages are: when a reading first held them."""
    return (
        "A page bears no date. Each dot is the reading at which a company’s pages first made the "
        "claim; it was taken up at some time since the reading before. An open dot was there when "
        f"we first looked, and may be far older. {unknown_age(report)}"
    )


def unknown_age(report: Report) -> str:
    """Give how many claims of companies have a known age, and how many were kept out."""
    claims = sum(one.claims for one in report.history.leads)
    dated = sum(one.dated for one in report.history.leads)
    if not claims:
        return ""
    return (
        f"Of {count(claims, 'claim', 'claims')}, each counted once for every company that makes "
        f"it, {dated} {'has' if dated == 1 else 'have'} a known age; the other {claims - dated} "
        "are kept out of every count of who was first."
    )


def shows_first(report: Report) -> bool:
    """Tell whether any claim of two companies or more has dates."""
    return bool(page_claims(report) or dated_claims(report))


def first_heading(report: Report) -> str:
    """Give how often the client, or anybody, made a claim before all others."""
    claims = page_claims(report)
    return _pages_heading(report, claims) if claims else _posts_heading(report)


def _pages_heading(report: Report, claims: Sequence[DatedClaim]) -> str:
    told = [claim for claim in claims if claim.first is not None]
    taken = count(len(claims), "shared claim", "shared claims")
    if report.client is None:
        return f"Of {taken} taken up while we looked, {len(told)} had one company before the others"
    mine = [c for c in claims if any(each.company == report.client for each in c.said)]
    if not mine:
        return f"You make none of {taken} that spread while we looked"
    first = sum(c.first is not None and c.first.company == report.client for c in mine)
    spread = count(len(mine), "claim of yours", "claims of yours")
    return f"Of {spread} that spread while we looked, you said {first} before the others"


def _posts_heading(report: Report) -> str:
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
    claims = page_claims(report) or dated_claims(report)
    after = _came_after(report, claims) if report.client is not None else ""
    luck = (
        "Who posts more comes first more often by luck alone, so nobody is ranked here. "
        "A first post does not tell who thought of it."
    )
    if page_claims(report):
        luck = (
            "Who says more comes first more often by luck alone, so leads are held against chance. "
            "To say it before is not to have thought of it, and no proof that others read it there."
        )
    return [after, luck] if after else [luck]


def _came_after(report: Report, claims: Sequence[DatedClaim]) -> str:
    """Give for how many claims somebody else was clearly before the client."""
    mine = [
        (claim, each) for claim in claims for each in claim.said if each.company == report.client
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
    if said.low is None:
        return f"by {day}, perhaps before"
    return day if said.low == said.high else f"between {long_date(said.low)} and {day}"


def post_span(posts: PostsReport) -> tuple[date | None, date | None]:
    """Give the first and the last day of a time line of posts."""
    return posts.first, posts.last


def dots(span: tuple[date | None, date | None], claim: DatedClaim) -> list[Dot]:
    """Give the dots of a claim on a time line of these days; None: of the claim's own."""
    start = span[0] or claim.said[0].high
    days = max(1, ((span[1] or claim.said[-1].high) - start).days)
    placed: list[Dot] = []
    for each in claim.said:
        x = EDGE + (98.0 - EDGE) * max(0, (each.high - start).days) / days
        near = {dot.level for dot in placed if abs(dot.x - x) < NEAR}
        level = next(n for n in range(len(near) + 1) if n not in near)
        title = f"{each.company}, {_day(each)}"
        placed.append(Dot(each.company, round(x, 1), level, each.low is None, title))
    return placed
