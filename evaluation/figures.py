"""What the validity programme finds: figures, each with its interval, count and command."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Direction = Literal["at least", "at most", "within"]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is asked of a figure: at least, at most, or within so much of a target."""

    direction: Direction
    bound: float
    target: float = 0.0

    def holds(self, value: float) -> bool:
        """Tell whether a value reaches the goal; not a number never does."""
        return self.slack(value) >= 0.0

    def slack(self, value: float) -> float:
        """Give how far a value is on the good side of the bound, in the figure's unit."""
        if self.direction == "at least":
            return value - self.bound
        return self.bound - (value if self.direction == "at most" else abs(value - self.target))

    def tightened(self, bound: float) -> Goal:
        """Give the same goal with another bound."""
        return Goal(self.direction, bound, self.target)

    def is_looser_than(self, other: Goal) -> bool:
        """Tell whether this goal lets pass what the other one of the same direction does not."""
        loose, strict = (
            (other.bound, self.bound) if self.direction == "at least" else (self.bound, other.bound)
        )
        return loose > strict

    def __str__(self) -> str:
        if self.direction == "within":
            return f"{self.target:g} ± {self.bound:g}"
        return f"{'≥' if self.direction == 'at least' else '≤'} {self.bound:g}"


@dataclass(frozen=True, slots=True)
class Figure:
    """One finding.

    ``key`` names it for good (``known_groups.sites_auc``); ``what`` says in plain words what it is.
    ``low`` and ``high`` are the ends of its 95 % interval, ``interval`` how that was made; both
    ends are NaN where none can be given, and ``interval`` says why. ``n`` counts ``of``.
    ``goal`` is what docs/measures.md asks for, None where it asks nothing.
    """

    key: str
    what: str
    value: float
    low: float
    high: float
    interval: str
    n: int
    of: str
    goal: Goal | None = None


def at_least(bound: float) -> Goal:
    """Give the goal of a figure that should be large."""
    return Goal("at least", bound)


def at_most(bound: float) -> Goal:
    """Give the goal of a figure that should be small."""
    return Goal("at most", bound)


def within(bound: float, target: float = 0.0) -> Goal:
    """Give the goal of a figure that should be near a target."""
    return Goal("within", bound, target)
