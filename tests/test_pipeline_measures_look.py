"""How alike two pages look: three distances, against slow and plain ways to compute them."""

from __future__ import annotations

from itertools import combinations, product
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import wasserstein_distance

from crawlers.look import shrink, to_pixels
from pipeline.measures.look import (
    COLUMNS,
    ROWS,
    Look,
    colour_distance,
    colour_of,
    imagery_distance,
    layout_distance,
    layout_of,
    look_of,
    to_lab,
)
from pipeline.measures.look_strangers import farther_ranges, farther_shares, stranger_pairs
from tests.page_pictures import window

if TYPE_CHECKING:
    from collections.abc import Callable

    Distance = Callable[[Any, Any], float]


def look(number: int, shift: int = 0) -> Look:
    pixels = to_pixels(window(number, shift))
    assert pixels is not None
    return look_of(pixels)


LOOKS = [look(number) for number in range(5)]
DISTANCES = (
    ("colour", colour_distance),
    ("layout", layout_distance),
    ("imagery", imagery_distance),
)


@pytest.mark.parametrize(("lens", "distance"), DISTANCES)
def test_distance_is_a_metric(lens: str, distance: Distance) -> None:
    own = [getattr(one, lens) for one in LOOKS]
    for a, b, c in product(own, repeat=3):
        assert distance(a, b) == pytest.approx(distance(b, a))
        assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9
    assert all(distance(a, a) == 0 for a in own)
    assert all(distance(a, b) > 0 for a, b in combinations(own, 2))


@pytest.mark.parametrize(("lens", "distance"), DISTANCES)
def test_page_that_moved_a_little_is_nearest_to_itself(lens: str, distance: Distance) -> None:
    moved = getattr(look(2, shift=4), lens)
    own = [getattr(one, lens) for one in LOOKS]
    assert min(range(5), key=lambda n: distance(own[n], moved)) == 2


def test_picture_kept_smaller_looks_the_same() -> None:
    small = shrink(window(1), 400, 70)
    assert small is not None
    pixels = to_pixels(small)
    assert pixels is not None
    for lens, distance in DISTANCES:
        others = [distance(getattr(one, lens), getattr(LOOKS[1], lens)) for one in LOOKS[2:]]
        assert distance(getattr(look_of(pixels), lens), getattr(LOOKS[1], lens)) < min(others)


