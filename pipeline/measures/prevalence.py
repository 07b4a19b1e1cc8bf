"""How common a claim is among the companies of a field."""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054
"""The normal quantile of a two-sided 95 % interval."""

TIERS = ((0.75, "table stakes"), (0.5, "crowded"), (0.25, "contested"))


def wilson_interval(k: int, n: int) -> tuple[float, float]:
    """Give the 95 % interval of a share k of n (Wilson 1927); raises ValueError for n < 1."""
    if not 0 <= k <= n or n < 1:
        raise ValueError(f"no share: {k} of {n}")
    return wilson_share(k / n, n)


def wilson_share(share: float, n: float) -> tuple[float, float]:
    """Give the same of a share of n > 0, which need not be whole: an effective number."""
    z2 = Z * Z
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    reach = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    # At the ends the interval touches 0 and 1 exactly; rounding must not move it inside.
    return (centre - reach if share > 0 else 0.0), (centre + reach if share < 1 else 1.0)


def tier(k: int, n: int) -> str:
    """Give what a claim of k of n companies is: table stakes, crowded, contested or rare."""
    return next((name for least, name in TIERS if k >= least * n), "rare")
