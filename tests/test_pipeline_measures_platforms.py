"""Same platforms and their states: naive oracles, planted truths, and every state by its rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.platform_states import (
    ABANDONED_AFTER,
    BEST_FIRST,
    Home,
    is_shared_ground,
    name_of,
    state_of,
)
from pipeline.measures.platforms import jaccards, platform_overlap
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from pipeline.measures.platforms import Overlap

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
PLATFORMS = "bluesky facebook github instagram linkedin mastodon reddit telegram x youtube".split()
sets = st.frozensets(st.sampled_from(PLATFORMS), min_size=1)


def naive(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / len(one | other)


@given(st.lists(sets, min_size=1, max_size=6), st.lists(sets, min_size=1, max_size=6))
def test_jaccards_are_those_of_each_pair(
    rows: list[frozenset[str]], columns: list[frozenset[str]]
) -> None:
    expected = [[naive(row, column) for column in columns] for row in rows]
    assert jaccards(rows, columns).tolist() == expected


@given(st.lists(sets, min_size=3, max_size=6), st.lists(sets, min_size=2, max_size=6))
def test_the_overlap_is_the_mean_over_pairs_less_that_over_strangers(
    field: list[frozenset[str]], strangers: list[frozenset[str]]
) -> None:
    industries = [str(place % 3) for place in range(len(strangers))]
    whole, each = platform_overlap(field, strangers, industries, 50, 1)
    pairs = [naive(one, other) for one, other in combinations(field, 2)]
    outside = [naive(one, other) for one in field for other in strangers]
    assert whole.jaccard == pytest.approx(np.mean(pairs))
    assert whole.strangers == pytest.approx(np.mean(outside))
    assert whole.excess == whole.jaccard - whole.strangers
    for place, (one, overlap) in enumerate(zip(field, each, strict=True)):
        rivals = [naive(one, other) for r, other in enumerate(field) if r != place]
        assert overlap.jaccard == pytest.approx(np.mean(rivals))
        assert overlap.strangers == pytest.approx(np.mean([naive(one, s) for s in strangers]))
    assert all(found.low <= found.excess <= found.high for found in (whole, *each))


def draw(random: np.random.Generator, chances: np.ndarray, count: int) -> list[frozenset[str]]:
    """Give companies that are each on a platform with its chance, on one at least."""
    found: list[frozenset[str]] = []
    while len(found) < count:
        one = frozenset(p for p, q in zip(PLATFORMS, chances, strict=True) if random.random() < q)
        found += [one] if one else []
    return found


EVEN = np.full(10, 0.4)


def planted(seed: int, chances: np.ndarray) -> Overlap:
    """Give the overlap of eight companies among thirty strangers of six industries."""
    random = np.random.default_rng(seed)
    strangers = draw(random, EVEN, 30)
    industries = [str(place // 5) for place in range(30)]
    return platform_overlap(draw(random, chances, 8), strangers, industries, 300, seed)[0]


def test_companies_like_any_other_have_no_excess() -> None:
    found = [planted(seed, EVEN) for seed in range(40)]
    assert np.mean([overlap.excess for overlap in found]) == pytest.approx(0.0, abs=0.02)
    assert sum(overlap.low <= 0 <= overlap.high for overlap in found) >= 36
    # What strangers share as well is no sameness: the similarity alone would be far from zero.
    assert np.mean([overlap.jaccard for overlap in found]) > 0.2


def test_a_field_that_meets_on_three_platforms_is_called() -> None:
    alike = np.array([0.95, 0.95, 0.95] + [0.05] * 7)
    found = [planted(seed, alike) for seed in range(20)]
    assert all(overlap.low > 0 for overlap in found)
    assert np.mean([overlap.excess for overlap in found]) > 0.4


def test_where_all_are_everywhere_nobody_is_more_alike_than_strangers() -> None:
    everywhere = [frozenset(PLATFORMS)] * 6
    whole, _ = platform_overlap(everywhere, everywhere, ["a"] * 3 + ["b"] * 3, 50, 1)
    assert (whole.jaccard, whole.excess, whole.low, whole.high) == (1.0, 0.0, 0.0, 0.0)


# States


READ = Home("mastodon", ReadingStatus.OK, "", 3, 3, 0, NOON - timedelta(days=2))
LONG_AGO = NOON - ABANDONED_AFTER - timedelta(days=1)


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({}, ("read", "")),
        ({"newest": LONG_AGO}, ("abandoned", "")),
        ({"newest": LONG_AGO, "known": 0, "brought": 0}, ("abandoned", "")),
        ({"newest": NOON - ABANDONED_AFTER}, ("read", "")),
        ({"known": 0, "brought": 0, "newest": NOON - timedelta(days=100)}, ("silent", "")),
        ({"status": ReadingStatus.EMPTY, "known": 0, "newest": None}, ("silent", "")),
        ({"newest": None}, ("read", "")),
        ({"status": ReadingStatus.GONE}, ("dead", "the account is gone")),
        ({"platform": "google_plus"}, ("dead", "Google+ was shut down (2019-04-02)")),
        (
            {"status": ReadingStatus.FAILED, "reason": "no answer", "newest": LONG_AGO},
            ("read", "broken off: no answer"),
        ),
        (
            {"status": ReadingStatus.FAILED, "brought": 0, "newest": LONG_AGO, "reason": "cut"},
            ("not read", "cut"),
        ),
        (
            {"status": ReadingStatus.UNAUTHORISED, "brought": 0, "known": 0, "newest": None},
            ("not read", "may be read with a key only"),
        ),
        ({"status": ReadingStatus.UNSUPPORTED, "brought": 0, "imported": 3}, ("read", "")),
        (
            {"status": None, "brought": 0, "imported": 3, "newest": LONG_AGO},
            ("abandoned", ""),
        ),
    ],
)
def test_every_state_follows_its_rule(changes: dict[str, object], state: tuple[str, str]) -> None:
    assert state_of(replace(READ, **changes), NOON) == state  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [s for s in ReadingStatus if s not in {"ok", "empty", "gone"}])
def test_who_was_not_read_is_never_called_silent(status: ReadingStatus) -> None:
    home = replace(READ, status=status, brought=0, known=0, newest=None)
    state, reason = state_of(home, NOON)
    assert (state, bool(reason)) == ("not read", True)
    assert state in BEST_FIRST


def test_companies_meet_on_networks_and_not_on_their_own_blogs() -> None:
    assert not any(is_shared_ground(name) for name in ("blog", "vine", "discord", "sharing"))
    assert all(is_shared_ground(name) for name in ("x", "github", "a network of 2031"))
    assert (name_of("mastodon"), name_of("a network of 2031")) == ("Mastodon", "a network of 2031")
