"""How much of each statement finds its counterpart in the other, word piece by word piece."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from embeddings.pieces import word_pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

Alignment = tuple[float, float, float, float, float, float, float]
UNMATCHED = 0.5
"""Cosine of two pieces below which neither stands for the other."""
FEATURES = (
    "least covered",
    "most covered",
    "least unmatched",
    "most unmatched",
    "least heaviest gap",
    "most heaviest gap",
    "mean match",
)


@cache
def piece_weights() -> NDArray[np.float64]:
    """Give how telling each word piece is: log((N + 1) / (n + 1)), n of N statements hold it.

    Counted over the claims written for this project (``evaluation/written``); shape (pieces,).
    """
    file = resources.files("pipeline.reference") / "pieces.npz"
    with resources.as_file(file) as path, np.load(path) as counted:
        counts = np.zeros(len(word_pieces().vectors))
        counts[counted["pieces"].astype(np.intp)] = counted["counts"]
        weights: NDArray[np.float64] = np.log((float(counted["statements"]) + 1) / (counts + 1))
    return weights


def align(left: NDArray[np.intp], right: NDArray[np.intp]) -> Alignment:
    """Give the alignment of two statements' word pieces, in FEATURES order; symmetric.

    Each piece's match is its best cosine with a piece of the other side (Corley & Mihalcea 2005,
    with vectors). Per side, weighted by ``piece_weights``: the mean match ("covered", at most 1),
    the share of weight that finds nothing at .5 ("unmatched", 0-1), and the largest weight times
    missing match ("heaviest gap"). Nothing on one side covers nothing.
    """
    table = word_pieces().vectors
    return align_vectors(table[left], table[right], left, right)


def align_vectors(
    left_vectors: NDArray[np.float32],
    right_vectors: NDArray[np.float32],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
) -> Alignment:
    """Give the same with other unit vectors of the pieces, such as those in their sentences."""
    if not len(left) or not len(right):
        return 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0
    weights = piece_weights()
    cosines = (left_vectors @ right_vectors.T).astype(np.float64)
    sides = [
        _side(cosines.max(axis=1), weights[left]),
        _side(cosines.max(axis=0), weights[right]),
    ]
    (a, b, c), (d, e, f) = sides
    mean = (cosines.max(axis=1).mean() + cosines.max(axis=0).mean()) / 2
    return min(a, d), max(a, d), min(b, e), max(b, e), min(c, f), max(c, f), float(mean)


def _side(match: NDArray[np.float64], weights: NDArray[np.float64]) -> tuple[float, float, float]:
    """Give what is covered, what is unmatched, and the heaviest gap of one side."""
    total = max(float(weights.sum()), 1e-9)
    return (
        float((match * weights).sum()) / total,
        float(weights[match < UNMATCHED].sum()) / total,
        float(((1.0 - match) * weights).max()),
    )
