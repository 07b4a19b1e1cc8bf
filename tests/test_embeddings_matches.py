"""Best matches against a naive oracle."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import matches
from embeddings.matches import best_matches, blocked_cosines

if TYPE_CHECKING:
    from numpy.typing import NDArray


def unit(seed: int, rows: int, dimensions: int = 8) -> NDArray[np.float32]:
    vectors = np.random.default_rng(seed).normal(size=(rows, dimensions)).astype(np.float32)
    scaled: NDArray[np.float32] = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return scaled


@settings(deadline=None)
@given(st.integers(0, 9), st.integers(0, 40), st.integers(1, 40))
def test_best_matches_are_the_naive_ones(seed: int, left: int, right: int) -> None:
    a, b = unit(seed, left), unit(seed + 1, right)
    nearest, cosines = best_matches(a, b)
    assert nearest.shape == cosines.shape == (left,)
    for row, (place, cosine) in enumerate(zip(nearest, cosines, strict=True)):
        naive = [
            sum(float(x) * float(y) for x, y in zip(a[row], other, strict=True)) for other in b
        ]
        assert cosine == pytest.approx(max(naive), abs=1e-5)
        assert naive[place] == pytest.approx(max(naive), abs=1e-5)


def test_ties_go_to_the_first() -> None:
    vectors = unit(0, 1)
    nearest, cosines = best_matches(vectors, np.repeat(vectors, 3, axis=0))
    assert nearest.tolist() == [0]
    assert cosines == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("block", [1, 2, 3, 7, 100])
def test_blocks_cover_every_row_once(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(matches, "BLOCK", block)
    a, b = unit(1, 7), unit(2, 5)
    parts = list(blocked_cosines(a, b))
    assert all(part.shape[0] <= block for _, part in parts)
    rows = [row for place, _ in parts for row in range(7)[place]]
    assert rows == list(range(7))
    assert np.concatenate([part for _, part in parts]) == pytest.approx(a @ b.T, abs=1e-6)
