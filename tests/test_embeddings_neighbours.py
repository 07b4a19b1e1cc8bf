"""Neighbour search against a naive oracle, exact and in cells."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings.neighbours import FEWEST_FOR_CELLS, NeighbourIndex

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


def test_many_vectors_in_cells_find_nearly_all_pairs_and_no_wrong_one() -> None:
    random = np.random.default_rng(5)
    centres = random.normal(size=(500, 16))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    spread = centres[random.integers(0, 500, FEWEST_FOR_CELLS)]
    spread += 0.15 * random.normal(size=spread.shape)
    vectors = (spread / np.linalg.norm(spread, axis=1, keepdims=True)).astype(np.float32)
    queries = vectors[:200]
    naive = queries @ vectors.T
    index = NeighbourIndex(vectors)
    left, right, cosines = index.within(queries, 0.8)
    assert cosines == pytest.approx(naive[left, right], abs=SLACK)
    assert (cosines >= 0.8).all()
    expected = (naive >= 0.8).sum()
    assert expected > 5_000
    assert len(left) >= 0.99 * expected
    again = index.within(queries, 0.8)
    assert [part.tobytes() for part in again] == [part.tobytes() for part in (left, right, cosines)]
