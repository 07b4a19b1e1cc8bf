"""What a distance of looks is worth: how many pairs of strangers' pages are farther apart."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, TypeVar

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Feature = TypeVar("Feature")

RANGE = 2.5, 97.5


@dataclass(frozen=True, slots=True)
class Strangers:
    """Pairs of pages of different industries: ``first`` and ``second`` number the pages."""

    pages: int
    first: NDArray[np.intp]
    second: NDArray[np.intp]
    distances: Floats


@dataclass(frozen=True, slots=True)
class Share:
    """A share of 0 to 1 with its 95 % range."""

    value: float
    low: float
    high: float


def stranger_pairs(
    features: Sequence[Feature],
    industries: Sequence[str],
    distance: Callable[[Feature, Feature], float],
) -> Strangers:
    """Give the distances of all pairs of pages that are not of the same industry."""
    pairs = [
        (i, j) for i, j in combinations(range(len(features)), 2) if industries[i] != industries[j]
    ]
    first, second = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    found = [distance(features[i], features[j]) for i, j in pairs]
    return Strangers(len(features), first, second, np.array(found, dtype=np.float64))


def farther_shares(distances: Floats, strangers: Strangers) -> Floats:
    """Give for each distance the share of stranger pairs that are farther apart, ties half."""
    return np.asarray(_closeness(distances, strangers).mean(axis=1))


def farther_ranges(
    distances: Floats,
    pairs: Sequence[tuple[int, int]],
    strangers: Strangers,
    rounds: int,
    seed: int,
) -> tuple[list[Share], Share]:
    """Give each pair's share of stranger pairs that are farther apart, and the mean of all.

    ``pairs`` number the companies of each distance. Ranges are percentiles over ``rounds`` draws of
    the strangers' pages, with replacement; for the mean, of the companies as well. Pages are drawn,
    not pairs: pairs that share a page say much the same.
    """
    closeness = _closeness(distances, strangers)
    random = np.random.default_rng(seed)
    drawn = _draws(random, strangers.pages, rounds)
    weights = drawn[:, strangers.first] * drawn[:, strangers.second]
    # A draw without a single pair of strangers says nothing.
    weights = weights[weights.sum(axis=1) > 0]
    # Sums of weights may pass 1 by the last bit.
    shares = np.clip(closeness @ (weights / weights.sum(axis=1, keepdims=True)).T, 0.0, 1.0)
    values = closeness.mean(axis=1)
    each = [
        Share(float(value), float(low), float(high))
        for value, (low, high) in zip(values, np.percentile(shares, RANGE, axis=1).T, strict=True)
    ]
    return each, _mean(values, pairs, shares, random)


def _closeness(distances: Floats, strangers: Strangers) -> Floats:
    """Give 1 for each pair and pair of strangers farther apart, 0.5 for one as far, else 0."""
    apart = strangers.distances[None, :] - distances[:, None]
    return np.asarray((np.sign(apart) + 1) / 2)


def _draws(random: np.random.Generator, count: int, rounds: int) -> Floats:
    """Give how often each of ``count`` was drawn, one row per round."""
    return random.multinomial(count, np.full(count, 1 / count), size=rounds).astype(np.float64)


def _mean(
    values: Floats, pairs: Sequence[tuple[int, int]], shares: Floats, random: np.random.Generator
) -> Share:
    first, second = np.array(pairs, dtype=np.intp).T
    drawn = _draws(random, int(second.max()) + 1, shares.shape[1])
    weights = drawn[:, first] * drawn[:, second]
    usable = weights.sum(axis=1) > 0
    weights, shares = weights[usable], shares[:, usable]
    means = np.clip((weights * shares.T).sum(axis=1) / weights.sum(axis=1), 0.0, 1.0)
    low, high = np.percentile(means, RANGE)
    return Share(float(values.mean()), float(low), float(high))
