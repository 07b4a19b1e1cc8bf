"""A small network that compares two statements piece by piece: its forward pass, in numpy."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.measures.state_pairs import Side

    Floats = NDArray[np.float32]

LEAST_WEIGHT = 0.3
"""A piece that many statements hold still counts so much."""


@dataclass(frozen=True, slots=True)
class Comparer:
    """Each piece beside its soft counterpart on the other side, summed up by how telling it is.

    Decomposable attention (Parikh et al. 2016) on states of word pieces; symmetric. Matrices are
    (from, to); ``evaluation/comparer.py`` teaches it, on written claims and no label.
    """

    narrow: Floats
    narrow_bias: Floats
    gate: Floats
    gate_bias: Floats
    sharpness: Floats
    compare: Floats
    compare_bias: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    def logits(self, left: Side, right: Side) -> NDArray[np.float64]:
        """Give one number a pair, the higher the likelier the same claim; shape (pairs,)."""
        (one, telling_one), (other, telling_other) = self._read(left), self._read(right)
        a = self._summed(one, telling_one, other, right.filled)
        b = self._summed(other, telling_other, one, left.filled)
        both = np.concatenate([a + b, np.abs(a - b)], axis=1)[:, None]
        decided = _rectified(both @ self.inner + self.inner_bias) @ self.outer + self.outer_bias
        result: NDArray[np.float64] = decided[:, 0, 0].astype(np.float64)
        return result

    def _read(self, side: Side) -> tuple[Floats, Floats]:
        """Give narrow states (pairs, places, width) and how telling each is (pairs, places)."""
        n, layers, places, numbers = side.states.shape
        states = side.states.swapaxes(1, 2).reshape(n, places, layers * numbers)
        weights = np.where(side.filled, np.maximum(side.weights, LEAST_WEIGHT), 0.0)
        gates = 1.0 / (1.0 + np.exp(-(states @ self.gate + self.gate_bias)[..., 0]))
        return states @ self.narrow + self.narrow_bias, (weights * gates).astype(np.float32)

    def _summed(
        self, mine: Floats, telling: Floats, theirs: Floats, filled: NDArray[np.bool_]
    ) -> Floats:
        """Give what one side's pieces make of their counterparts, shape (pairs, width)."""
        near = _unit(mine) @ _unit(theirs).swapaxes(1, 2) * np.exp(self.sharpness)
        near = np.where(filled[:, None], near, np.float32(-1e4))
        shares = np.exp(near - near.max(axis=2, keepdims=True))
        shares /= shares.sum(axis=2, keepdims=True)
        counterpart = shares @ theirs
        beside = [mine, counterpart, np.abs(mine - counterpart), mine * counterpart]
        compared = _rectified(np.concatenate(beside, axis=2) @ self.compare + self.compare_bias)
        total = (compared * telling[..., None]).sum(axis=1)
        summed: Floats = total / np.maximum(telling.sum(axis=1, keepdims=True), np.float32(1e-6))
        return summed


def _rectified(values: Floats) -> Floats:
    result: Floats = np.maximum(values, np.float32(0.0))
    return result


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=2, keepdims=True)
    result: Floats = vectors / np.maximum(length, np.float32(1e-12))
    return result


def load_comparer(name: str) -> Comparer:
    """Give the comparer that ships beside the judge of this file name."""
    file = resources.files("pipeline") / "measures" / "judges" / f"{name}.npz"
    with resources.as_file(file) as path, np.load(path) as kept:
        return Comparer(**{field.name: kept[field.name] for field in dataclasses.fields(Comparer)})
