"""What a run may spend on platforms that charge for reading."""

from __future__ import annotations

_CENT_FRACTION = 1e-9
"""Sums of prices are off by less than this."""


class Budget:
    """US dollars that are left; ``spent`` is what earlier parts of the same run cost."""

    def __init__(self, most: float, spent: float = 0.0) -> None:
        self._most = most
        self._spent = spent

    def reserve(self, cost: float) -> str:
        """Set the price of an ask aside; give why that can't be done, empty where it could."""
        if cost <= 0:
            return ""
        left = self._most - self._spent
        if cost > left + _CENT_FRACTION:
            return f"would cost up to ${cost:.2f} of the ${max(left, 0.0):.2f} left"
        self._spent += cost
        return ""

    def give_back(self, cost: float) -> None:
        """Put back what an ask did not cost after all."""
        self._spent -= cost
