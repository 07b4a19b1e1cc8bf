"""Pairs of statements by the states of their word pieces, many pairs at a time.

Pairs are read in groups of one padded length and each pair by products of its own, so that what is
found of a pair does not depend on which pairs were read with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.alignment import FEATURES, UNMATCHED, piece_weights

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Numbers = NDArray[np.integer]

PLACES_STEP = 8
PAIRS_AT_ONCE = 128


@dataclass(frozen=True, slots=True)
class Told:
    """One statement as its states tell it.

    ``states`` (layers, pieces, numbers) of unit length, ``pieces`` the word pieces themselves.
    """

    states: NDArray[np.float16]
    pieces: Numbers


@dataclass(frozen=True, slots=True)
class Side:
    """One side of n pairs, padded: ``states`` (n, layers, places, numbers), 0 where no piece is.

    ``weights`` (n, places) says how telling each piece is, ``filled`` (n, places) where one is.
    """

    states: Floats
    weights: Floats
    filled: NDArray[np.bool_]


def batches(
    told: Sequence[Told], left: Numbers, right: Numbers
) -> Iterator[tuple[Numbers, Side, Side]]:
    """Yield (numbers of pairs, their left sides, their right sides), both of one padded length."""
    lengths = np.array([len(one.pieces) for one in told], dtype=np.intp)
    longest = np.maximum(lengths[left], lengths[right]) if len(left) else lengths[:0]
    steps = np.maximum(-(-longest // PLACES_STEP), 1)
    for step in np.unique(steps):
        group = np.flatnonzero(steps == step)
        for start in range(0, len(group), PAIRS_AT_ONCE):
            numbers = group[start : start + PAIRS_AT_ONCE]
            places = int(step) * PLACES_STEP
            one = pad([told[i] for i in left[numbers]], places)
            yield numbers, one, pad([told[i] for i in right[numbers]], places)


def pad(statements: Sequence[Told], places: int) -> Side:
    """Give statements as one side of as many pairs, each at most ``places`` long."""
    layers, _, numbers = statements[0].states.shape
    states = np.zeros((len(statements), layers, places, numbers), np.float32)
    weights = np.zeros((len(statements), places), np.float32)
    filled = np.zeros((len(statements), places), bool)
    for row, one in enumerate(statements):
        states[row, :, : len(one.pieces)] = one.states
        weights[row, : len(one.pieces)] = piece_weights()[one.pieces]
        filled[row, : len(one.pieces)] = True
    return Side(states, weights, filled)


def align_sides(left: Side, right: Side) -> NDArray[np.float64]:
    """Give per pair the alignment in each layer (``alignment.align_vectors``), (n, 7 a layer)."""
    one, other = _covering(left, right), _covering(right, left)
    low, high = np.minimum(one, other), np.maximum(one, other)
    covered, unmatched, gap, _ = range(4)
    columns = [
        *(edge[..., figure] for figure in (covered, unmatched, gap) for edge in (low, high)),
        (one[..., 3] + other[..., 3]) / 2,
    ]
    found = np.stack(columns, axis=2)
    nothing = ~(left.filled.any(axis=1) & right.filled.any(axis=1))
    found[nothing] = (0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0)
    return found.reshape(len(found), -1)


def _covering(mine: Side, theirs: Side) -> NDArray[np.float64]:
    """Give what of mine is covered, unmatched, its heaviest gap, its mean match: (n, layers, 4)."""
    cosines = mine.states @ theirs.states.swapaxes(2, 3)
    cosines = np.where(theirs.filled[:, None, None], cosines, -1.0)
    match = cosines.max(axis=3).astype(np.float64)
    weights = mine.weights[:, None].astype(np.float64)
    total = np.maximum(weights.sum(axis=2), 1e-9)
    pieces = np.maximum(mine.filled.sum(axis=1), 1)[:, None]
    return np.stack(
        [
            (match * weights).sum(axis=2) / total,
            (weights * (match < UNMATCHED)).sum(axis=2) / total,
            np.where(mine.filled[:, None], (1.0 - match) * weights, -np.inf).max(axis=2),
            (match * mine.filled[:, None]).sum(axis=2) / pieces,
        ],
        axis=2,
    )


def aligned_names(layers: Sequence[int]) -> tuple[str, ...]:
    """Give the names of what ``align_sides`` gives, in its order."""
    return tuple(f"{name}, layer {layer}" for layer in layers for name in FEATURES)
