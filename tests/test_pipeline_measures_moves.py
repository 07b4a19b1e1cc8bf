"""Whether a company moved: a naive oracle, and months in which nothing happened."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.measures.moves import Placed, move, page_draws, page_pulls, telling_pages

if TYPE_CHECKING:
    from numpy.typing import NDArray

Said = list[tuple[int, float]]
SAID = st.lists(st.tuples(st.integers(0, 4), st.floats(-1, 1)), min_size=1, max_size=12)


def placed(said: Said) -> Placed:
    pages, values = zip(*said, strict=True)
    return Placed(np.array(values), np.array(pages))


def naive(before: Said, after: Said, weights: NDArray[np.int64]) -> float:
    """Say everything on a page as often as the page was drawn, and take the plain means."""
    means = []
    for said in (after, before):
        drawn = [value for page, value in said for _ in range(int(weights[page]))]
        means.append(sum(drawn) / len(drawn) if drawn else float("nan"))
    return means[0] - means[1]


@given(before=SAID, after=SAID, seed=st.integers(0, 99))
def test_the_same_pages_are_drawn_in_both_readings(before: Said, after: Said, seed: int) -> None:
    found = page_draws(placed(before), placed(after), 5, np.random.default_rng(seed))
    pages = 1 + max(page for page, _ in before + after)
    drawn = np.random.default_rng(seed).multinomial(pages, np.full(pages, 1.0 / pages), size=5)
    wanted = [naive(before, after, w) for w in (np.ones(pages, int), *drawn)]
    np.testing.assert_allclose(found, wanted, atol=1e-12)


@given(said=SAID)
def test_the_same_reading_twice_moved_nowhere(said: Said) -> None:
    draws = page_draws(placed(said), placed(said), 20, np.random.default_rng(1))
    found = move(draws, 5)
    assert (found.value, found.low, found.high, found.direction) == (0, 0, 0, "none")


def test_a_change_rests_on_the_pages_that_pull_it() -> None:
    assert telling_pages(np.array([0.2, -0.2, 0.2, 0.2, 0.0, 0.0])) == pytest.approx(4)
    assert telling_pages(np.array([0.5, 0.0, 0.0])) == 2
    assert telling_pages(np.zeros(3)) == 2


def a_month(random: np.random.Generator, site: list[NDArray[np.float64]], read: int) -> Placed:
    """Read so many pages of a site, and on each of them not every statement."""
    pages = random.choice(len(site), size=read, replace=False)
    values, numbers = [], []
    for page in pages:
        said = site[page][random.random(len(site[page])) < 0.9]
        values.append(said)
        numbers.append(np.full(len(said), page))
    return Placed(np.concatenate(values), np.concatenate(numbers))


@pytest.mark.parametrize(("pages", "read"), [(8, 6), (16, 10), (30, 28)])
def test_months_in_which_nothing_happened_raise_no_alarm(pages: int, read: int) -> None:
    """Two readings of one unchanged site, each of other pages and statements of it."""
    random = np.random.default_rng(7)
    alarms = 0
    for _ in range(400):
        site = [
            random.normal(random.normal(0, 0.05), 0.1, size=random.integers(3, 20))
            for _ in range(pages)
        ]
        one, two = (a_month(random, site, read) for _ in range(2))
        units = telling_pages(page_pulls(one, two))
        found = move(page_draws(one, two, 200, random), units)
        alarms += found.direction != "none"
    assert alarms / 400 <= 0.06


def test_a_site_that_moved_is_seen_to_have_moved() -> None:
    random = np.random.default_rng(7)
    seen = 0
    for _ in range(100):
        site = [random.normal(0, 0.1, size=12) for _ in range(12)]
        moved = [page + 0.06 for page in site]
        one, two = a_month(random, site, 10), a_month(random, moved, 10)
        units = telling_pages(page_pulls(one, two))
        seen += move(page_draws(one, two, 200, random), units).direction == "closer"
    assert seen >= 80
