"""How often a company's pages send the visitor away, and how many of these doors come first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.bootstrap import tail
from pipeline.measures.prevalence import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

FEWEST = 5
"""Pages below which no rate is given."""


@dataclass(frozen=True, slots=True)
class Share:
    """A figure with its 95 % range."""

    value: float
    low: float
    high: float


def doors_per_page(counts: Sequence[int], rounds: int, seed: int) -> Share:
    """Give the mean number of doors of a page, with its range over pages drawn anew.

    ``counts`` holds one number per page, zeros included. Pages are drawn and not doors, since those
    of one page come together; the tails are those of ``bootstrap.tail``, for few pages are too
    sure of themselves. Where every page has as many, the range is that one number: all pages of a
    template are alike. Raises ValueError for fewer than two pages.
    """
    cut = tail(len(counts))
    # What is drawn must not depend on the order in which pages come.
    numbers = np.sort(np.array(counts, dtype=np.float64))
    mean = float(numbers.mean())
    drawn = np.random.default_rng(seed).multinomial(
        len(numbers), np.full(len(numbers), 1.0 / len(numbers)), size=rounds
    )
    low, high = np.quantile(drawn @ numbers / len(numbers), [cut, 1.0 - cut])
    return Share(mean, min(float(low), mean), max(float(high), mean))


def share_before(pages: Sequence[tuple[int, int]]) -> Share:
    """Give which share (0-1) of the doors comes before their page's first call to action.

    ``pages`` holds (doors before it, doors) of each page that has both. The range is Wilson's for
    as many trials as there are pages: the doors of one page stand where its template has them, so
    that a hundred doors on five pages tell no more than five. Raises ValueError without a page.
    """
    before, doors = (sum(column) for column in zip(*pages, strict=True)) if pages else (0, 0)
    if not doors:
        raise ValueError("no page has a door and a call to action")
    share = before / doors
    low, high = wilson_interval(round(share * len(pages)), len(pages))
    return Share(share, min(low, share), max(high, share))
