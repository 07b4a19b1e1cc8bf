"""Shares of posts with their ranges: of one company's, and of a field of companies."""

from __future__ import annotations

from dataclasses import dataclass
from math import fsum
from typing import TYPE_CHECKING

from pipeline.measures.prevalence import Z, wilson_share
from pipeline.measures.publishing import FEWEST_COMPANIES

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_POSTS = 20
"""Posts in the denominator below which no share is given."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share, 0-1, with its 95 % range."""

    value: float
    low: float
    high: float


def company_share(count: int, posts: int) -> Share | None:
    """Give the share of ``count`` in ``posts`` with its Wilson interval, None below 20 posts."""
    if posts < FEWEST_POSTS:
        return None
    return Share(count / posts, *wilson_share(count / posts, posts))


def field_share(counts: Sequence[tuple[int, int]]) -> Share | None:
    """Give the plain mean of companies' shares, None for fewer than five with 20 posts each.

    ``counts`` are (count, posts) of each company. Posts of one company are alike, so the range is
    Wilson's over an effective number of posts: as many as a plain draw would need to be as sure as
    K companies make the mean, m (1 - m) / se^2, times (z / t(K-1))^2, and at most all of them (Korn
    & Graubard 1998).
    """
    known = [(count / posts, posts) for count, posts in counts if posts >= FEWEST_POSTS]
    if len(known) < FEWEST_COMPANIES:
        return None
    mean = fsum(share for share, _ in known) / len(known)
    return Share(mean, *wilson_share(mean, _effective(mean, known)))


def _effective(mean: float, known: Sequence[tuple[float, int]]) -> float:
    from scipy.special import stdtrit

    companies, posts = len(known), sum(posts for _, posts in known)
    variance = fsum((share - mean) ** 2 for share, _ in known) / (companies - 1) / companies
    if variance <= 0:
        return float(posts)
    wider = Z / float(stdtrit(companies - 1, 0.975))
    return min(float(posts), mean * (1 - mean) / variance * wider**2)
