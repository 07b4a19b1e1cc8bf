"""Folds: statements dealt out so that no page is on both sides of a split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


def deal_pages(
    labels: NDArray[np.int64], pages: NDArray[np.int64], folds: int
) -> NDArray[np.int64]:
    """Give the fold, 0 to ``folds`` - 1, of each statement; those of a page share one.

    ``labels`` (n,) 0 or 1, the same all over a page. The page with the most statements is dealt
    first, each to the fold with the fewest of its label, then the fewest at all, then the first:
    stratified and by group, counted in whole numbers, so that no rounding decides a tie.
    """
    _, first, page_of, sizes = np.unique(
        pages, return_index=True, return_inverse=True, return_counts=True
    )
    dealt = [[0] * folds, [0] * folds]
    fold_of_page = np.zeros(len(sizes), dtype=np.int64)
    for page in np.argsort(-sizes, kind="stable"):
        label = int(labels[first[page]])
        mine, others = dealt[label], dealt[1 - label]
        fold = min(range(folds), key=lambda k: (mine[k], others[k], k))
        mine[fold] += int(sizes[page])
        fold_of_page[page] = fold
    return fold_of_page[page_of]
