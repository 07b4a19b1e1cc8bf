"""Many tests at once: p values that hold the share of false discoveries down."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence


def adjust(p_values: Sequence[float]) -> list[float]:
    """Give each p adjusted for all of them, in their order (Benjamini & Hochberg 1995).

    Of those that stay at or below a level, at most that share is false on average, where the tests
    are independent or lean the same way.
    """
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")[::-1]
    ranks = np.arange(len(p), 0, -1)
    adjusted = np.empty(len(p))
    adjusted[order] = np.minimum.accumulate(np.minimum(1.0, p[order] * len(p) / ranks))
    return adjusted.tolist()
