"""Effect sizes and intervals of the validity programme, against naive oracles and known truths."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.statistics import (
    by_companies,
    correlation,
    full_length,
    kept_sets,
    mean_interval,
    quantiles,
    spearman,
    weighted_auc,
    weighted_effect,
)

numbers = st.lists(st.integers(-5, 5), min_size=1, max_size=12)


@given(numbers, numbers, st.data())
def test_auc_counts_pairs(upper: list[int], lower: list[int], data: st.DataObject) -> None:
    up = data.draw(st.lists(st.integers(1, 3), min_size=len(upper), max_size=len(upper)))
    down = data.draw(st.lists(st.integers(1, 3), min_size=len(lower), max_size=len(lower)))
    wins = total = 0.0
    for a, p in zip(upper, up, strict=True):
        for b, q in zip(lower, down, strict=True):
            wins += p * q * ((a > b) + 0.5 * (a == b))
            total += p * q
    found = weighted_auc(*(np.array(x, dtype=float) for x in (upper, lower, up, down)))
    assert found == pytest.approx(wins / total)


def test_auc_of_nothing_is_not_a_number() -> None:
    ones = np.ones(2)
    assert math.isnan(weighted_auc(ones, ones, np.zeros(2), ones))


@given(st.lists(st.integers(-9, 9), min_size=3, max_size=9))
def test_a_weight_is_a_repetition(values: list[int]) -> None:
    lower = np.array([0.0, 1.0, 3.0])
    upper = np.array(values, dtype=float)
    counts = np.arange(1, len(values) + 1)
    plain = weighted_effect(np.repeat(upper, counts), lower, np.ones(counts.sum()), np.ones(3))
    assert weighted_effect(upper, lower, counts.astype(float), np.ones(3)) == pytest.approx(plain)


def test_effect_of_two_deviations() -> None:
    lower = np.array([-1.0, 1.0])
    assert weighted_effect(lower + 2.0, lower, np.ones(2), np.ones(2)) == pytest.approx(2.0)


def test_a_set_is_left_out_with_any_of_its_companies() -> None:
    assert kept_sets([("a", "b"), ("a", "c")], "b").tolist() == [0.0, 1.0]


def naive_interval(values: np.ndarray[tuple[int], np.dtype[np.float64]]) -> tuple[float, float]:
    """The broken variant: sets drawn anew as if they shared no company."""
    random = np.random.default_rng(0)
    n = len(values)
    return quantiles(np.array([values[random.integers(0, n, n)].mean() for _ in range(200)]))


def test_company_intervals_hold_the_truth_where_naive_ones_do_not() -> None:
    """Pairs of ten companies share them: intervals over pairs are far too narrow."""
    random = np.random.default_rng(3)
    names = [f"c{i}" for i in range(10)]
    pairs = [(a, b) for i, a in enumerate(names) for b in names[:i]]
    held = {"companies": 0, "sets": 0}
    for _ in range(60):
        effect = dict(zip(names, random.normal(size=10), strict=True))
        values = np.array([effect[a] + effect[b] for a, b in pairs])

        def mean(
            weights: np.ndarray[tuple[int], np.dtype[np.float64]],
            values: np.ndarray[tuple[int], np.dtype[np.float64]] = values,
        ) -> float:
            return float((weights * values).sum() / weights.sum())

        low, high = by_companies([pairs], mean, dict.fromkeys(names, "one"))
        held["companies"] += low <= 0 <= high
        low, high = naive_interval(values)
        held["sets"] += low <= 0 <= high
    assert held["companies"] >= 0.9 * 60
    assert held["sets"] <= 0.75 * 60


def test_the_jackknife_of_a_plain_mean_is_students_interval() -> None:
    values = np.array([1.0, 2.0, 4.0, 9.0])
    sets = [(name,) for name in "abcd"]
    found = by_companies(
        [sets], lambda w: float((w * values).sum() / w.sum()), dict.fromkeys("abcd", "one")
    )
    assert list(found) == pytest.approx(list(mean_interval(values)[1:]))


def test_intervals_end_at_the_limits() -> None:
    values = np.array([0.0, 1.0, 1.0])
    sets = [(name,) for name in "abc"]

    def mean(weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float((weights * values).sum() / weights.sum())

    assert by_companies([sets], mean, dict.fromkeys("abc", "one"), (0.0, 1.0)) == (0.0, 1.0)


def test_quantiles_leave_out_what_is_no_number() -> None:
    assert quantiles(np.array([1.0, np.nan, 1.0])) == (1.0, 1.0)
    assert all(math.isnan(end) for end in quantiles(np.array([np.nan])))


def test_mean_interval_is_students() -> None:
    mean, low, high = mean_interval(np.array([1.0, 2.0, 3.0]))
    assert mean == 2.0
    assert high - mean == pytest.approx(4.302653 / math.sqrt(3), rel=1e-5)
    assert low == pytest.approx(4.0 - high)
    assert math.isnan(mean_interval(np.array([1.0]))[1])


@given(st.permutations(list(range(6))))
def test_rank_correlation_is_by_squared_differences(order: list[int]) -> None:
    """1 - 6·sum(d²) / (n·(n² - 1)), without ties."""
    squares = sum((a - b) ** 2 for a, b in zip(range(6), order, strict=True))
    found = spearman(np.arange(6.0), np.array(order, dtype=float))
    assert found == pytest.approx(1 - 6 * squares / (6 * 35))


def test_what_does_not_vary_has_no_correlation() -> None:
    assert math.isnan(spearman(np.ones(3), np.arange(3.0)))
    assert math.isnan(correlation(np.ones(3), np.arange(3.0)))


def test_two_halves_of_twice_the_length() -> None:
    random = np.random.default_rng(0)
    truth = random.normal(size=20_000)
    noise = [random.normal(size=20_000) for _ in range(4)]
    half = correlation(truth + noise[0], truth + noise[1])
    whole = correlation(truth + (noise[0] + noise[1]) / 2, truth + (noise[2] + noise[3]) / 2)
    assert full_length(half) == pytest.approx(whole, abs=0.02)
