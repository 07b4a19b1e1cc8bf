"""When nothing is published: the rules under which a figure is held back, in one place."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.measures.strangers import ENOUGH as FEWEST_STRANGERS

FEWEST_COMPANIES = 5
FEWEST_STATEMENTS = 40
FEWEST_PAGES = 3
FEWEST_POSTS = 20
"""A post holds two statements, as a rule: 40 in fewer posts are a few articles, not a habit."""
FEWEST_INDUSTRIES = 2
"""Other industries that strangers must be of: how alike a stranger's own text is, is told from
another industry's."""
WIDEST_RANGE = 40.0
"""Index points between low and high above which a figure tells nothing."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the figures of one channel stand on, in words and numbers.

    ``places`` is where statements stand ("pages"), of which a company must have at least
    ``fewest_places``; ``text`` is what companies may have too little of; ``strangers`` is by
    what companies of other industries are held against the field, empty where that is plain.
    """

    places: str
    fewest_places: int
    text: str
    strangers: str


PAGE_GROUNDS = Grounds("pages", FEWEST_PAGES, "marketing text", "")
POST_GROUNDS = Grounds("posts", FEWEST_POSTS, "posts", " by their posts")


@dataclass(frozen=True, slots=True)
class Standing:
    """What a field's figures stand on; the numbers are None where nothing could be computed.

    ``listed`` companies in the industry file, ``enough`` of them with enough text; ``strangers``
    companies of so many other ``industries``.
    """

    listed: int
    enough: int
    strangers: int
    low: float | None
    high: float | None
    lift_low: float | None
    industries: int = FEWEST_INDUSTRIES


def reason_to_abstain(standing: Standing, grounds: Grounds = PAGE_GROUNDS) -> str:
    """Give the first reason not to publish, in words with numbers; empty where there is none."""
    if standing.enough < FEWEST_COMPANIES:
        return too_few_companies(standing.enough, standing.listed, grounds)
    if standing.strangers < FEWEST_STRANGERS:
        return (
            f"{standing.strangers} companies of other industries can be held against this field"
            f"{grounds.strangers}; {FEWEST_STRANGERS} are needed"
        )
    if standing.industries < FEWEST_INDUSTRIES:
        return (
            f"the strangers are of {standing.industries} industry; {FEWEST_INDUSTRIES} are needed "
            f"to say how alike one company's own {grounds.places} are"
        )
    return _too_vague(standing, grounds)


def _too_vague(standing: Standing, grounds: Grounds) -> str:
    """Give why figures that could be computed tell nothing, empty where they tell something."""
    if standing.low is None or standing.high is None or standing.lift_low is None:
        return (
            f"no company has enough text on other {grounds.places} to say how alike its own "
            f"{grounds.places} are"
        )
    if not standing.lift_low > 0:
        return (
            f"the companies' own {grounds.places} are not clearly more alike than strangers' "
            f"{grounds.places}"
        )
    if standing.high - standing.low > WIDEST_RANGE:
        return (
            f"the range of the index is {standing.high - standing.low:.0f} points wide; "
            f"at most {WIDEST_RANGE:.0f} say anything"
        )
    return ""


def too_few_companies(enough: int, listed: int, grounds: Grounds) -> str:
    """Give in words that too few companies have enough text."""
    if enough == listed:
        return (
            f"the field lists only {listed}, each with enough {grounds.text}; "
            f"{FEWEST_COMPANIES} are needed"
        )
    return (
        f"{enough} of {listed} companies have enough {grounds.text}; {FEWEST_COMPANIES} are needed"
    )


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
