"""What the claims say, in words: how many are said the same, by whom, and how much is echoed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.phrases import count, in_hundred, isolated, joined
from reports.wording import alike_claims, same_claims, strongest_claim

if TYPE_CHECKING:
    from reports.data import Claim, Echo, Range, Report

TIERS = {
    "table stakes": "three quarters of the companies or more",
    "crowded": "half or more",
    "contested": "a quarter or more",
    "rare": "fewer",
}
"""Tiers of a claim, with the share of companies that make it (docs/measures.md)."""


def claims_heading(report: Report) -> str:
    """Give how many claims are said in the same sense, and how far the strongest reaches."""
    claim = strongest_claim(report)
    if claim is None:
        if alike_claims(report):
            return "No claim was found said in the same sense by two companies; some read alike"
        return "No two companies were found saying the same, or nearly"
    found = count(len(same_claims(report)), "claim", "claims")
    return f"{found} said in the same sense, the strongest by {reach(claim)}"


def reach(claim: Claim) -> str:
    """Give who says a claim, with the denominator: ``4 of 6``."""
    return f"{len(claim.companies)} of {claim.asked}"


def claims_so_what(report: Report) -> list[str]:
    """Give the tally by tier, the client's part in it, and who owns a claim."""
    same = same_claims(report)
    if not same:
        return []
    tally = {tier: sum(claim.tier == tier for claim in same) for tier in TIERS}
    named = [f"{number:,} {tier} ({TIERS[tier]})" for tier, number in tally.items() if number]
    said = [f"{joined(named).capitalize()}."]
    if report.client is not None:
        yours = sum(report.client in claim.companies for claim in same)
        near = sum(report.client in claim.alike for claim in same)
        also = f"; what you say reads like {near:,} more" if near else ""
        said[0] += f" You make {yours:,} of the {len(same):,}{also}."
    return [*said, *_owners(same, report.client)]


def _owners(same: list[Claim], client: str | None) -> list[str]:
    owned = [claim.owner.company for claim in same if claim.owner is not None]
    if not owned:
        return ["No company owns one: nobody has more than half of a claim by its pages."]
    names = sorted(set(owned), key=lambda name: (-owned.count(name), name.casefold()))
    shown = [f"{'you' if n == client else isolated(n)} ({owned.count(n)})" for n in names]
    return [f"Claims with a leader, who has more than half of the pages: {', '.join(shown[:4])}."]


def owner_line(claim: Claim, client: str | None) -> str:
    """Give who leads a claim and with how much of it; empty where nobody does."""
    if claim.owner is None:
        return ""
    who = "You lead" if claim.owner.company == client else f"{isolated(claim.owner.company)} leads"
    return f"{who} it, with {in_hundred(claim.owner.share)} % of it by pages."


def echo_of(report: Report, company: str | None) -> Echo | None:
    """Give the echo of one company, or with None of the field."""
    return next((echo for echo in report.echoes if echo.company == company), None)


def company_echoes(report: Report) -> list[Echo]:
    """Give the companies' echoes in file order."""
    order = {company.name: place for place, company in enumerate(report.companies)}
    own = [echo for echo in report.echoes if echo.company is not None]
    return sorted(own, key=lambda echo: order.get(echo.company or "", len(order)))


def echo_heading(report: Report) -> str:
    """Give the echo of the client, else of the field, as a finding."""
    yours = echo_of(report, report.client) if report.client is not None else None
    if yours is not None:
        return echo_sentence(yours.as_read, "statements of yours")
    field = echo_of(report, None)
    if field is None:
        return "Too few companies to say how much is said twice"
    return echo_sentence(field.as_read, "statements")


def echo_sentence(share: Range, whose: str) -> str:
    """Give how much a rival says too; where the range begins at nothing, that is said."""
    low, high = in_hundred(share.low), in_hundred(share.high)
    if high == "0":
        return f"Of 100 {whose}, less than 1 was found at a rival too"
    if low == "0":
        return f"Of 100 {whose}, hardly any was found at a rival too (0 to {high})"
    least = in_hundred(share.value)
    return f"Of 100 {whose}, at least {least} are said by a rival too ({low} to {high})"
