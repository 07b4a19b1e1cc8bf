"""How much of each statement finds its counterpart in the other, word piece by word piece."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

from embeddings.pieces import word_pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

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
PIECES_AT_ONCE = 8192
"""Word pieces of a side whose vectors are held at a time, 12 MB."""


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
    sides = left_vectors[None], right_vectors[None], left[None], right[None]
    a, b, c, d, e, f, g = _align_equals(*sides)[0].tolist()
    return a, b, c, d, e, f, g


def align_pairs(
    pieces: Sequence[NDArray[np.intp]], left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Give ``align`` of many pairs of statements, by their numbers; shape (pairs, 7).

    Pairs of the same two lengths are reckoned together, each by a product of its own, so that a
    figure does not depend on which pairs were asked with it.
    """
    table, found = word_pieces().vectors, np.zeros((len(left), len(FEATURES)))
    lengths = np.array([len(cut) for cut in pieces], dtype=np.intp)
    kinds = lengths[left] * (lengths.max(initial=0) + 1) + lengths[right]
    order = np.argsort(kinds, kind="stable")
    for alike in np.split(order, np.flatnonzero(np.diff(kinds[order])) + 1):
        longest = max(lengths[side[alike[0]]] for side in (left, right)) if len(alike) else 0
        step = max(1, PIECES_AT_ONCE // max(1, longest))
        for start in range(0, len(alike), step):
            some = alike[start : start + step]
            mine = np.stack([pieces[row] for row in left[some]])
            theirs = np.stack([pieces[row] for row in right[some]])
            found[some] = _align_equals(table[mine], table[theirs], mine, theirs)
    return found


def _align_equals(
    left_vectors: NDArray[np.float32],
    right_vectors: NDArray[np.float32],
    left: NDArray[np.intp],
    right: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Give the alignment of n pairs of the same two lengths, shape (n, 7).

    ``left`` (n, pieces), ``left_vectors`` (n, pieces, numbers), the right side likewise.
    """
    if not left.shape[1] or not right.shape[1]:
        return np.tile([0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0], (len(left), 1))
    weights = piece_weights()
    cosines = left_vectors @ right_vectors.transpose(0, 2, 1)
    matches = [cosines.max(axis=axis).astype(np.float64) for axis in (2, 1)]
    one, other = _side(matches[0], weights[left]), _side(matches[1], weights[right])
    low, high = np.minimum(one, other), np.maximum(one, other)
    mean = (matches[0].mean(axis=1) + matches[1].mean(axis=1)) / 2
    return np.column_stack([np.stack([low, high], axis=2).reshape(len(left), -1), mean])


def _side(match: NDArray[np.float64], weights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give what is covered, what is unmatched, and the heaviest gap of one side, shape (n, 3)."""
    total = np.maximum(weights.sum(axis=1), 1e-9)
    unmatched = np.where(match < UNMATCHED, weights, 0.0)
    return np.stack(
        [
            (match * weights).sum(axis=1) / total,
            unmatched.sum(axis=1) / total,
            ((1.0 - match) * weights).max(axis=1),
        ],
        axis=1,
    )
