"""Repetition inside one company: what it says twice counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPETITION = 0.95
"""Cosine from which two statements of one company are one statement said twice."""


def first_of_kind(vectors: NDArray[np.float32]) -> dict[int, list[int]]:
    """Give row numbers of first statements, each with the rows that repeat it (itself included).

    A row repeats the first earlier one at a cosine of .95 or more. Shape of ``vectors``:
    (statements, dimensions), rows of length 1, in order of precedence.
    """
    groups: dict[int, list[int]] = {}
    for row, vector in enumerate(vectors):
        leaders = list(groups)
        cosines = vectors[leaders] @ vector if leaders else np.zeros(0)
        near = np.flatnonzero(cosines >= REPETITION)
        if len(near):
            groups[leaders[int(near[0])]].append(row)
        else:
            groups[row] = [row]
    return groups
