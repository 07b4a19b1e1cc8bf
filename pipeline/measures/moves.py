"""Whether a company moved towards its field or away from it between two readings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.bootstrap import tail

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_PAGES = 5
"""Pages in both readings together below which no range is drawn over them."""


@dataclass(frozen=True, slots=True)
class Placed:
    """How near each statement of one reading lies to the field: ``values`` (n,), any scale.

    ``pages`` (n,) numbers their pages from 0, alike in both readings of a pair.
    """

    values: NDArray[np.float64]
    pages: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Move:
    """The change of the mean with its 95 % range; above 0 is towards the field."""

    value: float
    low: float
    high: float

    @property
    def direction(self) -> str:
        """Give "closer" or "away" where the range excludes 0, else "none"."""
        if self.low > 0:
            return "closer"
        return "away" if self.high < 0 else "none"


def page_draws(
    before: Placed, after: Placed, rounds: int, random: np.random.Generator
) -> NDArray[np.float64]:
    """Give the change of the mean where pages are drawn anew, the same ones in both readings.

    A page that was read once only is drawn like the others, so which pages were read is part of
    the range. The first entry is the plain change, then ``rounds`` draws; a draw in which one
    reading has no page is NaN.
    """
    pages = int(max(before.pages.max(initial=-1), after.pages.max(initial=-1))) + 1
    drawn = random.multinomial(pages, np.full(pages, 1.0 / pages), size=rounds)
    weights = np.vstack([np.ones(pages), drawn])
    with np.errstate(invalid="ignore", divide="ignore"):
        change: NDArray[np.float64] = _means(after, weights) - _means(before, weights)
    return change


def _means(placed: Placed, weights: NDArray[np.float64]) -> NDArray[np.float64]:
    pages = weights.shape[1]
    sums = np.bincount(placed.pages, placed.values, minlength=pages)
    sizes = np.bincount(placed.pages, minlength=pages)
    result: NDArray[np.float64] = (weights @ sums) / (weights @ sizes)
    return result


def page_pulls(before: Placed, after: Placed) -> NDArray[np.float64]:
    """Give how much each page pulls the change, as the means' influence; shape (pages,)."""
    pages = int(max(before.pages.max(initial=-1), after.pages.max(initial=-1))) + 1
    return _pulls(after, pages) - _pulls(before, pages)


def _pulls(placed: Placed, pages: int) -> NDArray[np.float64]:
    sums = np.bincount(placed.pages, placed.values, minlength=pages)
    sizes = np.bincount(placed.pages, minlength=pages)
    result: NDArray[np.float64] = (sums - sizes * placed.values.mean()) / len(placed.values)
    return result


def telling_pages(pulls: NDArray[np.float64]) -> float:
    """Give how many pages a change rests on: (sum of squares)² / sum of fourth powers, 2 at least.

    Where a few of many pages changed, chance has few units to work on, and a range drawn over all
    pages would be too narrow: called in 6 to 8 of 100 months in which nothing happened, not in 4
    to 5 (``tests/test_pipeline_measures_moves.py``).
    """
    fourth = float((pulls**4).sum())
    return max(2.0, float((pulls**2).sum()) ** 2 / fourth) if fourth > 0 else 2.0


def move(draws: NDArray[np.float64], units: float) -> Move:
    """Give a change with its range from ``page_draws`` that rests on so many pages (2 or more).

    The tails are those of ``bootstrap.tail``: a bootstrap of few units is too narrow.
    """
    value = float(draws[0])
    cut = tail(units)
    low, high = np.nanquantile(draws[1:], [cut, 1.0 - cut])
    return Move(value, min(float(low), value), max(float(high), value))