@pytest.mark.parametrize(
    ("rgb", "lab"),
    [
        ((255, 255, 255), (100, 0, 0)),
        ((0, 0, 0), (0, 0, 0)),
        ((255, 0, 0), (53.24, 80.09, 67.2)),
        ((0, 0, 255), (32.3, 79.19, -107.86)),
    ],
)
def test_colours_are_where_cielab_has_them(
    rgb: tuple[int, int, int], lab: tuple[float, float, float]
) -> None:
    assert to_lab(np.array([rgb], dtype=np.uint8))[0] == pytest.approx(lab, abs=0.05)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_colour_distance_is_the_mean_earth_mover_along_its_directions(seed: int) -> None:
    random = np.random.default_rng(seed)
    one, other = (random.integers(0, 256, (40, 40, 3), dtype=np.uint8) // 2 for _ in range(2))
    other += np.uint8(random.integers(0, 120))
    grid = [d for d in product((-1, 0, 1), repeat=3) if d > (0, 0, 0)]
    exact = np.mean(
        [
            wasserstein_distance(*(to_lab(p[::2, ::2].reshape(-1, 3)) @ d for p in (one, other)))
            for d in (np.array(d) / np.linalg.norm(d) for d in grid)
        ]
    )
    assert colour_distance(colour_of(one), colour_of(other)) == pytest.approx(exact, rel=0.1)


BOX = st.tuples(
    st.integers(0, COLUMNS - 2), st.integers(0, ROWS - 2), st.integers(1, 90), st.integers(1, 90)
)


def apart(boxes: list[tuple[int, int, int, int]]) -> np.ndarray:
    """Give boxes that don't overlap, as an XY-cut does."""
    kept: list[tuple[int, int, int, int]] = []
    for left, upper, wide, high in boxes:
        new = (left, upper, min(left + wide, COLUMNS), min(upper + high, ROWS))
        if all(
            new[2] <= old[0] or old[2] <= new[0] or new[3] <= old[1] or old[3] <= new[1]
            for old in kept
        ):
            kept.append(new)
    return np.array(kept, dtype=np.int16).reshape(-1, 4)


def cells(box: np.ndarray) -> set[tuple[int, int]]:
    left, upper, right, lower = (int(edge) for edge in box)
    return set(product(range(left, right), range(upper, lower)))


def naive_layout(one: np.ndarray, other: np.ndarray) -> float:
    first, second = [cells(box) for box in one], [cells(box) for box in other]
    total = 0.0
    for cell in product(range(COLUMNS), range(ROWS)):
        a = next((box for box in first if cell in box), set())
        b = next((box for box in second if cell in box), set())
        total += 1 - len(a & b) / len(a | b) if a | b else 0
    return total / (COLUMNS * ROWS)


@settings(max_examples=6, deadline=None)
@given(st.lists(BOX, max_size=3).map(apart), st.lists(BOX, max_size=3).map(apart))
def test_layout_distance_is_the_mean_jaccard_distance_of_the_cells_boxes(
    one: np.ndarray,
    other: np.ndarray,
) -> None:
    assert layout_distance(one, other) == pytest.approx(naive_layout(one, other))


def test_boxes_are_cut_at_gaps_and_hold_what_is_drawn() -> None:
    bright = np.full((400, 640), 255.0)
    bright[40:60, 40:300] = 0
    bright[200:300, 40:200] = 0
    bright[200:300, 400:600] = 0
    found = layout_of(bright) / np.array([COLUMNS / 640, ROWS / 400] * 2)
    assert len(found) == 3
    expected = [(40, 40, 300, 60), (40, 200, 200, 300), (400, 200, 600, 300)]
    for box, want in zip(sorted(found.tolist()), expected, strict=True):
        assert box == pytest.approx(want, abs=6)


def test_nothing_drawn_has_no_box_and_is_like_nothing_drawn() -> None:
    empty = layout_of(np.full((400, 640), 9.0))
    assert len(empty) == 0
    assert layout_distance(empty, empty) == 0
    assert layout_distance(empty, LOOKS[0].layout) > 0


NUMBERS = st.lists(st.integers(0, 9).map(float), min_size=2, max_size=7)


@given(NUMBERS, NUMBERS)
def test_share_counts_the_pairs_of_strangers_that_are_farther_apart(
    pages: list[float], distances: list[float]
) -> None:
    industries = [str(n % 3) for n in range(len(pages))]
    strangers = stranger_pairs(pages, industries, lambda a, b: abs(a - b))
    pairs = [
        abs(pages[i] - pages[j])
        for i, j in combinations(range(len(pages)), 2)
        if industries[i] != industries[j]
    ]
    shares = farther_shares(np.array(distances), strangers)
    for share, own in zip(shares, distances, strict=True):
        naive = sum(1.0 if p > own else 0.5 if p == own else 0.0 for p in pairs) / len(pairs)
        assert share == pytest.approx(naive)


def test_ranges_hold_their_value_and_are_wider_for_the_field_than_without_draws() -> None:
    random = np.random.default_rng(4)
    pages = random.normal(size=12).tolist()
    strangers = stranger_pairs(pages, [str(n) for n in range(12)], lambda a, b: abs(a - b))
    pairs = list(combinations(range(5), 2))
    own = random.normal(size=5)
    distances = np.array([abs(own[i] - own[j]) for i, j in pairs])
    each, mean = farther_ranges(distances, pairs, strangers, 400, 7)
    assert [share.value for share in each] == pytest.approx(farther_shares(distances, strangers))
    assert all(share.low <= share.value <= share.high for share in each)
    assert mean.low < mean.value < mean.high
    assert (each, mean) == farther_ranges(distances, pairs, strangers, 400, 7)
