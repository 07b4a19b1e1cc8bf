"""A figure made of changes: after minus before, in several fields or draws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.figures import Figure, Goal
from evaluation.statistics import mean_interval

if TYPE_CHECKING:
    from collections.abc import Sequence


def change_figure(
    key: str, what: str, changes: Sequence[float], of: str, goal: Goal | None
) -> Figure:
    """Give the mean change with its interval over independent fields or draws."""
    mean, low, high = mean_interval(np.array(changes, dtype=np.float64))
    how = f"t(n-1) over {of}" if len(changes) > 1 else "none: one case"
    return Figure(f"invariances.{key}", what, mean, low, high, how, len(changes), of, goal)
