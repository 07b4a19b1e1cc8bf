"""Like with like: strata, exact stratified rarefaction, the trend form, tails and regimes."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from pipeline.measures.bootstrap import tail
from pipeline.measures.interchangeability import index_points, trend_points
from pipeline.measures.publishing import HETEROGENEOUS_TO, HOMOGENEOUS_FROM, regime
from pipeline.measures.rarefaction import (
    FEWEST_TO_MERGE,
    descending_order,
    rarefied_best,
    rarefied_matches,
    stratified_best,
    stratified_matches,
    stratified_own_matches,
)
from pipeline.measures.strata import FRONT, LONG, STRATA, quotas, stratum
from sameness.records import MARKETING_KINDS

parts = st.lists(
    st.lists(st.floats(-1, 1, width=32), min_size=0, max_size=4), min_size=1, max_size=3
).filter(any)


def naive_best(strata: list[list[float]], drawn: list[int]) -> float:
    """Give the mean best over every way to draw so many of each stratum."""
    draws = product(
        *(combinations(values, m) for values, m in zip(strata, drawn, strict=True) if m)
    )
    return float(np.mean([max(max(part) for part in draw) for draw in draws]))


@given(parts, st.data())
def test_stratified_best_is_the_mean_over_all_draws(
    strata: list[list[float]], data: st.DataObject
) -> None:
    drawn = [data.draw(st.integers(0, len(values))) for values in strata]
    if not sum(drawn):
        drawn[next(i for i, values in enumerate(strata) if values)] = 1
    cosines = np.array([[x for values in strata for x in values]], dtype=np.float32)
    labels = np.repeat(np.arange(len(strata)), [len(values) for values in strata])
    exact = stratified_best(cosines, labels, tuple(drawn))[0]
    assert exact == pytest.approx(naive_best(strata, drawn), abs=1e-6)


@given(st.lists(st.floats(-1, 1, width=32), min_size=1, max_size=30), st.data())
def test_one_stratum_is_plain_rarefaction(values: list[float], data: st.DataObject) -> None:
    m = data.draw(st.integers(1, len(values)))
    cosines = np.array([values], dtype=np.float32)
    plain = rarefied_best(cosines, m)[0]
    one = np.zeros(len(values), dtype=np.int64)
    assert stratified_best(cosines, one, (m, 0, 0))[0] == pytest.approx(plain, abs=1e-9)


@given(
    st.lists(
        st.sampled_from([-1.0, -0.5, -0.0, 0.0, 1e-40, 0.25, 1.0]) | st.floats(-1, 1, width=32)
    )
)
def test_the_order_is_that_of_a_stable_argsort(values: list[float]) -> None:
    cosines = np.array([values, values[::-1]], dtype=np.float32)
    stable = np.argsort(-cosines, axis=1, kind="stable")
    assert descending_order(cosines).tolist() == stable.tolist()


@pytest.mark.parametrize("width", [FEWEST_TO_MERGE - 1, FEWEST_TO_MERGE, 3000])
def test_many_values_are_ordered_alike_in_runs_and_in_none(width: int) -> None:
    # Two decimals: many are equal, and equals go by their place.
    mixed = np.random.default_rng(width).normal(size=(3, width)).round(2).astype(np.float32)
    runs = np.concatenate([-np.sort(-part, axis=1) for part in np.array_split(mixed, 4, 1)], 1)
    for cosines in (mixed, runs):
        stable = np.argsort(-cosines, axis=1, kind="stable")
        assert (descending_order(cosines) == stable).all()


def test_large_strata_do_not_overflow() -> None:
    random = np.random.default_rng(0)
    cosines = random.random((2, 6000)).astype(np.float32)
    best = stratified_best(cosines, np.arange(6000) % 4, (10, 10, 10, 10))
    assert np.isfinite(best).all()
    assert best == pytest.approx(rarefied_best(cosines, 40), abs=0.01)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.data())
def test_quotas_are_equal_parts_as_far_as_they_are_there(
    sizes: list[int], data: st.DataObject
) -> None:
    m = data.draw(st.integers(0, sum(sizes)))
    drawn = quotas(tuple(sizes), m)
    assert sum(drawn) == m
    assert all(0 <= taken <= size for taken, size in zip(drawn, sizes, strict=True))
    if min(sizes) > m // len(sizes):
        assert max(drawn) - min(drawn) <= 1


def test_what_one_stratum_lacks_the_largest_gives() -> None:
    assert quotas((10, 10, 10, 10), 8) == (2, 2, 2, 2)
    assert quotas((0, 10, 4, 3), 8) == (0, 4, 2, 2)
    with pytest.raises(ValueError, match="can't draw 9 of 8"):
        quotas((5, 3), 9)


def test_strata_are_two_kinds_of_page_by_two_lengths() -> None:
    assert frozenset() < FRONT < MARKETING_KINDS
    assert stratum("home", LONG - 1) == stratum("pricing", 4) == 2
    assert stratum("home", LONG) == 3
    assert stratum("about", LONG - 1) == 0
    assert stratum("other", LONG) == stratum("security", 60) == STRATA - 3


def test_matches_draw_equally_of_each_stratum_however_many_there_are() -> None:
    """Ninety front statements and ten others weigh as fifty and fifty do."""
    near, far = [1.0, 0.0], [0.0, 1.0]
    left = np.array([near], dtype=np.float32)
    uneven = np.array([near] * 90 + [far] * 10, dtype=np.float32)
    even = np.array([near] * 50 + [far] * 50, dtype=np.float32)
    drawn_of = [
        stratified_matches(left, right, np.array(labels), 1)[0]
        for right, labels in ((uneven, [2] * 90 + [0] * 10), (even, [2] * 50 + [0] * 50))
    ]
    plain = [rarefied_matches(left, right, 1)[0] for right in (uneven, even)]
    assert drawn_of[0] == drawn_of[1]
    assert plain[0] - plain[1] == pytest.approx(0.4)


def test_own_matches_hold_out_the_page_before_the_strata_are_counted() -> None:
    vectors = np.eye(4, dtype=np.float32)[[0, 1, 0, 2]]
    strata, pages = np.array([0, 0, 2, 2]), np.array([0, 0, 1, 1])
    assert stratified_own_matches(vectors, strata, pages, 2).tolist() == [1, 0, 1, 0]
    assert np.isnan(stratified_own_matches(vectors, strata, pages, 3)).all()


@given(st.floats(-0.2, 0.6), st.floats(-0.2, 0.6), st.floats(0.01, 0.4))
def test_trend_is_the_index_without_a_clip(between: float, zero: float, reference: float) -> None:
    trend = float(trend_points(between, zero, reference))
    assert trend == pytest.approx(100 * (between - zero) / reference)
    assert float(index_points(between, zero, reference)) == min(100.0, max(0.0, trend))


def test_trend_is_linear_in_the_dose_and_blind_to_the_own_pages() -> None:
    doses = np.linspace(0, 1, 6)
    trends = trend_points(0.3 + 0.5 * doses, 0.3, 0.11)
    assert np.diff(trends) == pytest.approx(np.diff(trends)[0])
    # The variant with the own ceiling is not: the more a company repeats itself, the lower it is.
    clipped = index_points(0.3 + 0.5 * doses, 0.3, 0.11)
    assert np.diff(clipped) != pytest.approx(np.diff(clipped)[0])


@given(st.integers(2, 200))
def test_tails_widen_the_range_of_a_mean_to_that_of_its_sample(companies: int) -> None:
    # The bootstrap's standard error of a mean has K where the sample's has K - 1.
    reach = -norm.ppf(tail(companies)) * np.sqrt((companies - 1) / companies)
    assert reach == pytest.approx(norm.ppf(0.975))
    assert tail(companies) < 0.025


def test_no_range_over_one_company() -> None:
    with pytest.raises(ValueError, match="no range over 1 companies"):
        tail(1)


@pytest.mark.parametrize(
    ("low", "high", "name"),
    [
        (HOMOGENEOUS_FROM, 100, "homogeneous"),
        (0, HETEROGENEOUS_TO, "heterogeneous"),
        (HETEROGENEOUS_TO + 1, HOMOGENEOUS_FROM - 1, "mixed"),
        (HOMOGENEOUS_FROM - 1, 100, "unclear"),
        (0, HETEROGENEOUS_TO + 1, "unclear"),
        (None, None, "unclear"),
    ],
)
def test_regimes(low: float | None, high: float | None, name: str) -> None:
    assert regime(low, high) == name
