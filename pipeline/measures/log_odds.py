"""Your words: what a company says more often than its rivals, beyond its own ups and downs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PRIOR_WORDS = 500.0
"""Weight of the prior in words: a page's worth of the field's usual text."""
SPLITS = 40
"""Random halvings of a company's own pages behind its threshold."""
FLOORS = {1: 3.0, 2: 2.5}
"""Least z of a word and of two words, however even the halves: a few short pages differ by less
than they would if there were more of them (docs/decisions/0009-words.md)."""


def log_odds_z(
    own: NDArray[np.float64], rivals: NDArray[np.float64], prior: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give each term's z of the log-odds-ratio with an informative Dirichlet prior; shape (terms,).

    ``own`` and ``rivals`` are counts y, ``prior`` pseudo-counts a > 0, all of shape (terms,):
    delta = log((y1 + a) / (n1 + a0 - y1 - a)) - log((y2 + a) / (n2 + a0 - y2 - a)), divided by the
    root of its variance 1 / (y1 + a) + 1 / (y2 + a). Monroe, Colaresi & Quinn 2008, eq. 16, 20, 22.
    """
    left, right = own + prior, rivals + prior
    delta = np.log(left / (left.sum() - left)) - np.log(right / (right.sum() - right))
    z: NDArray[np.float64] = delta / np.sqrt(1.0 / left + 1.0 / right)
    return z


def even_counts(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the counts of companies put together so that each weighs the same; shape (terms,).

    ``counts`` (companies, terms), no company without words. The mean of their rates, times as many
    words as make a sample of the same variance: companies x the harmonic mean of their sizes.
    """
    sizes = counts.sum(axis=1)
    worth = len(counts) ** 2 / (1.0 / sizes).sum()
    even: NDArray[np.float64] = (counts / sizes[:, None]).mean(axis=0) * worth
    return even


def field_prior(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the prior pseudo-counts: the field's mean rates, 500 words in all; shape (terms,)."""
    prior: NDArray[np.float64] = PRIOR_WORDS * (counts / counts.sum(axis=1, keepdims=True)).mean(
        axis=0
    )
    return prior


def split_half_maxima(
    pages: NDArray[np.float64],
    prior: NDArray[np.float64],
    eligible: NDArray[np.bool_],
    random: np.random.Generator,
) -> NDArray[np.float64]:
    """Give the largest z between two halves of one company's own pages, per random halving.

    ``pages`` (pages, terms) counts each page's terms, at least two pages; ``eligible`` (terms,)
    marks the terms that may be shown at all. Whole pages are dealt, half to either side, because
    words come in bursts: a page on one subject repeats its words. Shape (40,).
    """
    if len(pages) < 2:
        raise ValueError("one page has no halves")
    maxima = np.zeros(SPLITS)
    for split in range(SPLITS):
        dealt = random.permutation(len(pages)) < len(pages) // 2
        z = log_odds_z(pages[dealt].sum(axis=0), pages[~dealt].sum(axis=0), prior)
        maxima[split] = np.abs(z[eligible]).max(initial=0.0)
    return maxima
