"""How figures and times are written in scores.json."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from reports.data import Range

INDEX_DIGITS = 1
SHARE_DIGITS = 3
PITCH_DIGITS = 2
RATE_DIGITS = 2
LEVEL_DIGITS = 4


def figure(found: Range | None, digits: int) -> dict[str, float | None] | None:
    """Give a figure and its range as an object of ``value``, ``low`` and ``high``, or None."""
    if found is None:
        return None
    return {"value": rounded(found.value, digits), **(bounds(found, digits) or {})}


def bounds(found: Range | None, digits: int) -> dict[str, float | None] | None:
    """Give a range as an object of ``low`` and ``high``, or None."""
    if found is None:
        return None
    return {"low": rounded(found.low, digits), "high": rounded(found.high, digits)}


def rounded(value: float | None, digits: int) -> float | None:
    """Give a plain float (never a numpy scalar, never -0.0) or None."""
    return None if value is None else round(float(value), digits) + 0.0


def chance(p: float | None) -> float | None:
    """Give a p with four decimals, rounded up and never 0: chance does so much at most."""
    return (
        None
        if p is None
        else max(1, ceil(round(float(p) * 10**LEVEL_DIGITS, 6))) / 10**LEVEL_DIGITS
    )


def moment(when: datetime | None) -> str | None:
    """Give a time in ISO 8601, or None."""
    return None if when is None else when.isoformat()
