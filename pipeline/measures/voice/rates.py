"""How often a company's pages bear the marks of an axis, and where that stands among others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.bootstrap import tail
from pipeline.measures.prevalence import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST_WORDS = 300
"""Words of a company below which no rate is given."""
FEWEST_PAGES = 3
PER = 1000.0
"""Rates are per so many words."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Marks per 1,000 words with their 95 % range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    """Where a rate stands among those of ``of`` companies of other fields.

    ``below`` of them have a lower rate, ``ties`` the same. ``stands`` is "more" where clearly more
    than half of companies like them have a lower rate than even the low end of the range, "less"
    the other way round, else "like".
    """

    below: int
    ties: int
    of: int
    stands: str


def rate_of_pages(marks: Sequence[int], words: Sequence[int], rounds: int, seed: int) -> Rate:
    """Give the marks per 1,000 words of pages with so many marks and words each.

    The range draws pages anew, since the marks of one page come together; its tails are those of
    ``bootstrap.tail``. Where no page has a mark, nothing drawn has one, and the high end is the
    exact bound at 95 % instead: 3.7 marks in all these words (Poisson; Garwood 1936). Raises
    ValueError for fewer than two pages or no words.
    """
    counted = np.array(sorted(zip(marks, words, strict=True)), dtype=np.float64).reshape(-1, 2)
    total = counted[:, 1].sum()
    if not total:
        raise ValueError("no words, no rate")
    cut = tail(len(counted))
    value = float(PER * counted[:, 0].sum() / total)
    if not value:
        return Rate(0.0, 0.0, float(PER * -np.log(0.025) / total))
    drawn = np.random.default_rng(seed).multinomial(
        len(counted), np.full(len(counted), 1.0 / len(counted)), size=rounds
    )
    sums = drawn @ counted
    rates = PER * sums[:, 0] / np.maximum(sums[:, 1], 1.0)
    low, high = np.quantile(rates, [cut, 1.0 - cut])
    return Rate(value, min(float(low), value), max(float(high), value))


def mean_rate(rates: Sequence[float], rounds: int, seed: int) -> Rate:
    """Give the mean of companies' rates; the range draws companies anew (at least two)."""
    values = np.sort(np.array(rates, dtype=np.float64))
    cut = tail(len(values))
    drawn = np.random.default_rng(seed).multinomial(
        len(values), np.full(len(values), 1.0 / len(values)), size=rounds
    )
    mean = float(values.mean())
    low, high = np.quantile(drawn @ values / len(values), [cut, 1.0 - cut])
    return Rate(mean, min(float(low), mean), max(float(high), mean))


def place_among(rate: Rate, others: Sequence[float]) -> Place:
    """Give where a rate stands; its own range and the few others are both allowed for.

    The share of companies below the range's low end (or above its high end) must be over a half
    with its Wilson interval. Raises ValueError where there are no others.
    """
    of = len(others)
    more = wilson_interval(sum(other < rate.low for other in others), of)[0] > 0.5
    less = wilson_interval(sum(other > rate.high for other in others), of)[0] > 0.5
    return Place(
        below=sum(other < rate.value for other in others),
        ties=sum(other == rate.value for other in others),
        of=of,
        stands="more" if more else "less" if less else "like",
    )
