"""The formulas against naive oracles of a few lines."""

from __future__ import annotations

from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.blind_test import mean_with_range
from pipeline.measures.interchangeability import (
    REFERENCE_WEIGHT,
    ceiling,
    effective_pitches,
    index_points,
    mean_between,
)
from pipeline.measures.prevalence import tier, wilson_interval
from pipeline.measures.publishing import Standing, reason_to_abstain
from pipeline.measures.rarefaction import (
    rarefaction_weights,
    rarefied_best,
    rarefied_own_matches,
)
from pipeline.measures.repetition import first_of_kind

cosines = st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=7)


@given(cosines, st.data())
def test_rarefied_best_is_the_mean_over_all_subsets(
    values: list[float], data: st.DataObject
) -> None:
    m = data.draw(st.integers(1, len(values)))
    naive = np.mean([max(subset) for subset in combinations(values, m)])
    exact = rarefied_best(np.array([values], dtype=np.float32), m)[0]
    assert exact == pytest.approx(naive, abs=1e-6)


@given(st.integers(1, 60), st.data())
def test_rarefaction_weights_are_ratios_of_binomials(n: int, data: st.DataObject) -> None:
    m = data.draw(st.integers(1, n))
    naive = [comb(n - j, m - 1) / comb(n, m) for j in range(1, n + 1)]
    assert rarefaction_weights(n, m) == pytest.approx(naive)
    assert rarefaction_weights(n, m).sum() == pytest.approx(1.0)


def test_rarefaction_weights_of_large_sets_do_not_overflow() -> None:
    weights = rarefaction_weights(100_000, 40)
    assert weights.sum() == pytest.approx(1.0)
    assert np.isfinite(weights).all()


def test_rarefaction_refuses_more_than_there_are() -> None:
    with pytest.raises(ValueError, match="can't draw 3 of 2"):
        rarefaction_weights(2, 3)


def test_own_matches_hold_out_the_whole_page() -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 0, 1, 1]]
    pages = np.array([0, 0, 1, 1])
    assert rarefied_own_matches(vectors, pages, 2).tolist() == [0, 0, 0, 0]
    alone = np.arange(4)
    assert rarefied_own_matches(vectors, alone, 3).tolist() == [1, 1, 1, 1]
    assert np.isnan(rarefied_own_matches(vectors, pages, 3)).all()


matrices = st.integers(2, 6).flatmap(
    lambda k: st.lists(st.lists(st.floats(-1, 1), min_size=k, max_size=k), min_size=k, max_size=k)
)


@given(matrices, st.data())
def test_mean_between_counts_pairs_of_different_companies(
    rows: list[list[float]], data: st.DataObject
) -> None:
    k = len(rows)
    counts = st.lists(st.integers(0, 3), min_size=k, max_size=k)
    weights = data.draw(counts.filter(lambda w: sum(c > 0 for c in w) >= 2))
    copies = [company for company, count in enumerate(weights) for _ in range(count)]
    pairs = [rows[a][b] for a in copies for b in copies if a != b]
    result = mean_between(np.array(rows), np.array(weights, dtype=float))
    assert float(result) == pytest.approx(np.mean(pairs), abs=1e-9)


@given(st.lists(st.floats(-0.2, 0.4), min_size=1, max_size=9), st.floats(0.01, 0.3))
def test_ceiling_is_pulled_to_the_reference(lifts: list[float], reference: float) -> None:
    naive = (sum(lifts) + REFERENCE_WEIGHT * reference) / (len(lifts) + REFERENCE_WEIGHT)
    result = ceiling(np.array(lifts), np.ones(len(lifts)), reference)
    assert float(result) == pytest.approx(naive)


def test_ceiling_leaves_out_companies_without_an_own_lift() -> None:
    both = ceiling(np.array([0.2, np.nan]), np.ones(2), 0.1)
    assert float(both) == pytest.approx((0.2 + 6 * 0.1) / 7)


def test_index_is_clipped_and_linear_between() -> None:
    points = index_points(np.array([0.2, 0.3, 0.35, 0.9]), 0.3, 0.1)
    assert points.tolist() == pytest.approx([0, 0, 50, 100])


@given(st.integers(1, 50), st.floats(0, 100))
def test_effective_pitches_is_a_diversity(companies: int, index: float) -> None:
    similarity = np.full((companies, companies), index / 100) + np.eye(companies) * (
        1 - index / 100
    )
    share = np.full(companies, 1 / companies)
    naive = 1 / (share @ similarity @ share)
    assert float(effective_pitches(companies, index)) == pytest.approx(naive)


@given(st.integers(1, 40), st.data())
def test_wilson_interval_holds_where_the_score_test_does(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    low, high = wilson_interval(k, n)
    assert 0 <= low <= k / n <= high <= 1
    for bound in (low, high):
        if 0 < bound < 1:
            error = abs(k / n - bound) / (bound * (1 - bound) / n) ** 0.5
            assert error == pytest.approx(1.959964, abs=1e-4)


def test_wilson_interval_refuses_no_share() -> None:
    with pytest.raises(ValueError, match="no share: 3 of 2"):
        wilson_interval(3, 2)


@pytest.mark.parametrize(
    ("k", "n", "name"),
    [
        (6, 8, "table stakes"),
        (5, 8, "crowded"),
        (4, 8, "crowded"),
        (3, 8, "contested"),
        (2, 8, "contested"),
        (1, 8, "rare"),
    ],
)
def test_tiers(k: int, n: int, name: str) -> None:
    assert tier(k, n) == name


def test_repetition_keeps_the_first_of_each_kind() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.999, 0.0447], [0.6, 0.8]], dtype=np.float32)
    assert first_of_kind(vectors) == {0: [0, 2], 1: [1], 3: [3]}


def test_blind_test_range_is_the_jackknife() -> None:
    confusions = np.full((4, 4), 0.6)
    assert mean_with_range(confusions) == pytest.approx((0.6, 0.6, 0.6))
    confusions[0, 1:] = confusions[1:, 0] = 0.2
    value, low, high = mean_with_range(confusions)
    assert value == pytest.approx(0.4)
    assert low < 0.4 < high
    assert low >= 0


SOUND = Standing(listed=8, enough=7, strangers=12, low=60.0, high=80.0, lift_low=0.1)


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (SOUND, ""),
        (
            Standing(2, 2, 12, 60.0, 80.0, 0.1),
            "the field lists only 2, each with enough marketing text",
        ),
        (Standing(8, 7, 9, 60.0, 80.0, 0.1), "9 companies of other industries"),
        (Standing(8, 7, 12, 40.0, 80.5, 0.1), "40 points wide"),
        (Standing(8, 7, 12, 60.0, 80.0, -0.01), "not clearly more alike"),
        (Standing(8, 7, 12, None, None, None), "own pages are"),
    ],
)
def test_what_is_held_back_and_why(standing: Standing, said: str) -> None:
    reason = reason_to_abstain(standing)
    assert said in reason
    assert bool(said) == bool(reason)
