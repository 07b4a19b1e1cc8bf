"""Ranges of the index: companies, their statements and the strangers all drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.interchangeability import (
    Anchors,
    Matches,
    anchors,
    ceiling,
    index_points,
    mean_between,
    trend_points,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERAGE = 0.95
COUNTS = 8_388_608
"""How often statements are drawn, counted at a time: 67 MB; 1,000 rounds of 8,000 statements."""


def tail(companies: float) -> float:
    """Give the share of draws cut off at each end for a range over this many companies.

    A bootstrap of K units is too narrow by sqrt((K-1)/K), which matters for the handfuls of
    companies a field has. So the tails are those of a normal range that much wider: Phi(-z ·
    sqrt(K / (K-1))), z = 1.96 (Hesterberg 2015, "What teachers should know about the bootstrap",
    without his step from z to t: drawing statements again within drawn companies makes up for it,
    see ``evaluation/coverage.py``). Raises ValueError for fewer than two companies.
    """
    if companies < 2:
        raise ValueError(f"no range over {companies} companies")
    normal = NormalDist()
    z = normal.inv_cdf(0.5 + COVERAGE / 2.0)
    return normal.cdf(-z * sqrt(companies / (companies - 1.0)))


@dataclass(frozen=True, slots=True)
class Interchangeability:
    """One index value with its 95 % range and the anchors it stands on.

    ``value``, ``low``, ``high`` in index points; the anchors are mean rarefied similarities;
    ``lift_low`` is the low end of the field's own O - G. ``trend`` with its range is the index
    above the fixed reference ceiling, unclipped (``trend_points``).
    """

    value: float
    low: float
    high: float
    between: float
    own: float
    strangers: float
    ceiling: float
    lift_low: float
    trend: float
    trend_low: float
    trend_high: float


def interchangeability(
    matches: list[Matches], reference_lifts: NDArray[np.float64], rounds: int, seed: int
) -> tuple[Interchangeability, list[Interchangeability]]:
    """Give the field's index and each company's, in the order of ``matches``.

    Nested bootstrap (docs/measures.md, trap 7): companies get multinomial weights and only pairs
    of different companies count, so that no copy becomes its own rival; within a company its
    statements are drawn anew; so are the strangers and the companies behind the reference ceiling.
    A company's own index keeps that company and draws its rivals.
    """
    random = np.random.default_rng(seed)
    known = reference_lifts[~np.isnan(reference_lifts)]
    plain = anchors(matches)
    drawn = _draw_statements(matches, rounds, random)
    companies = _draw_companies(len(matches), rounds, random)
    strangers = random.multinomial(
        plain.strangers.shape[-1], _even(plain.strangers.shape[-1]), size=rounds
    ).astype(np.float64)
    reference = _draw_means(known, rounds, random)
    ones, all_strangers = np.ones(len(matches)), np.ones(plain.strangers.shape[-1])
    point = _Index(plain, ones, all_strangers, float(known.mean()))
    draws = _Index(drawn, companies, strangers, reference)
    fixed = float(known.mean())
    field = _range(point, draws, None, fixed)
    return field, [_range(point, draws, c, fixed) for c in range(len(matches))]


class _Index:
    """The formula applied to one set of anchors, or to a stack of draws."""

    def __init__(
        self,
        means: Anchors,
        companies: NDArray[np.float64],
        strangers: NDArray[np.float64],
        reference: NDArray[np.float64] | float,
    ) -> None:
        self.means, self.companies = means, companies
        share = strangers / strangers.sum(axis=-1, keepdims=True)
        self.zero = (means.strangers * share[..., None, :]).sum(axis=-1)
        self.lifts = means.own - self.zero
        self.ceiling = ceiling(self.lifts, companies, reference)

    def parts(self, company: int | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Give (B, G) of the field, or of one company against its rivals."""
        if company is None:
            share = self.companies / self.companies.sum(axis=-1, keepdims=True)
            zero = (self.zero * share).sum(axis=-1)
            return mean_between(self.means.between, self.companies), zero
        rivals = np.array(self.companies)
        rivals[..., company] = 0.0
        row = self.means.between[..., company, :]
        with np.errstate(invalid="ignore"):
            between = (row * rivals).sum(axis=-1) / rivals.sum(axis=-1)
        return between, self.zero[..., company]

    def own(self, company: int | None) -> float:
        """Give the mean self similarity of the field, or of one company (plain anchors only)."""
        own = self.means.own if company is None else self.means.own[[company]]
        return float(own[~np.isnan(own)].mean()) if (~np.isnan(own)).any() else float("nan")

    def field_lift(self) -> NDArray[np.float64]:
        """Give the field's own mean O - G, NaN where no company's is known."""
        known = np.where(np.isnan(self.lifts), 0.0, self.companies)
        total: NDArray[np.float64] = (known * np.nan_to_num(self.lifts)).sum(axis=-1)
        with np.errstate(invalid="ignore", divide="ignore"):
            lift: NDArray[np.float64] = total / known.sum(axis=-1)
        return lift


