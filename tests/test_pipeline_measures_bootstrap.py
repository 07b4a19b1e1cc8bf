"""The ranges of the index: what is drawn, what must hold, what depends on nothing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measures.bootstrap import _draw_companies, interchangeability
from pipeline.measures.interchangeability import Matches

REFERENCE = np.array([0.1, 0.14, 0.12, np.nan])


def field(companies: int, statements: int = 30, seed: int = 0, own: float = 0.45) -> list[Matches]:
    """Give companies whose statements come at .4 to rivals and at .3 to strangers, with noise."""
    random = np.random.default_rng(seed)
    return [
        Matches(
            rivals=random.normal(0.36, 0.05, (statements, companies)),
            strangers=random.normal(0.3, 0.05, (statements, 12)),
            own=random.normal(own, 0.05, statements),
        )
        for _ in range(companies)
    ]


def measure(matches: list[Matches], rounds: int = 200, seed: int = 7) -> list[object]:
    whole, each = interchangeability(matches, REFERENCE, rounds, seed)
    return [whole, *each]


def test_the_value_is_the_formula_on_plain_means() -> None:
    matches = field(4)
    whole, each = interchangeability(matches, REFERENCE, 50, 1)
    off = [m.rivals[:, r].mean() for c, m in enumerate(matches) for r in range(4) if r != c]
    zeros = np.array([m.strangers.mean() for m in matches])
    lifts = np.array([m.own.mean() for m in matches]) - zeros
    height = (lifts.sum() + 6 * 0.12) / (4 + 6)
    assert whole.between == pytest.approx(np.mean(off))
    assert whole.strangers == pytest.approx(zeros.mean())
    assert whole.own == pytest.approx(np.mean([m.own.mean() for m in matches]))
    assert whole.ceiling == pytest.approx(height)
    assert whole.value == pytest.approx(100 * (np.mean(off) - zeros.mean()) / height)
    assert each[1].between == pytest.approx(np.mean(off[3:6]))
    assert each[1].value == pytest.approx(100 * (np.mean(off[3:6]) - zeros[1]) / height)


def test_the_same_seed_gives_the_same_bits_and_another_does_not() -> None:
    matches = field(4)
    assert repr(measure(matches)) == repr(measure(matches))
    assert repr(measure(matches)) != repr(measure(matches, seed=8))


@settings(deadline=None, max_examples=20)
@given(st.integers(2, 6), st.integers(1, 30), st.integers(0, 99))
def test_every_range_holds_its_value_between_nought_and_a_hundred(
    companies: int, statements: int, seed: int
) -> None:
    whole, each = interchangeability(field(companies, statements, seed), REFERENCE, 40, seed)
    assert len(each) == companies
    for result in (whole, *each):
        assert 0 <= result.low <= result.value <= result.high <= 100


def test_more_statements_and_companies_narrow_the_range() -> None:
    def width(companies: int, statements: int) -> float:
        whole, _ = interchangeability(field(companies, statements), REFERENCE, 300, 3)
        return whole.high - whole.low

    assert width(12, 100) < 0.75 * width(3, 10)


def test_the_range_covers_the_truth() -> None:
    # Noise alone: in truth (.36 - .30) over a ceiling near (.15 + .12) / 2.
    hits = 0
    for seed in range(30):
        matches = field(6, 40, seed)
        whole, _ = interchangeability(matches, REFERENCE, 200, seed)
        truth = 100 * 0.06 / ((6 * 0.15 + 6 * 0.12) / 12)
        hits += whole.low <= truth <= whole.high
    assert hits >= 27


def test_the_column_of_the_company_itself_is_never_used() -> None:
    matches = field(4)
    spoilt = []
    for i, company in enumerate(matches):
        rivals = company.rivals.copy()
        rivals[:, i] = 1e6
        spoilt.append(Matches(rivals, company.strangers, company.own))
    assert repr(measure(spoilt)) == repr(measure(matches))


def test_companies_without_own_matches_are_measured_by_the_reference() -> None:
    bare = [Matches(m.rivals, m.strangers, np.full(len(m.own), np.nan)) for m in field(3)]
    whole, each = interchangeability(bare, REFERENCE, 50, 1)
    assert whole.ceiling == pytest.approx(0.12)
    assert np.isnan([whole.own, whole.lift_low, each[0].own]).all()
    assert 0 < whole.low < whole.value < whole.high


def test_one_company_with_own_matches_lends_its_lift() -> None:
    first, *others = field(3)
    mixed = [first, *(Matches(m.rivals, m.strangers, np.full(30, np.nan)) for m in others)]
    whole, each = interchangeability(mixed, REFERENCE, 50, 1)
    lift = first.own.mean() - first.strangers.mean()
    assert whole.ceiling == pytest.approx((lift + 6 * 0.12) / 7)
    assert whole.own == each[0].own == pytest.approx(first.own.mean())
    assert np.isnan(each[1].own)


def test_two_companies_are_drawn_at_least() -> None:
    random = np.random.default_rng(0)
    for companies in (2, 3, 9):
        weights = _draw_companies(companies, 500, random)
        assert weights.shape == (500, companies)
        assert (weights.sum(axis=1) == companies).all()
        assert ((weights > 0).sum(axis=1) >= 2).all()
