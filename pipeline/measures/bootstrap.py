"""Ranges of the index: companies, their statements and the strangers all drawn anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.interchangeability import (
    Anchors,
    Matches,
    anchors,
    ceiling,
    index_points,
    mean_between,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

COVERAGE = 0.95


@dataclass(frozen=True, slots=True)
class Interchangeability:
    """One index value with its 95 % range and the anchors it stands on.

    ``value``, ``low``, ``high`` in index points; the anchors are mean rarefied similarities;
    ``lift_low`` is the low end of the field's own O - G.
    """

    value: float
    low: float
    high: float
    between: float
    own: float
    strangers: float
    ceiling: float
    lift_low: float


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
    field = _range(point, draws, None)
    return field, [_range(point, draws, c) for c in range(len(matches))]


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


def _range(point: _Index, draws: _Index, company: int | None) -> Interchangeability:
    between, zero = point.parts(company)
    drawn_between, drawn_zero = draws.parts(company)
    tail = (1.0 - COVERAGE) / 2.0
    spread = index_points(drawn_between, drawn_zero, draws.ceiling)
    low, high = np.nanquantile(spread, [tail, 1.0 - tail])
    value = float(index_points(between, zero, point.ceiling))
    lifts = draws.field_lift()
    lift_low = float(np.nanquantile(lifts, tail)) if not np.isnan(lifts).all() else float("nan")
    return Interchangeability(
        value=value,
        low=min(float(low), value),
        high=max(float(high), value),
        between=float(between),
        own=point.own(company),
        strangers=float(zero),
        ceiling=float(point.ceiling),
        lift_low=lift_low,
    )


def _draw_statements(matches: list[Matches], rounds: int, random: np.random.Generator) -> Anchors:
    between, strangers, own = [], [], []
    for company in matches:
        n = len(company.own)
        counts = random.multinomial(n, _even(n), size=rounds).astype(np.float64)
        share = counts / n
        between.append(share @ company.rivals)
        strangers.append(share @ company.strangers)
        known = ~np.isnan(company.own)
        with np.errstate(invalid="ignore", divide="ignore"):
            own.append((counts[:, known] @ company.own[known]) / counts[:, known].sum(axis=1))
    return Anchors(np.stack(between, axis=1), np.stack(strangers, axis=1), np.stack(own, axis=1))


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
