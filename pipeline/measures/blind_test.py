"""The blind test: names off, can a linear classifier tell two companies apart?"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.folds import deal_pages
from pipeline.measures.logistic import tell_apart

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.measures.corpus import Corpus

MOST_FOLDS = 5
MOST_FITS = 300
MOST_REPEATS = 8


def pair_confusion(left: Corpus, right: Corpus, m: int, repeats: int) -> float:
    """Give 2·(1 - balanced accuracy), clipped to 0-1, of telling m statements of each apart.

    1 = nobody can tell, 0 = always told. No page is ever on both sides of a split. ``repeats``
    draws of m statements are averaged; draws depend only on the two names.
    """
    from threadpoolctl import threadpool_limits

    # The fits are so small that threads cost several times what they save.
    with threadpool_limits(1):
        accuracies = [_accuracy(left, right, m, repeat) for repeat in range(repeats)]
    return float(np.clip(2.0 * (1.0 - np.mean(accuracies)), 0.0, 1.0))


def _accuracy(left: Corpus, right: Corpus, m: int, repeat: int) -> float:
    key = "\x1f".join((*sorted((left.company, right.company)), str(repeat)))
    random = np.random.default_rng(list(hashlib.sha256(key.encode()).digest()))
    first, second = sorted((left, right), key=lambda corpus: corpus.company)
    a = np.sort(random.choice(len(first), m, replace=False))
    b = np.sort(random.choice(len(second), m, replace=False))
    vectors = np.concatenate([first.vectors[a], second.vectors[b]])
    labels = np.repeat([0, 1], m)
    pages = np.concatenate([first.pages[a], second.pages[b] + len(first)])
    folds = min(MOST_FOLDS, len(np.unique(first.pages[a])), len(np.unique(second.pages[b])))
    if folds < 2:
        return 1.0
    told = tell_apart(vectors, labels, deal_pages(labels, pages, folds))
    # As many of each, so the share told right is the balanced accuracy.
    return float(np.mean(told == labels))


def repeats_for(companies: int) -> int:
    """Give how often each pair is drawn: eight times, fewer where there are many pairs."""
    pairs = companies * (companies - 1) // 2
    return int(np.clip(MOST_FITS // max(pairs, 1), 1, MOST_REPEATS))


def mean_with_range(confusions: NDArray[np.float64]) -> tuple[float, float, float]:
    """Give the mean over pairs and its 95 % range by leaving out one company at a time.

    ``confusions`` (K, K) symmetric, diagonal unused, K >= 3. Jackknife with t(K-1), clipped to 0-1:
    pairs share companies, so they can't be drawn one by one.
    """
    k = len(confusions)
    off = ~np.eye(k, dtype=bool)
    value = float(confusions[off].mean())
    left_out = np.array(
        [
            confusions[np.ix_(keep, keep)][~np.eye(k - 1, dtype=bool)].mean()
            for keep in (np.arange(k) != c for c in range(k))
        ]
    )
    error = np.sqrt((k - 1) / k * ((left_out - left_out.mean()) ** 2).sum())
    from scipy.special import stdtrit

    reach = float(stdtrit(k - 1, 0.975) * error)
    return value, max(0.0, value - reach), min(1.0, value + reach)
