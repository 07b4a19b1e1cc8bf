"""Pairs by the states of their pieces: many at a time give what one at a time gives."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measures.alignment import FEATURES, align_vectors
from pipeline.measures.comparer import LEAST_WEIGHT, Comparer
from pipeline.measures.state_pairs import (
    PAIRS_AT_ONCE,
    Told,
    align_sides,
    aligned_names,
    batches,
    pad,
)

LAYERS, NUMBERS = 2, 6


def told(seed: int, pieces: int) -> Told:
    random = np.random.default_rng(seed)
    states = random.normal(size=(LAYERS, pieces, NUMBERS))
    states /= np.linalg.norm(states, axis=2, keepdims=True)
    return Told(states.astype(np.float16), random.integers(1000, 3000, pieces))


TOLD = st.builds(told, st.integers(0, 10_000), st.integers(0, 20))
STATEMENTS = st.lists(TOLD, min_size=2, max_size=6)


def random_comparer(seed: int = 0, width: int = 5, inner: int = 3) -> Comparer:
    random = np.random.default_rng(seed)
    numbers = LAYERS * NUMBERS

    def drawn(*shape: int) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        return random.normal(size=shape).astype(np.float32)

    return Comparer(
        narrow=drawn(numbers, width), narrow_bias=drawn(width),
        gate=drawn(numbers, 1), gate_bias=drawn(1),
        sharpness=np.array(1.5, np.float32),
        compare=drawn(4 * width, width), compare_bias=drawn(width),
        inner=drawn(2 * width, inner), inner_bias=drawn(inner),
        outer=drawn(inner, 1), outer_bias=drawn(1),
    )  # fmt: skip


def all_pairs(count: int) -> tuple[np.ndarray[tuple[int], np.dtype[np.intp]], ...]:
    left, right = np.divmod(np.arange(count * count, dtype=np.intp), count)
    return left, right


@settings(deadline=None, max_examples=50)
@given(STATEMENTS)
def test_many_alignments_are_the_single_ones(statements: list[Told]) -> None:
    left, right = all_pairs(len(statements))
    found = np.zeros((len(left), LAYERS * len(FEATURES)))
    for numbers, one, other in batches(statements, left, right):
        found[numbers] = align_sides(one, other)
    for row, a, b in zip(found, left, right, strict=True):
        mine, theirs = statements[a], statements[b]
        expected = [
            align_vectors(
                mine.states[layer].astype(np.float32), theirs.states[layer].astype(np.float32),
                mine.pieces, theirs.pieces,
            )
            for layer in range(LAYERS)
        ]  # fmt: skip
        assert row == pytest.approx(np.array(expected).ravel(), abs=1e-5)


@settings(deadline=None, max_examples=50)
@given(STATEMENTS)
def test_sides_change_nothing_to_the_bit(statements: list[Told]) -> None:
    comparer = random_comparer()
    left, right = all_pairs(len(statements))
    for _, one, other in batches(statements, left, right):
        assert align_sides(one, other).tobytes() == align_sides(other, one).tobytes()
        assert comparer.logits(one, other).tobytes() == comparer.logits(other, one).tobytes()


def test_what_is_read_beside_a_pair_changes_nothing_to_the_bit() -> None:
    statements = [told(seed, seed % 19) for seed in range(60)]
    left, right = all_pairs(len(statements))
    comparer = random_comparer()
    alone: dict[tuple[int, int], bytes] = {}
    for a, b in ((3, 7), (18, 40), (0, 1), (19, 38), (59, 59)):
        ((_, one, other),) = batches(statements, np.array([a]), np.array([b]))
        alone[a, b] = align_sides(one, other).tobytes() + comparer.logits(one, other).tobytes()
    assert len(left) > PAIRS_AT_ONCE
    seen = 0
    for numbers, one, other in batches(statements, left, right):
        aligned, logits = align_sides(one, other), comparer.logits(one, other)
        for row, number in enumerate(numbers):
            expected = alone.get((int(left[number]), int(right[number])))
            if expected is not None:
                seen += 1
                assert aligned[row].tobytes() + logits[row].tobytes() == expected
    assert seen == len(alone)


def test_every_pair_comes_once() -> None:
    statements = [told(seed, 3 * seed) for seed in range(11)]
    left, right = all_pairs(len(statements))
    numbers = np.concatenate([found for found, *_ in batches(statements, left, right)])
    assert sorted(numbers.tolist()) == list(range(len(left)))
    assert list(batches(statements, left[:0], right[:0])) == []


def naive_logit(comparer: Comparer, left: Told, right: Told) -> float:
    """Give the comparer's logit of one pair, piece by piece."""
    from pipeline.measures.alignment import piece_weights

    def side(mine: Told, theirs: Told) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
        total, weight = np.zeros(comparer.narrow.shape[1]), 0.0
        narrow = [
            [
                np.concatenate(told.states[:, n].astype(float)) @ comparer.narrow
                + comparer.narrow_bias
                for n in range(len(told.pieces))
            ]
            for told in (mine, theirs)
        ]
        for n, piece in enumerate(mine.pieces):
            own = narrow[0][n]
            near = [
                np.exp(
                    np.exp(float(comparer.sharpness))
                    * (own @ other) / (np.linalg.norm(own) * np.linalg.norm(other))
                )
                for other in narrow[1]
            ]  # fmt: skip
            counterpart = sum(w * other for w, other in zip(near, narrow[1], strict=True)) / sum(
                near
            )
            beside = np.concatenate([own, counterpart, abs(own - counterpart), own * counterpart])
            state = np.concatenate(mine.states[:, n].astype(float))
            gate = 1 / (1 + np.exp(-float((state @ comparer.gate + comparer.gate_bias)[0])))
            telling = max(float(piece_weights()[piece]), LEAST_WEIGHT) * gate
            total += telling * np.maximum(beside @ comparer.compare + comparer.compare_bias, 0)
            weight += telling
        summed: np.ndarray[tuple[int], np.dtype[np.float64]] = total / weight
        return summed

    one, other = side(left, right), side(right, left)
    both = np.concatenate([one + other, abs(one - other)])
    inner = np.maximum(both @ comparer.inner + comparer.inner_bias, 0)
    return float((inner @ comparer.outer + comparer.outer_bias)[0])


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 100), st.integers(1, 12), st.integers(1, 12))
def test_the_comparer_is_the_naive_one(seed: int, mine: int, theirs: int) -> None:
    comparer, left, right = random_comparer(seed), told(seed, mine), told(seed + 1, theirs)
    (found,) = comparer.logits(pad([left], 16), pad([right], 16))
    assert found == pytest.approx(naive_logit(comparer, left, right), rel=1e-3, abs=1e-3)


def test_nothing_to_compare_is_no_error() -> None:
    (found,) = random_comparer().logits(pad([told(1, 0)], 8), pad([told(2, 3)], 8))
    assert np.isfinite(found)


def test_names_go_with_the_columns() -> None:
    names = aligned_names((6, 12))
    assert names[0] == "least covered, layer 6"
    assert names[-1] == "mean match, layer 12"
    assert len(names) == 14
