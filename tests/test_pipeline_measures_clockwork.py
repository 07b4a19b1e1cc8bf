"""Clockwork against naive oracles, bots by every timer, and people in office hours."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.measures.clockwork import (
    BLUR,
    DAY,
    LARGEST_P,
    PAUSE,
    WINDOW,
    Peak,
    hour_peak,
    interval_peak,
    is_regular,
    sittings,
)
from pipeline.measures.false_discoveries import adjust

NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
starts = st.lists(st.integers(0, 2 * DAY), min_size=2, max_size=9, unique=True).map(
    lambda minutes: np.array(sorted(minutes), dtype=np.int64)
)


def at(minutes: list[float]) -> list[datetime]:
    return [NEW_YEAR + timedelta(minutes=minute) for minute in minutes]


def tail(least: int, n: int, q: float) -> float:
    return sum(comb(n, k) * q**k * (1 - q) ** (n - k) for k in range(least, n + 1))


def naive_p(most: int, n: int, chances: list[float]) -> float:
    return min(1.0, sum(tail(most, n, q) if most > n * q + 1 else 1.0 for q in chances))


@settings(deadline=None, max_examples=40)
@given(starts)
def test_the_peak_of_the_day_is_the_fullest_window_of_all(found: np.ndarray) -> None:
    times = [int(start) % DAY for start in found]
    windows = [{(s + i) % DAY for i in range(WINDOW)} for s in range(DAY)]
    counts = [sum(time in window for time in times) for window in windows]
    shifts = range(-BLUR, BLUR + 1)
    near = Counter((time + shift) % DAY for time in times for shift in shifts)
    chances = [sum(near[m] for m in w) / len(shifts) / len(times) for w in windows]
    peak = hour_peak(found)
    assert (peak.share, peak.start) == (max(counts) / len(times), counts.index(max(counts)))
    assert peak.expected == pytest.approx(chances[peak.start])
    assert peak.p == pytest.approx(naive_p(max(counts), len(times), chances))


@settings(deadline=None, max_examples=40)
@given(starts)
def test_the_peak_of_intervals_is_the_fullest_window_of_all(found: np.ndarray) -> None:
    intervals = np.diff(found).tolist()
    largest = max(intervals) + 2 * BLUR + 1
    counts = [sum(s <= i < s + WINDOW for i in intervals) for s in range(-2 * BLUR, largest)]
    shifts = range(-BLUR, BLUR + 1)
    near = Counter(i - early + late for i in intervals for early in shifts for late in shifts)
    chances = [
        sum(near[m] for m in range(s, s + WINDOW)) / len(shifts) ** 2 / len(intervals)
        for s in range(-2 * BLUR, largest)
    ]
    peak = interval_peak(found)
    assert peak.share == max(counts) / len(intervals)
    assert peak.p == pytest.approx(naive_p(max(counts), len(intervals), chances), abs=1e-9)
    assert peak.expected == pytest.approx(chances[peak.start + 2 * BLUR])


@given(st.lists(st.integers(0, 3000), max_size=30))
def test_a_sitting_ends_with_silence(minutes: list[int]) -> None:
    naive: list[int] = []
    last = -DAY
    for minute in sorted(minutes):
        naive += [minute] if minute - last >= PAUSE else []
        last = minute
    origin = int(NEW_YEAR.timestamp()) // 60
    assert (sittings(at([*map(float, minutes)])) - origin).tolist() == naive


def days(count: int) -> list[float]:
    """Give the first minute of each of so many working days."""
    first = NEW_YEAR.weekday()
    return [float(d * DAY) for d in range(2 * count) if (first + d) % 7 < 5][:count]


def peaks(minutes: list[float]) -> tuple[Peak, Peak]:
    found = sittings(at(minutes))
    return hour_peak(found), interval_peak(found)


def test_a_bot_at_nine_sharp_is_clockwork_by_hour_and_interval() -> None:
    hour, interval = peaks([d * DAY + 9 * 60.0 for d in range(30)])
    assert (hour.minute, hour.share, interval.minute, interval.share) == (540, 1.0, DAY, 1.0)
    assert is_regular(hour, hour.p)
    assert is_regular(interval, interval.p)
    assert max(hour.p, interval.p) < 1e-20


def test_a_bot_every_seven_hours_is_clockwork_by_its_interval_alone() -> None:
    hour, interval = peaks([n * 7 * 60.0 for n in range(60)])
    assert not is_regular(hour, hour.p)
    assert is_regular(interval, interval.p)
    assert interval.minute == 7 * 60


def test_a_bot_with_days_off_and_summer_time_is_clockwork() -> None:
    hour, _ = peaks([d + (9 if d < 30 * DAY else 8) * 60.0 for d in days(40)])
    assert is_regular(hour, hour.p)


HABITS = {
    "office hours": lambda r: r.uniform(9 * 60, 17 * 60),
    "after the morning's coffee": lambda r: r.normal(9.5 * 60, 45),
    "at lunch": lambda r: r.normal(12.5 * 60, 25),
    "whenever": lambda r: r.uniform(0, DAY),
}


@pytest.mark.parametrize("habit", HABITS)
@pytest.mark.parametrize("count", [20, 60, 250])
def test_a_person_is_no_clockwork(habit: str, count: int) -> None:
    random = np.random.default_rng([count, len(habit)])
    called = 0
    for _ in range(40):
        found = peaks([day + HABITS[habit](random) for day in days(count)])
        called += any(is_regular(peak, peak.p) for peak in found)
    assert called <= 40 * LARGEST_P + 1


def test_a_person_who_writes_threads_is_no_clockwork() -> None:
    random = np.random.default_rng(8)
    begins = [day + random.uniform(9 * 60, 17 * 60) for day in days(60)]
    thread = [begin + 2 * part for begin in begins for part in range(6)]
    assert len(sittings(at(thread))) == 60
    assert not any(is_regular(peak, peak.p) for peak in peaks(thread))


def test_a_share_that_is_small_is_no_rhythm_however_unlikely() -> None:
    random = np.random.default_rng(9)
    timed = [day + 9 * 60.0 for day in days(100)[:15]]
    free = [day + random.uniform(9 * 60, 17 * 60) for day in days(100)[15:]]
    hour, _ = peaks(timed + free)
    assert hour.p < LARGEST_P
    assert not is_regular(hour, hour.p)


@given(st.lists(st.floats(0.0, 1.0), max_size=12))
def test_adjusted_values_call_what_the_step_up_rule_calls(p_values: list[float]) -> None:
    adjusted = adjust(p_values)
    for level in (0.01, 0.05, 0.2):
        ranked = sorted(p_values)
        fit = [p for k, p in enumerate(ranked, 1) if p <= k * level / len(ranked)]
        bound = max(fit, default=-1.0)
        close = [abs(a - level) < 1e-12 for a in adjusted]
        called = [a <= level for a in adjusted]
        assert all(c == (p <= bound) or n for c, p, n in zip(called, p_values, close, strict=True))


def test_many_people_give_no_false_discoveries() -> None:
    random = np.random.default_rng(10)
    found: list[Peak] = []
    for _ in range(60):
        found += peaks([day + random.uniform(9 * 60, 17 * 60) for day in days(40)])
    adjusted = adjust([peak.p for peak in found])
    assert not any(map(is_regular, found, adjusted))
