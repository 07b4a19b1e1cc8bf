"""Unit vectors without what all share: of an array at once, of a mapped file row by row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from embeddings.matches import Vectors

ROWS_AT_ONCE = 512
"""Vectors copied at a time: they stay in the cache."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The rows ``places`` (n,) of ``held`` (any number, dimensions), in the order of ``places``.

    Of a mapped file nothing is in memory but what is being read.
    """

    held: NDArray[np.float32]
    places: NDArray[np.integer]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, rows: slice | NDArray[np.integer]) -> NDArray[np.float32]:
        some: NDArray[np.float32] = self.held[self.places[rows]]
        return some


@dataclass(frozen=True, slots=True)
class Centred:
    """``vectors`` without the mean ``middle`` (dimensions,), centred as they are asked for."""

    vectors: Vectors
    middle: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.vectors)

    def __getitem__(self, rows: slice | NDArray[np.integer]) -> NDArray[np.float32]:
        if isinstance(rows, slice):
            return centre(self.vectors[rows], self.middle)
        # A statement of many pairs is asked for many times in a row.
        distinct, place = np.unique(rows, return_inverse=True)
        some: NDArray[np.float32] = centre(self.vectors[distinct], self.middle)[place]
        return some


@dataclass(frozen=True, slots=True)
class Stacked:
    """The rows of an array ``above``, and after them those ``below``."""

    above: NDArray[np.float32]
    below: Vectors

    def __len__(self) -> int:
        return len(self.above) + len(self.below)

    def __getitem__(self, rows: slice | NDArray[np.integer]) -> NDArray[np.float32]:
        asked = np.arange(*rows.indices(len(self))) if isinstance(rows, slice) else rows
        under = asked >= len(self.above)
        some = np.empty((len(asked), self.above.shape[1]), dtype=np.float32)
        some[~under] = self.above[asked[~under]]
        some[under] = self.below[asked[under] - len(self.above)]
        return some


def stacked(above: NDArray[np.float32], below: Vectors) -> Vectors:
    """Give the rows of both, one array of two arrays."""
    if isinstance(below, np.ndarray):
        return np.concatenate([above, below])
    return Stacked(above, below)


def mean_of(vectors: Vectors) -> NDArray[np.float32]:
    """Give the mean vector, shape (dimensions,)."""
    if isinstance(vectors, np.ndarray):
        middle: NDArray[np.float32] = vectors.mean(axis=0)
        return middle
    total = np.zeros(vectors[:1].shape[1])
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        total += vectors[start : start + ROWS_AT_ONCE].sum(axis=0, dtype=np.float64)
    return (total / max(1, len(vectors))).astype(np.float32)


def centred_rows(vectors: Vectors, mean: NDArray[np.float32] | None = None) -> Vectors:
    """Give ``centre`` of an array at once, and of other vectors when they are asked for."""
    if isinstance(vectors, np.ndarray):
        return centre(vectors, mean)
    return Centred(vectors, mean_of(vectors) if mean is None else mean)


def centre(
    vectors: NDArray[np.float32], mean: NDArray[np.float32] | None = None
) -> NDArray[np.float32]:
    """Give unit vectors with the field's mean direction taken out.

    What every statement of a field shares ("analytics") makes any two look alike; without it the
    cosine tells better which two say the same (docs/measures.md).
    """
    if not len(vectors):
        return vectors
    middle = mean_of(vectors) if mean is None else mean
    centred = np.empty(vectors.shape, dtype=np.float32)
    for start in range(0, len(vectors), ROWS_AT_ONCE):
        some = slice(start, start + ROWS_AT_ONCE)
        moved = vectors[some] - middle
        length = np.linalg.norm(moved, axis=1, keepdims=True)
        np.divide(moved, np.where(length > 0, length, 1.0), out=centred[some])
    return centred


def pair_cosines(
    vectors: Vectors, left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.float32]:
    """Give the products of the rows ``left[i]`` and ``right[i]``, shape (pairs,)."""
    cosines = np.zeros(len(left), dtype=np.float32)
    for start in range(0, len(left), ROWS_AT_ONCE):
        some = slice(start, start + ROWS_AT_ONCE)
        np.einsum("ij,ij->i", vectors[left[some]], vectors[right[some]], out=cosines[some])
    return cosines
