"""Vectors that stay where they lie give the same numbers, to the bit, as an array of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from embeddings import matches
from embeddings.matches import pairs_within
from pipeline.measures import centred
from pipeline.measures.centred import (
    Centred,
    Gathered,
    Stacked,
    centre,
    centred_rows,
    mean_of,
    pair_cosines,
    stacked,
)


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(1, 30), st.integers(1, 7), st.data())
def test_rows_asked_for_are_those_of_an_array(
    seed: int, count: int, at_once: int, data: st.DataObject
) -> None:
    random = np.random.default_rng(seed)
    held = random.normal(size=(count + 3, 37)).astype(np.float32)
    places = random.permutation(count + 3)[:count]
    asked = np.array(data.draw(st.lists(st.integers(0, count - 1), max_size=40)), dtype=np.intp)
    gathered, array = Gathered(held, places), held[places]
    middle = array.mean(axis=0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(centred, "ROWS_AT_ONCE", at_once)
        mean, moved = mean_of(gathered), Centred(gathered, middle)
        whole = centre(array, middle)
        assert mean == pytest.approx(middle, abs=1e-6)
        for rows in (slice(2, 9), asked):
            assert gathered[rows].tobytes() == array[rows].tobytes()
            assert moved[rows].tobytes() == whole[rows].tobytes()
        cosines = pair_cosines(moved, asked, asked[::-1])
    assert len(moved) == len(gathered) == count
    assert cosines.tobytes() == pair_cosines(whole, asked, asked[::-1]).tobytes()


@given(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.data())
def test_stacked_rows_are_those_of_both(
    seed: int, above: int, below: int, data: st.DataObject
) -> None:
    random = np.random.default_rng(seed)
    one, other = (random.normal(size=(rows, 5)).astype(np.float32) for rows in (above, below))
    places = random.permutation(below)
    array = stacked(one, other[places])
    far = stacked(one, Gathered(other, places))
    assert isinstance(far, Stacked)
    assert len(far) == len(array) == above + below
    start, stop = data.draw(st.tuples(st.integers(0, 20), st.integers(0, 20)))
    assert far[start:stop].tobytes() == array[start:stop].tobytes()
    rows = np.arange(above + below)[::-2]
    assert far[rows].tobytes() == array[rows].tobytes()


def test_pairs_within_are_those_of_an_array(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matches, "TILE", (4, 7))
    random = np.random.default_rng(3)
    held = random.normal(size=(40, 6)).astype(np.float32)
    places = random.permutation(40)
    array = centre(held[places], held.mean(axis=0))
    far = centred_rows(Gathered(held, places), held.mean(axis=0))
    assert isinstance(far, Centred)
    parts = [pairs_within(vectors, 0.3) for vectors in (array, far)]
    one, other = ([np.stack(part).tolist() for part in found] for found in parts)
    assert one == other
    assert sum(len(left) for left, _ in one) > 40


def test_nothing_has_no_direction() -> None:
    none = Gathered(np.zeros((0, 3), np.float32), np.zeros(0, np.intp))
    assert mean_of(none).tolist() == [0, 0, 0]
    assert len(centred_rows(none)[:]) == len(centred_rows(none[:])) == 0
