"""Exact similarities between two sets of unit vectors, in blocks of bounded memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

BLOCK = 2048
"""Rows multiplied at a time: 2048 x 20,000 float32 cosines are 164 MB."""


def blocked_cosines(
    left: NDArray[np.float32], right: NDArray[np.float32]
) -> Iterator[tuple[slice, NDArray[np.float32]]]:
    """Give (rows of left, cosines of those rows with every row of right), block after block."""
    for start in range(0, len(left), BLOCK):
        rows = slice(start, min(start + BLOCK, len(left)))
        yield rows, left[rows] @ right.T


def best_matches(
    left: NDArray[np.float32], right: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """Give for each row of left its nearest row of right and their cosine; ties go to the first."""
    nearest = np.zeros(len(left), dtype=np.intp)
    cosines = np.zeros(len(left), dtype=np.float32)
    for rows, block in blocked_cosines(left, right):
        nearest[rows] = block.argmax(axis=1)
        cosines[rows] = block.max(axis=1)
    return nearest, cosines
