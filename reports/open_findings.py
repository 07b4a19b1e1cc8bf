"""What nobody says, as questions: which to show, and how far "nobody" reaches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from reports.phrases import count, in_hundred, isolated

if TYPE_CHECKING:
    from reports.data import OpenClaim, Report

SHOWN = 8
MOST_OF_A_THEME = 2
"""The most questions of one theme among those shown first."""


def open_questions(report: Report) -> list[OpenClaim]:
    """Give the undoubted claims to ask about first: at most two of a theme, as they fit."""
    seen: Counter[str] = Counter()
    shown: list[OpenClaim] = []
    for claim in report.white_space:
        if not claim.doubtful and seen[claim.theme] < MOST_OF_A_THEME and len(shown) < SHOWN:
            seen[claim.theme] += 1
            shown.append(claim)
    return shown


def other_questions(report: Report) -> list[OpenClaim]:
    """Give the other undoubted claims, as they fit."""
    first = {claim.id for claim in open_questions(report)}
    return [c for c in report.white_space if not c.doubtful and c.id not in first]


def doubtful_questions(report: Report) -> list[OpenClaim]:
    """Give the claims that somebody may make in other words."""
    return [claim for claim in report.white_space if claim.doubtful]


def white_space_heading(report: Report) -> str:
    """Give how many claims nobody makes, with the denominator."""
    undoubted = [claim for claim in report.white_space if not claim.doubtful]
    if not undoubted:
        return "We found no claim that clearly nobody makes"
    found = count(len(undoubted), "claim", "claims")
    return f"{found} that 0 of {undoubted[0].asked} make. Which would be true of you?"


def bound_sentence(report: Report) -> str:
    """Give how many may make it all the same; empty where there is nothing to say it of."""
    if not report.white_space:
        return ""
    claim = report.white_space[0]
    return (
        f"0 of {claim.asked} were found saying it; up to {in_hundred(claim.at_most)} % of "
        "companies like these may say it all the same (95 % bound). And a gap may be open because "
        "nobody wants what is in it, or because it is untrue of you."
    )


def elsewhere(claim: OpenClaim) -> str:
    """Give who makes the claim in other fields, as far as anything is known."""
    if claim.made_elsewhere is not None and claim.asked_elsewhere is not None:
        field = isolated(claim.industry.replace("_", " "))
        return f"In {field} {claim.made_elsewhere} of {claim.asked_elsewhere} make it."
    near = f"{claim.near_elsewhere} of {claim.strangers} companies of other fields"
    return f"{near} {'comes' if claim.near_elsewhere == 1 else 'come'} near to it."
