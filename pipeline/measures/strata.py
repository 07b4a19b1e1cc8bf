"""Like with like: kinds of page and lengths of statement, of which equal numbers are drawn.

Posts are all of one kind: there the four strata are four lengths.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sameness.records import PageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

STRATA = 4
"""Front pages and other pages, short and long statements: two by two."""
LONG = 12
"""Words from which a statement counts as long; half of the panel's statements have fewer."""
FRONT = frozenset(
    {
        PageKind.HOME,
        PageKind.PRODUCT,
        PageKind.FEATURES,
        PageKind.SOLUTIONS,
        PageKind.PRICING,
        PageKind.COMPARISON,
        PageKind.CUSTOMERS,
    }
)
"""Pages that sell; about, security and pages of no known kind tell and explain."""
POST = "post"
"""The one kind of what posts say, in the place of a page's kind."""
POST_LENGTHS = (8, LONG, 19)
"""Words from which a post's statement is of the next length: about a quarter each of 2,700 of
accounts of many trades, whose quartiles are 7 to 9, 11 to 14 and 17 to 20 words."""


def stratum(kind: str, words: int) -> int:
    """Give the number, 0 to 3, of a statement's kind of page and length together."""
    if kind == POST:
        return sum(words >= bound for bound in POST_LENGTHS)
    return 2 * (kind in FRONT) + (words >= LONG)


@cache
def quotas(sizes: tuple[int, ...], m: int) -> tuple[int, ...]:
    """Give how many of each stratum are drawn: equal parts of ``m``, as far as they are there.

    ``sizes`` counts the statements of each stratum. What one stratum lacks is drawn from the one
    with most to spare, statement by statement, ties to the first. Sums to ``m``; raises ValueError
    where there are fewer in all.
    """
    if m > sum(sizes):
        raise ValueError(f"can't draw {m} of {sum(sizes)}")
    drawn = [min(size, part) for size, part in zip(sizes, _parts(len(sizes), m), strict=True)]
    while sum(drawn) < m:
        spare = [size - taken for size, taken in zip(sizes, drawn, strict=True)]
        drawn[spare.index(max(spare))] += 1
    return tuple(drawn)


def _parts(strata: int, m: int) -> Sequence[int]:
    """Give m cut into parts as equal as whole numbers can be, the larger ones first."""
    return [m // strata + (i < m % strata) for i in range(strata)]
