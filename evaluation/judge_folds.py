"""How labelled pairs are split, so that a judge is tried on companies that it has not seen."""

from __future__ import annotations

from itertools import combinations_with_replacement
from typing import TYPE_CHECKING

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from evaluation.labels import LabelledPair

    Rows = NDArray[np.intp]

GROUPS = 5


def by_industry(pairs: Sequence[LabelledPair]) -> Iterator[tuple[Rows, Rows]]:
    """Yield five times (rows to learn from, rows to judge); no industry is on both sides."""
    same = np.array([pair.same for pair in pairs])
    industries = np.array([pair.industry for pair in pairs])
    folds = StratifiedGroupKFold(GROUPS, shuffle=True, random_state=0)
    yield from folds.split(same, same, industries)


def by_company(pairs: Sequence[LabelledPair]) -> Iterator[tuple[Rows, Rows]]:
    """Yield (rows to learn from, rows to judge); no company is on both sides.

    A pair has two companies. They are dealt into five groups of about as many pairs; for each two
    groups the pairs between them are judged by what was learnt from pairs that touch neither. So
    every pair is judged once, and rivals of the same industry may be learnt from.
    """
    groups = deal_companies(pairs)
    for first, second in combinations_with_replacement(range(GROUPS), 2):
        between = (np.sort(groups, axis=1) == (first, second)).all(axis=1)
        apart = ~np.isin(groups, (first, second)).any(axis=1)
        if between.any():
            yield np.flatnonzero(apart), np.flatnonzero(between)


def deal_companies(pairs: Sequence[LabelledPair]) -> NDArray[np.intp]:
    """Give the groups of each pair's two companies, shape (pairs, 2), of about as many pairs."""
    sides = [(pair.company_a, pair.company_b) for pair in pairs]
    counts: dict[str, int] = {}
    for company in (company for side in sides for company in side):
        counts[company] = counts.get(company, 0) + 1
    group, load = {}, [0] * GROUPS
    for company in sorted(counts, key=lambda name: (-counts[name], name)):
        group[company] = load.index(min(load))
        load[group[company]] += counts[company]
    return np.array([[group[a], group[b]] for a, b in sides], dtype=np.intp)
