"""Leads against a naive oracle, planted leaders, and years without any."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measures.leads import SOON, Sightings, leads

MONTH = 30.0
UNKNOWN = float("-inf")
entries = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 5)),
    st.tuples(st.integers(0, 11), st.booleans()),
    min_size=1,
    max_size=18,
)


def sightings(rows: list[tuple[int, int, float, float]]) -> Sightings:
    company, claim, after, by = zip(*rows, strict=True)
    return Sightings(np.array(company), np.array(claim), np.array(after), np.array(by))


@settings(deadline=None, max_examples=60)
@given(entries)
def test_leads_are_counted_as_a_reader_would(
    found: dict[tuple[int, int], tuple[int, bool]],
) -> None:
    rows = [
        (company, claim, UNKNOWN if old else MONTH * (month - 1), MONTH * month)
        for (company, claim), (month, old) in found.items()
    ]
    naive = [0] * (max(company for company, *_ in rows) + 1)
    for one, claim, after, by in rows:
        for other, same, later, until in rows:
            known = after != UNKNOWN != later
            if known and claim == same and one != other and by <= later and until - by <= SOON:
                naive[one] += 1
    assert [lead.leads for lead in leads(sightings(rows), 3, 0)] == naive


def test_two_who_take_it_up_between_the_same_readings_lead_nobody() -> None:
    rows = [(0, 0, 0.0, MONTH), (1, 0, 0.0, MONTH)]
    assert [lead.leads for lead in leads(sightings(rows), 9, 0)] == [0, 0]


def test_what_was_there_at_the_first_reading_leads_nobody() -> None:
    rows = [(0, 0, UNKNOWN, 0.0), (1, 0, MONTH, 2 * MONTH)]
    assert [lead.leads for lead in leads(sightings(rows), 9, 0)] == [0, 0]


def test_half_a_year_later_is_no_lead() -> None:
    rows = [(0, 0, 0.0, MONTH), (1, 0, 6 * MONTH, 7 * MONTH)]
    assert [lead.leads for lead in leads(sightings(rows), 9, 0)] == [0, 0]


def test_order_of_entries_changes_no_count() -> None:
    year = a_year(np.random.default_rng(4))
    turned = Sightings(year.company[::-1], year.claim[::-1], year.after[::-1], year.by[::-1])
    assert [one.leads for one in leads(year, 5, 0)] == [one.leads for one in leads(turned, 5, 0)]


def a_year(random: np.random.Generator, leader: int | None = None) -> Sightings:
    """Give eight companies that take up claims in any month; rivals follow a leader's by 1-3."""
    rows = []
    base = random.integers(1, 9, size=40)
    for company in range(8):
        claims = random.choice(40, random.integers(8, 30), replace=False)
        months = random.integers(1, 12, size=len(claims))
        if leader is not None:
            months = base[claims] + (0 if company == leader else random.integers(1, 4, len(claims)))
        pairs = zip(claims.tolist(), months.tolist(), strict=True)
        rows += [(company, claim, MONTH * (month - 1), MONTH * month) for claim, month in pairs]
    return sightings(rows)


def test_a_planted_leader_is_found() -> None:
    for seed in range(5):
        year = a_year(np.random.default_rng(seed), leader=0)
        assert leads(year, 200, seed)[0].p <= 0.05


def test_years_without_a_leader_raise_the_alarm_as_often_as_said() -> None:
    alarms = [
        lead.p <= 0.05
        for seed in range(200)
        for lead in leads(a_year(np.random.default_rng(seed)), 200, seed)
    ]
    assert len(alarms) == 1600
    assert float(np.mean(alarms)) == pytest.approx(0.05, abs=0.02)
