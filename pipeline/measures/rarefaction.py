"""Rarefied best match: how close a statement comes to m statements of somebody."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from embeddings.matches import blocked_cosines

if TYPE_CHECKING:
    from numpy.typing import NDArray


@cache
def rarefaction_weights(n: int, m: int) -> NDArray[np.float64]:
    """Give w_1..w_n: the chance that the j-th best of n is the best of m drawn without return.

    w_j = C(n-j, m-1) / C(n, m), so that the weighted sum of sorted values is the exact mean of the
    best over all m-subsets (Hurlbert 1971). Shape (n,), sums to 1. Raises ValueError for m > n.
    """
    if not 1 <= m <= n:
        raise ValueError(f"can't draw {m} of {n}")
    weights = np.zeros(n)
    weights[0] = m / n
    # w_{j+1} / w_j = (n - j - m + 1) / (n - j): no binomial ever overflows.
    for j in range(1, n - m + 1):
        weights[j] = weights[j - 1] * (n - j - m + 1) / (n - j)
    return weights


def rarefied_best(cosines: NDArray[np.float32], m: int) -> NDArray[np.float64]:
    """Give R_m of each row: its mean best cosine over all m-subsets of the columns.

    ``cosines`` has shape (statements, n) with n >= m; the result has shape (statements,).
    """
    descending = -np.sort(-cosines, axis=1).astype(np.float64)
    best: NDArray[np.float64] = descending @ rarefaction_weights(cosines.shape[1], m)
    return best


def rarefied_matches(
    left: NDArray[np.float32], right: NDArray[np.float32], m: int
) -> NDArray[np.float64]:
    """Give R_m of every left statement to the right set; shape (left,)."""
    result = np.zeros(len(left))
    for rows, cosines in blocked_cosines(left, right):
        result[rows] = rarefied_best(cosines, m)
    return result


def rarefied_own_matches(
    vectors: NDArray[np.float32], groups: NDArray[np.int64], m: int
) -> NDArray[np.float64]:
    """Give R_m of every statement to its own company without the statement's whole group.

    ``groups`` names each statement's page, shape (statements,). NaN where fewer than m statements
    are left. With every statement a group of its own, only the statement itself is held out.
    """
    result = np.full(len(vectors), np.nan)
    for group in np.unique(groups):
        inside = groups == group
        if (~inside).sum() >= m:
            result[inside] = rarefied_matches(vectors[inside], vectors[~inside], m)
    return result
