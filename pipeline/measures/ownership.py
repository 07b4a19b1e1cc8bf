"""Who owns a claim: how unevenly the companies that make it insist on it."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

OWNED = 0.5
"""Share of a claim above which one company is said to lead it."""
FEWEST_PAGES = 3
"""Pages that a leader says it on: what stands on one page is nobody's."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """``concentration`` is the Herfindahl index, 1/k (all alike) to 1 (one company's own).

    ``leader`` is the company with more than half of the claim and three pages of it, empty where
    nobody is; ``share`` the largest share, 0-1.
    """

    concentration: float
    leader: str
    share: float


def shares(said: Mapping[str, float], read: Mapping[str, float]) -> dict[str, float]:
    """Give each company's share of a claim: the share of its pages that say it, scaled to sum 1.

    ``said`` counts the pages on which a company makes the claim, ``read`` the marketing pages read
    of it; a count beyond those read counts as all. By rates and not by counts, so that a large site
    does not own what it says in passing. Raises ValueError where nobody says it.
    """
    rates = {name: min(count / read[name], 1.0) for name, count in sorted(said.items())}
    total = fsum(rates.values())
    if not total:
        raise ValueError("nobody makes the claim")
    return {name: rate / total for name, rate in rates.items()}


def herfindahl(share: Mapping[str, float]) -> float:
    """Give the sum of squared shares (Herfindahl 1950): how likely two draws are one company's.

    1/k where k companies share evenly, 1 where one has it all. 1 over it is the effective number
    of companies.
    """
    return fsum(part * part for _, part in sorted(share.items()))


def ownership(said: Mapping[str, float], read: Mapping[str, float]) -> Ownership:
    """Give who owns a claim.

    An asset is distinctive where it calls up one brand and no other (Romaniuk 2018, "Building
    distinctive brand assets"): a company leads a claim where more than half of it is its own, on
    three pages or more.
    """
    share = shares(said, read)
    leader, most = min(share.items(), key=lambda item: (-item[1], item[0]))
    leads = most > OWNED and said[leader] >= FEWEST_PAGES
    return Ownership(herfindahl(share), leader if leads else "", most)
