"""How alike the voices of companies are on one axis: what of it is no matter of the company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

FEWEST_WORDS = 50
"""Words of a page below which its rate is no voice."""
FEWEST_PAGES = 3
FEWEST_COMPANIES = 3
PERMUTATIONS = 999


@dataclass(frozen=True, slots=True)
class Sameness:
    """1 - ICC(1): 1 where the company explains nothing of its pages' rates, 0 where all.

    ``null`` is the median over shuffled labels, which is what companies without a voice of their
    own come to; ``p`` how often shuffling sets companies as far apart as they are.
    """

    value: float
    null: float
    p: float


def icc(rates: Floats, companies: NDArray[np.int64]) -> float:
    """Give the intraclass correlation ICC(1) of pages' rates within companies, at most 1.

    One-way random effects (Shrout & Fleiss 1979, case 1; unequal groups after Donner 1986):
    (MSB - MSW) / (MSB + (n0 - 1) MSW), n0 = (N - sum n_i² / N) / (k - 1). ``companies`` numbers
    each page's company from 0, k >= 2 and N > k. Below zero where pages of one company differ more
    than chance. Where no page differs from another it is 0: no company can be told from its rates.
    """
    return float(_iccs(rates, companies[None, :])[0])


def _iccs(rates: Floats, labels: NDArray[np.int64]) -> Floats:
    """Give the ICC of each row of labels; every row has the same group sizes."""
    sizes = np.bincount(labels[0]).astype(np.float64)
    k, n = len(sizes), float(len(rates))
    centred = rates - rates.mean()
    offsets = labels + k * np.arange(len(labels))[:, None]
    weights = np.broadcast_to(centred, labels.shape).ravel()
    sums = np.bincount(offsets.ravel(), weights, minlength=k * len(labels)).reshape(-1, k)
    total = float(centred @ centred)
    between = (sums**2 / sizes).sum(axis=1)
    msb, msw = between / (k - 1), np.maximum(total - between, 0.0) / (n - k)
    n0 = (n - (sizes**2).sum() / n) / (k - 1)
    below = msb + (n0 - 1.0) * msw
    # Sums of squares of equal rates are rounding errors.
    flat = total <= 1e-18 * max(1.0, float(rates @ rates))
    return np.zeros(len(labels)) if flat else (msb - msw) / np.where(below > 0, below, 1.0)


def voice_sameness(rates: Mapping[str, Sequence[float]], seed: int) -> Sameness:
    """Give how alike companies are on an axis, from the rates of each company's pages.

    ``value`` and ``null`` are clipped to 0-1. ``p`` is the share of 999 shuffles of the labels
    (and the data itself) with an ICC as large, never 0 (Phipson & Smyth 2010). Raises ValueError
    for fewer than two companies or no company with two pages.
    """
    pages = [sorted(rates[name]) for name in sorted(rates, key=lambda n: (sorted(rates[n]), n))]
    values = np.concatenate([np.array(own, dtype=np.float64) for own in pages])
    labels = np.repeat(np.arange(len(pages)), [len(own) for own in pages])
    if len(pages) < 2 or len(values) <= len(pages):
        raise ValueError("nothing to compare: one company, or one page each")
    found = icc(values, labels)
    random = np.random.default_rng(seed)
    shuffled = random.permuted(np.tile(labels, (PERMUTATIONS, 1)), axis=1)
    drawn = _iccs(values, shuffled)
    # Equal splits may differ by rounding; they count as equal.
    as_large = int((drawn >= found - 1e-12).sum())
    return Sameness(
        value=_same(found),
        null=_same(float(np.median(drawn))),
        p=(1 + as_large) / (1 + PERMUTATIONS),
    )


def _same(correlation: float) -> float:
    return min(1.0, max(0.0, 1.0 - correlation))
