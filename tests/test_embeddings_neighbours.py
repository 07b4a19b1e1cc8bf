"""Neighbour search against a naive oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.neighbours import NeighbourIndex

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Cosines computed in two ways differ in the last bits; nearer to the border nothing is claimed.
SLACK = 1e-5


def unit(seed: int, rows: int, dimensions: int = 6) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    scaled: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(1, 30), st.integers(1, 30), st.floats(-1, 1))
def test_pairs_within_are_the_naive_ones(
    seed: int, indexed: int, asked: int, similarity: float
) -> None:
    vectors, queries = unit(seed, indexed), unit(seed + 1, asked)
    naive = queries.astype(np.float64) @ vectors.astype(np.float64).T
    left, right, cosines = NeighbourIndex(vectors).within(queries, similarity)
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert found == sorted(set(found))
    surely = {(int(a), int(b)) for a, b in np.argwhere(naive >= similarity + SLACK)}
    perhaps = {(int(a), int(b)) for a, b in np.argwhere(naive >= similarity - SLACK)}
    assert surely <= set(found) <= perhaps
    assert cosines == pytest.approx(naive[left, right], abs=SLACK)


def test_the_border_itself_is_within() -> None:
    axes = np.eye(3, dtype=np.float32)
    half = np.array([[0.5, 0.5, np.sqrt(0.5)]], dtype=np.float32)
    left, right, cosines = NeighbourIndex(axes).within(half, 0.5)
    assert (left.tolist(), right.tolist()) == ([0, 0, 0], [0, 1, 2])
    assert cosines[:2].tolist() == [0.5, 0.5]


@pytest.mark.parametrize(("similarity", "pairs"), [(1.0, [0]), (0.0, [0, 1]), (-1.0, [0, 1, 2])])
def test_the_ends_of_the_scale(similarity: float, pairs: list[int]) -> None:
    axes = np.array([[1, 0], [0, 1], [-1, 0]], dtype=np.float32)
    _, right, _ = NeighbourIndex(axes).within(axes[:1], similarity)
    assert right.tolist() == pairs


def test_nothing_near_gives_empty_arrays() -> None:
    left, right, cosines = NeighbourIndex(unit(0, 4)).within(unit(1, 3), 1.0)
    assert len(left) == len(right) == len(cosines) == 0
