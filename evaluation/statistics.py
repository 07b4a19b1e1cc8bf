"""Effect sizes and their intervals, for sets of companies that share companies.

Sets drawn from the same few companies are no independent sample: an interval over sets would be
far too narrow. Every interval of such figures therefore leaves out *companies*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.stats import rankdata
from scipy.stats import t as student

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

ROUNDS = 1000
SEED = 20260101


def weighted_auc(upper: Floats, lower: Floats, up: Floats, down: Floats) -> float:
    """Give the chance that a value of ``upper`` exceeds one of ``lower``; ties count half.

    ``up`` and ``down`` are their weights. 0.5 = no difference, 1 = always above. NaN where all
    weights of one side are 0. The area under the ROC curve (Mann & Whitney 1947).
    """
    order = np.argsort(lower, kind="stable")
    sums = np.concatenate([[0.0], np.cumsum(down[order])])
    below = sums[np.searchsorted(lower[order], upper, side="left")]
    until = sums[np.searchsorted(lower[order], upper, side="right")]
    with np.errstate(invalid="ignore", divide="ignore"):
        return float((up * (below + until) / 2.0).sum() / (up.sum() * down.sum()))


def weighted_effect(upper: Floats, lower: Floats, up: Floats, down: Floats) -> float:
    """Give Cohen's d: the difference of the means in pooled standard deviations."""
    first, second = _moments(upper, up), _moments(lower, down)
    with np.errstate(invalid="ignore", divide="ignore"):
        return float((first[0] - second[0]) / np.sqrt((first[1] + second[1]) / 2.0))


def _moments(values: Floats, weights: Floats) -> tuple[np.float64, np.float64]:
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.float64((values * weights).sum() / weights.sum())
        return mean, np.float64((weights * (values - mean) ** 2).sum() / weights.sum())


def kept_sets(sets: Sequence[Sequence[str]], left_out: str) -> Floats:
    """Give 1 for every set without this company and 0 for the others, shape (sets,)."""
    return np.array([left_out not in members for members in sets], np.float64)


def by_companies(
    groups: Sequence[Sequence[Sequence[str]]],
    figure: Callable[..., float],
    strata: dict[str, str],
    limits: tuple[float, float] = (-np.inf, np.inf),
) -> tuple[float, float]:
    """Give the 95 % interval of ``figure(*weights)``, leaving out one company at a time.

    ``groups`` holds lists of sets of company names; the figure is given one array of weights per
    group. Jackknife within strata (``strata``: company to industry), with t of as many degrees of
    freedom as companies less strata, cut at ``limits``. A bootstrap of companies is too narrow
    here: no set holds a company twice, so copies count for less than they are.
    """
    industries: dict[str, list[str]] = {}
    for company in sorted({name for sets in groups for members in sets for name in members}):
        industries.setdefault(strata[company], []).append(company)
    value = figure(*(np.ones(len(sets)) for sets in groups))
    variance = 0.0
    for members in industries.values():
        left = [figure(*(kept_sets(sets, name) for sets in groups)) for name in members]
        known = np.array([one for one in left if not np.isnan(one)])
        if len(known):
            share = (len(members) - 1) / len(members)
            variance += share * float(((known - known.mean()) ** 2).sum())
    freedom = max(sum(map(len, industries.values())) - len(industries), 1)
    reach = float(student.ppf(0.975, freedom) * np.sqrt(variance))
    return max(limits[0], value - reach), min(limits[1], value + reach)


def quantiles(draws: Floats) -> tuple[float, float]:
    """Give the 2.5 % and 97.5 % quantiles of the draws that are numbers; NaN where none is."""
    known = draws[~np.isnan(draws)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def mean_interval(values: Floats) -> tuple[float, float, float]:
    """Give mean and 95 % interval with t(n-1), for values that are independent of each other."""
    n, mean = len(values), float(np.mean(values))
    if n < 2:
        return mean, float("nan"), float("nan")
    reach = float(student.ppf(0.975, n - 1) * np.std(values, ddof=1) / np.sqrt(n))
    return mean, mean - reach, mean + reach


def spearman(left: Floats, right: Floats) -> float:
    """Give the rank correlation, -1 to 1; NaN where one side does not vary."""
    a, b = rankdata(left), rankdata(right)
    if len(a) < 2 or np.ptp(a) == 0 or np.ptp(b) == 0:
        return float("nan")
    return float(np.corrcoef(a, b)[0, 1])


def correlation(left: Floats, right: Floats) -> float:
    """Give Pearson's correlation, -1 to 1; NaN where one side does not vary."""
    if len(left) < 2 or np.ptp(left) == 0 or np.ptp(right) == 0:
        return float("nan")
    return float(np.corrcoef(left, right)[0, 1])


def full_length(half: float) -> float:
    """Give the reliability of the whole from the correlation of its halves: 2r / (1 + r).

    Spearman 1910, Brown 1910. For r in (-1, 1].
    """
    return 2.0 * half / (1.0 + half)
