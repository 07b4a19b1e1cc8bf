"""Best matches against a naive oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import matches
from embeddings.matches import (
    Best,
    best_matches,
    blocked_cosines,
    held_whole,
    mutual_matches,
    pairs_within,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unit(seed: int, rows: int, dimensions: int = 8) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    scaled: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 40), st.integers(1, 40), st.integers(1, 9))
def test_best_matches_are_the_naive_ones(seed: int, left: int, right: int, tile: int) -> None:
    a, b = unit(seed, left), unit(seed + 1, right)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "TILE", (tile, tile + 1))
        alone, (forth, back) = best_matches(a, b), mutual_matches(a, b)
    naive = a.astype(np.float64) @ b.astype(np.float64).T
    for best, rows in ((alone, naive), (forth, naive), (back, naive.T)):
        assert best.nearest.shape == best.cosines.shape == (len(rows),)
        for place, cosine, cosines in zip(best.nearest, best.cosines, rows, strict=True):
            highest = cosines.max(initial=-np.inf)
            assert cosine == pytest.approx(highest, abs=1e-5)
            assert not len(cosines) or cosines[place] == pytest.approx(highest, abs=1e-5)


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(1, 12), st.integers(1, 12), st.integers(1, 5))
def test_ties_go_to_the_first(seed: int, left: int, right: int, tile: int) -> None:
    # Whole numbers are multiplied without rounding, so that equals are equal in any product.
    random = np.random.default_rng(seed)
    a, b = (random.integers(-1, 2, (rows, 3)).astype(np.float32) for rows in (left, right))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "TILE", (tile, tile + 1))
        forth, back = mutual_matches(a, b)
        assert best_matches(a, b).nearest.tolist() == forth.nearest.tolist()
    assert forth.nearest.tolist() == (a @ b.T).argmax(axis=1).tolist()
    assert forth.cosines.tolist() == (a @ b.T).max(axis=1).tolist()
    assert back.nearest.tolist() == (a @ b.T).argmax(axis=0).tolist()
    assert back.cosines.tolist() == (a @ b.T).max(axis=0).tolist()
    whole = Best.of(a @ b.T)
    assert whole.nearest.tolist() == forth.nearest.tolist()
    assert whole.cosines.tolist() == forth.cosines.tolist()


def test_a_product_is_held_where_it_fits_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "CELLS", 70)
    assert held_whole(unit(1, 7), unit(2, 5))
    assert not held_whole(unit(1, 6), unit(2, 6))


@settings(deadline=None)
@given(
    st.integers(0, 99),
    st.integers(0, 20),
    st.integers(1, 6),
    st.integers(-3, 3),
    st.integers(1, 40),
)
def test_pairs_within_are_the_naive_ones(
    seed: int, rows: int, tile: int, least: int, most: int
) -> None:
    # Whole numbers are multiplied without rounding, so that the border itself is within.
    vectors = np.random.default_rng(seed).integers(-1, 2, (rows, 3)).astype(np.float32)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "TILE", (tile, tile + 1))
        whole = list(pairs_within(vectors, float(least)))
        patch.setattr(matches, "MOST_PAIRS", most)
        parts = list(pairs_within(vectors, float(least)))
    found, in_parts = (
        [pair for part in made for pair in zip(*(side.tolist() for side in part), strict=True)]
        for made in (whole, parts)
    )
    naive = vectors @ vectors.T >= least
    assert found == [(a, b) for a in range(rows) for b in range(a + 1, rows) if naive[a, b]]
    assert sorted(in_parts) == found
    assert all(len(left) < most + tile * (tile + 1) for left, _ in parts)


@pytest.mark.parametrize(("cells", "rows"), [(1, 1), (10, 2), (17, 3), (35, 7), (999, 7)])
def test_blocks_cover_every_row_once(
    monkeypatch: pytest.MonkeyPatch, cells: int, rows: int
) -> None:
    monkeypatch.setattr(matches, "CELLS", cells)
    a, b = unit(1, 7), unit(2, 5)
    parts = list(blocked_cosines(a, b))
    assert max(part.shape[0] for _, part in parts) == rows
    assert [row for place, _ in parts for row in range(7)[place]] == list(range(7))
    assert np.concatenate([part for _, part in parts]) == pytest.approx(a @ b.T, abs=1e-6)
