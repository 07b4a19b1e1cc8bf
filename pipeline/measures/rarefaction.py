"""Rarefied best match: how close a statement comes to m statements of somebody."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from embeddings.matches import blocked_cosines
from pipeline.measures.strata import STRATA, quotas

if TYPE_CHECKING:
    from numpy.typing import NDArray

CACHED = 65_536
"""Cosines sorted and weighed at a time, some fifty bytes each: these stay in the cache."""
FEWEST_TO_MERGE = 400
"""Values of a row from which merging its sorted runs is quicker than sorting it."""
_ALL_BUT_SIGN = np.int32(0x7FFFFFFF)


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


@cache
def _chance_of_none(n: int, m: int) -> NDArray[np.float64]:
    """Give C(n-t, m) / C(n, m) for t = 0..n: the chance to draw none of the t best of n."""
    chances = np.zeros(n + 1)
    chances[0] = 1.0
    for t in range(n - m if m else n):
        chances[t + 1] = chances[t] * (n - t - m) / (n - t)
    if not m:
        chances[:] = 1.0
    return chances


def stratified_best(
    cosines: NDArray[np.float32], strata: NDArray[np.int64], drawn: tuple[int, ...]
) -> NDArray[np.float64]:
    """Give each row's exact mean best cosine over all draws of ``drawn[k]`` columns of stratum k.

    ``cosines`` (statements, n), ``strata`` (n,) numbers the columns' strata. The distribution:
    P(best <= x) = prod_k C(n_k(x), m_k) / C(n_k, m_k), n_k(x) the columns of stratum k with at
    most x; the mean follows by summing over the sorted values. With one stratum this is
    ``rarefied_best``. Shape (statements,).
    """
    drawn_from = [(np.flatnonzero(strata == k), m) for k, m in enumerate(drawn) if m]
    factors = np.concatenate([_factors(len(columns), m) for columns, m in drawn_from])
    step = max(1, CACHED // len(factors))
    parts = [
        _mean_best(cosines[start : start + step], [columns for columns, _ in drawn_from], factors)
        for start in range(0, len(cosines), step)
    ]
    return np.concatenate(parts) if parts else np.zeros(0)


@cache
def _factors(n: int, m: int) -> NDArray[np.float64]:
    """Give the ratios of ``_chance_of_none`` from t to t + 1, 0 where no chance is left; (n,)."""
    chances = _chance_of_none(n, m)
    left = chances[:-1] > 0
    factors = np.zeros(n)
    factors[left] = chances[1:][left] / chances[:-1][left]
    return factors


def _mean_best(
    cosines: NDArray[np.float32], strata: list[NDArray[np.intp]], factors: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Give the mean best of some rows; ``factors`` stratum by stratum, the best value first."""
    columns = np.concatenate(strata)
    negated = -cosines.take(columns, axis=1)
    end = 0
    for stratum in strata:
        start, end = end, end + len(stratum)
        negated[:, start:end].sort(axis=1)
    values = -negated
    order = descending_order(values)
    none_better = np.cumprod(factors.take(order), axis=1)
    weights = -np.diff(none_better, axis=1, prepend=1.0)
    order += (np.arange(len(values)) * values.shape[1])[:, None]
    best: NDArray[np.float64] = np.einsum("ij,ij->i", values.take(order), weights)
    return best


def descending_order(cosines: NDArray[np.float32]) -> NDArray[np.int64]:
    """Give each row's columns from the highest value to the lowest, equals from the left.

    What a stable argsort of the negated values gives. Value and column are packed into one whole
    number each, since numpy sorts those several times as fast as it argsorts. Values are finite;
    shape (rows, n) with n < 2^31.
    """
    # Zero has two signs and is one value.
    bits = (cosines + np.float32(0)).view(np.int32)
    ascending = np.where(bits < 0, bits ^ _ALL_BUT_SIGN, bits)
    keys = np.bitwise_not(ascending).astype(np.int64)
    keys <<= 32
    keys |= np.arange(cosines.shape[1])
    # Rows come as a few sorted runs, which the stable sort finds and merges; few sort sooner anew.
    keys.sort(axis=1, kind="stable" if cosines.shape[1] >= FEWEST_TO_MERGE else None)
    keys &= 0xFFFFFFFF
    return keys


def stratified_matches(
    left: NDArray[np.float32], right: NDArray[np.float32], strata: NDArray[np.int64], m: int
) -> NDArray[np.float64]:
    """Give R_m of every left statement to the right set, drawn in equal parts of its strata.

    ``strata`` (right,) numbers the right statements' strata; ``pipeline.measures.strata.quotas``
    says how many of each are drawn. Shape (left,). Raises ValueError for fewer than m to the right.
    """
    result = np.zeros(len(left))
    for rows, cosines in blocked_cosines(left, right):
        result[rows] = stratified_rarefied(cosines, strata, m)
    return result


def stratified_rarefied(
    cosines: NDArray[np.float32], strata: NDArray[np.int64], m: int
) -> NDArray[np.float64]:
    """Give R_m of each row of ``cosines`` (statements, n), drawn in equal parts of the strata.

    See ``stratified_matches``. Columns of the stratum -1 are left out.
    """
    drawn = quotas(tuple(np.bincount(strata[strata >= 0], minlength=STRATA).tolist()), m)
    if max(drawn) == m:
        return rarefied_best(cosines[:, strata == drawn.index(m)], m)
    return stratified_best(cosines, strata, drawn)


def stratified_own_matches(
    vectors: NDArray[np.float32],
    strata: NDArray[np.int64],
    groups: NDArray[np.int64],
    m: int,
) -> NDArray[np.float64]:
    """Give R_m of every statement to its own company without the statement's whole group.

    ``groups`` names each statement's page, shape (statements,). NaN where fewer than m statements
    are left. With every statement a group of its own, only the statement itself is held out.
    """
    result = np.full(len(vectors), np.nan)
    for group in np.unique(groups):
        inside = groups == group
        mine, others = np.flatnonzero(inside), np.where(inside, -1, strata)
        if len(vectors) - len(mine) >= m:
            for rows, cosines in blocked_cosines(vectors[mine], vectors):
                result[mine[rows]] = stratified_rarefied(cosines, others, m)
    return result


def rarefied_own_matches(
    vectors: NDArray[np.float32], groups: NDArray[np.int64], m: int
) -> NDArray[np.float64]:
    """Give ``stratified_own_matches`` of statements that are all of one stratum."""
    return stratified_own_matches(vectors, np.zeros(len(vectors), np.int64), groups, m)
