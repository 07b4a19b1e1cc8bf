"""The interchangeability index: between strangers (0) and a company's own other pages (100)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REFERENCE_WEIGHT = 6.0
"""How many companies' worth of evidence the reference ceiling counts for (docs/measures.md)."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Rarefied best matches of one company's statements.

    ``rivals`` has shape (statements, companies), its own column unused, ``strangers``
    (statements, strangers), ``own`` (statements,) with NaN where too little was left.
    """

    rivals: NDArray[np.float64]
    strangers: NDArray[np.float64]
    own: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Anchors:
    """Means of rarefied matches per company, any number of leading axes (such as draws).

    ``between`` (..., K, K), ``strangers`` (..., K, S), ``own`` (..., K) with NaN where unknown.
    """

    between: NDArray[np.float64]
    strangers: NDArray[np.float64]
    own: NDArray[np.float64]


def anchors(matches: list[Matches]) -> Anchors:
    """Give the plain means over each company's statements."""
    return Anchors(
        np.stack([company.rivals.mean(axis=0) for company in matches]),
        np.stack([company.strangers.mean(axis=0) for company in matches]),
        np.array([_mean_of_known(company.own) for company in matches]),
    )


def _mean_of_known(values: NDArray[np.float64]) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else float("nan")


def mean_between(between: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give the weighted mean over ordered pairs of different companies.

    ``between`` (..., K, K), ``weights`` (..., K) counts of each company; shape (...).
    """
    total, pairs = np.zeros(weights.shape[:-1]), np.zeros(weights.shape[:-1])
    # A company at a time: all pairs of all draws are gigabytes where companies are hundreds.
    for company in range(weights.shape[-1]):
        rivals = np.array(weights)
        rivals[..., company] = 0.0
        rivals *= weights[..., company, None]
        pairs += rivals.sum(axis=-1)
        rivals *= between[..., company, :]
        total += rivals.sum(axis=-1)
    result: NDArray[np.float64] = total / pairs
    return result


def ceiling(
    lifts: NDArray[np.float64],
    weights: NDArray[np.float64],
    reference: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Give the self lift O - G, shrunk towards the reference companies' mean lift.

    C = (sum of w·(O - G) + 6·C_ref) / (sum of w + 6) over companies whose own lift is known;
    ``lifts`` and ``weights`` (..., K), ``reference`` a mean or (...) means; shape (...).
    """
    known = np.where(np.isnan(lifts), 0.0, weights)
    total = (known * np.nan_to_num(lifts)).sum(axis=-1) + REFERENCE_WEIGHT * reference
    result: NDArray[np.float64] = total / (known.sum(axis=-1) + REFERENCE_WEIGHT)
    return result


def index_points(
    between: NDArray[np.float64] | float,
    strangers: NDArray[np.float64] | float,
    height: NDArray[np.float64] | float,
) -> NDArray[np.float64]:
    """Give 100 · (B - G) / C, clipped to 0-100: the interchangeability index."""
    return np.clip(100.0 * (np.asarray(between) - strangers) / height, 0.0, 100.0)


def trend_points(
    between: NDArray[np.float64] | float,
    strangers: NDArray[np.float64] | float,
    reference: float,
) -> NDArray[np.float64]:
    """Give 100 · (B - G) / C_ref: the index above the reference companies' mean self lift.

    For comparisons in time: linear in what is said alike, and untouched by how much a company
    repeats itself, since no own page enters. Not clipped at either end: a change must show above a
    hundred and below nought, too.
    """
    points: NDArray[np.float64] = 100.0 * (np.asarray(between) - strangers) / reference
    return points


def effective_pitches(
    companies: int, index: NDArray[np.float64] | float
) -> NDArray[np.float64] | float:
    """Give K / (1 + (K-1)·P) with P = index/100: K pitches when all differ, 1 when all agree.

    The similarity-sensitive diversity of order 2 (Leinster & Cobbold 2012) of K equally common
    pitches of one mutual similarity P.
    """
    return companies / (1.0 + (companies - 1) * np.asarray(index) / 100.0)
