"""When nothing is published: the rules under which a figure is held back, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.measures.strangers import ENOUGH as FEWEST_STRANGERS

FEWEST_COMPANIES = 5
FEWEST_STATEMENTS = 40
FEWEST_PAGES = 3
WIDEST_RANGE = 40.0
"""Index points between low and high above which a figure tells nothing."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What a field's figures stand on; the numbers are None where nothing could be computed.

    ``listed`` companies in the industry file, ``enough`` of them with enough text.
    """

    listed: int
    enough: int
    strangers: int
    low: float | None
    high: float | None
    lift_low: float | None


def reason_to_abstain(standing: Standing) -> str:
    """Give the first reason not to publish, in words with numbers; empty where there is none."""
    if standing.enough < FEWEST_COMPANIES:
        return (
            f"{standing.enough} of {standing.listed} companies have enough marketing text; "
            f"{FEWEST_COMPANIES} are needed"
        )
    if standing.strangers < FEWEST_STRANGERS:
        return (
            f"{standing.strangers} companies of other industries are known to compare with; "
            f"{FEWEST_STRANGERS} are needed"
        )
    if standing.low is None or standing.high is None or standing.lift_low is None:
        return "no company has enough text on other pages to say how alike its own pages are"
    if not standing.lift_low > 0:
        return "the companies' own pages are not clearly more alike than strangers' pages"
    if standing.high - standing.low > WIDEST_RANGE:
        return (
            f"the range of the index is {standing.high - standing.low:.0f} points wide; "
            f"at most {WIDEST_RANGE:.0f} say anything"
        )
    return ""


HETEROGENEOUS_TO = 37.0
HOMOGENEOUS_FROM = 65.0
"""Thirds of the index of the panel's six industries (20, 31, 40, 64, 65 and 86 points)."""


def regime(low: float | None, high: float | None) -> str:
    """Give "homogeneous", "mixed", "heterogeneous", or "unclear" where the range straddles.

    In a homogeneous field being very different can pay, in a heterogeneous one it does not by
    itself (Haans 2019). The whole range of the index must lie in one third of the reference fields;
    ``low`` and ``high`` in index points, None where there is no index.
    """
    if low is None or high is None:
        return "unclear"
    if low >= HOMOGENEOUS_FROM:
        return "homogeneous"
    if high <= HETEROGENEOUS_TO:
        return "heterogeneous"
    return "mixed" if low > HETEROGENEOUS_TO and high < HOMOGENEOUS_FROM else "unclear"