def _range(
    point: _Index, draws: _Index, company: int | None, reference: float
) -> Interchangeability:
    between, zero = point.parts(company)
    drawn_between, drawn_zero = draws.parts(company)
    cut = tail(point.companies.shape[-1])
    value = float(index_points(between, zero, point.ceiling))
    low, high = _ends(index_points(drawn_between, drawn_zero, draws.ceiling), cut, value)
    trend = float(trend_points(between, zero, reference))
    trend_low, trend_high = _ends(trend_points(drawn_between, drawn_zero, reference), cut, trend)
    lifts = draws.field_lift()
    return Interchangeability(
        value=value,
        low=low,
        high=high,
        between=float(between),
        own=point.own(company),
        strangers=float(zero),
        ceiling=float(point.ceiling),
        lift_low=float("nan") if np.isnan(lifts).all() else float(np.nanquantile(lifts, cut)),
        trend=trend,
        trend_low=trend_low,
        trend_high=trend_high,
    )


def _ends(spread: NDArray[np.float64], cut: float, value: float) -> tuple[float, float]:
    """Give the range of the draws without both tails, widened to hold the value itself."""
    low, high = np.nanquantile(spread, [cut, 1.0 - cut])
    return min(float(low), value), max(float(high), value)


def _draw_statements(matches: list[Matches], rounds: int, random: np.random.Generator) -> Anchors:
    companies = len(matches)
    between = np.empty((rounds, companies, companies))
    strangers = np.empty((rounds, companies, matches[0].strangers.shape[1]))
    own = np.empty((rounds, companies))
    for c, company in enumerate(matches):
        step = max(1, COUNTS // max(1, len(company.own)))
        for start in range(0, rounds, step):
            some = slice(start, min(start + step, rounds))
            means = _draw_means_of(company, some.stop - start, random)
            between[some, c], strangers[some, c], own[some, c] = means
    return Anchors(between, strangers, own)


def _draw_means_of(
    company: Matches, rounds: int, random: np.random.Generator
) -> tuple[NDArray[np.float64], ...]:
    """Give means (between, to strangers, own) over a company's statements, drawn so many times."""
    n = len(company.own)
    counts = random.multinomial(n, _even(n), size=rounds).astype(np.float64)
    share = counts / n
    known = ~np.isnan(company.own)
    with np.errstate(invalid="ignore", divide="ignore"):
        own = (counts[:, known] @ company.own[known]) / counts[:, known].sum(axis=1)
    return share @ company.rivals, share @ company.strangers, own


def _draw_companies(
    companies: int, rounds: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Give multinomial weights, shape (rounds, companies), with at least two companies in each."""
    weights = random.multinomial(companies, _even(companies), size=rounds)
    while (lonely := (weights > 0).sum(axis=1) < 2).any():
        weights[lonely] = random.multinomial(companies, _even(companies), size=int(lonely.sum()))
    return weights.astype(np.float64)


def _draw_means(
    values: NDArray[np.float64], rounds: int, random: np.random.Generator
) -> NDArray[np.float64]:
    counts = random.multinomial(len(values), _even(len(values)), size=rounds)
    result: NDArray[np.float64] = counts @ values / len(values)
    return result


def _even(n: int) -> NDArray[np.float64]:
    return np.full(n, 1.0 / n)
