"""The map of the field: known plans come back, clones lie together, doubt shows as an ellipse."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial import procrustes
from scipy.spatial.distance import pdist, squareform
from sklearn.manifold import smacof as known_smacof

from pipeline.measures.field_map import (
    CELLS,
    REACH,
    Sums,
    between,
    classical,
    ellipse,
    field_map,
    kept_neighbours,
    lay_out,
    smacof,
    stress,
    swap_distances,
    touch,
    turned_onto,
    upright,
)

PLAN = np.array([[0.0, 0.0], [40.0, 0.0], [40.0, 30.0], [5.0, 25.0], [18.0, 60.0]])
"""A plan of five companies, no two sides alike, so that one turn only fits."""


def places(seed: int, companies: int = 6) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(companies, 2)) * 20


def pages_at(
    plan: np.ndarray, each: int = 8, noise: float = 0.0, statements: int = 10, seed: int = 1
) -> list[Sums]:
    """Give pages whose statements read like each rival as far as the plan says, and by luck."""
    random = np.random.default_rng(seed)
    points = 100.0 - squareform(pdist(plan))
    lifts = points[:, None, :] + random.normal(size=(len(plan), each, len(plan))) * noise
    return [Sums(row * statements, np.full(each, float(statements))) for row in lifts]


@given(st.integers(0, 10_000), st.integers(4, 9))
@settings(max_examples=30, deadline=None)
def test_a_flat_plan_comes_back_whatever_its_turn(seed: int, companies: int) -> None:
    plan = places(seed, companies)
    distances = squareform(pdist(plan))
    for found in (classical(distances), lay_out(distances, np.random.default_rng(1))):
        assert between(found) == pytest.approx(distances, abs=1e-5)
        assert procrustes(plan, found)[2] == pytest.approx(0.0, abs=1e-8)


@given(st.integers(0, 10_000), st.integers(4, 8))
@settings(max_examples=15, deadline=None)
def test_the_layout_is_as_good_as_a_known_one(seed: int, companies: int) -> None:
    random = np.random.default_rng(seed)
    distances = squareform(random.uniform(5, 100, size=companies * (companies - 1) // 2))
    found = lay_out(distances, random)
    start = classical(distances)
    known, misfit = known_smacof(
        distances, init=start, n_init=1, max_iter=3000, eps=1e-12, normalized_stress=False
    )
    ours = float(((distances - between(found)) ** 2).sum() / 2)
    assert ours <= misfit * (1 + 1e-3) + 1e-6
    assert stress(distances, between(known)) >= stress(distances, between(found)) - 1e-3


@given(st.integers(0, 10_000))
@settings(max_examples=15, deadline=None)
def test_no_step_raises_the_misfit_and_many_maps_go_at_once(seed: int) -> None:
    random = np.random.default_rng(seed)
    distances = squareform(random.uniform(5, 100, size=10))
    starts = random.normal(size=(3, 5, 2))
    together = smacof(np.broadcast_to(distances, (3, 5, 5)), starts)
    for start, found in zip(starts, together, strict=True):
        (alone,) = smacof(distances[None], start[None])
        assert alone == pytest.approx(found, abs=1e-9)
        before, after = ((between(p) - distances) ** 2 for p in (start, found))
        assert after.sum() <= before.sum()


def test_maps_too_large_to_go_together_are_the_same() -> None:
    random = np.random.default_rng(1)
    size = 200
    assert 2 * size**2 > CELLS
    distances = random.uniform(5, 100, size=(3, size, size))
    distances += np.swapaxes(distances, 1, 2)
    starts = random.normal(size=(3, size, 2))
    together = smacof(distances, starts, steps=3)
    for number in range(3):
        (alone,) = smacof(distances[[number]], starts[[number]], steps=3)
        assert (alone == together[number]).all()


def test_distances_are_what_the_two_swap_figures_lack_of_a_hundred() -> None:
    points = np.array([[0.0, 80.0, 130.0], [60.0, 0.0, 10.0], [110.0, 30.0, 0.0]])
    assert swap_distances(points).tolist() == [[0, 30, 0], [30, 0, 80], [0, 80, 0]]


def test_stress_is_kruskals() -> None:
    wanted = np.array([[0.0, 3.0], [3.0, 0.0]])
    assert stress(wanted, wanted) == 0.0
    assert stress(wanted, np.array([[0.0, 4.0], [4.0, 0.0]])) == pytest.approx(1 / 4)
    assert stress(wanted, np.zeros((2, 2))) == 0.0


def test_a_map_stands_upright_whatever_turn_it_came_in() -> None:
    plain = upright(PLAN)
    assert plain.mean(axis=0) == pytest.approx([0, 0], abs=1e-9)
    assert np.ptp(plain[:, 0]) > np.ptp(plain[:, 1])
    for angle in (0.3, 2.0, 4.0):
        turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        assert upright(PLAN @ turn + 7) == pytest.approx(plain, abs=1e-9)
        assert upright(PLAN @ turn @ np.diag([1, -1])) == pytest.approx(plain, abs=1e-9)


def naive_turn(target: np.ndarray, drawn: np.ndarray) -> float:
    """Give the least squared misfit over a fine fan of turns, mirrored or not."""
    centred = drawn - drawn.mean(axis=0)
    turns = [
        np.array([[math.cos(a), -math.sin(a)], [math.sin(a), math.cos(a)]])
        for a in np.linspace(0, 2 * np.pi, 2001)
    ]
    both = [turn @ mirror for turn in turns for mirror in (np.eye(2), np.diag([1.0, -1.0]))]
    return min(float(((centred @ turn - target) ** 2).sum()) for turn in both)


@given(st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_no_other_turn_fits_better(seed: int) -> None:
    target, drawn = upright(places(seed)), places(seed + 1)
    (turned,) = turned_onto(target, drawn[None])
    misfit = float(((turned - target) ** 2).sum())
    assert misfit <= naive_turn(target, drawn) + 1e-9
    assert misfit == pytest.approx(naive_turn(target, drawn), rel=1e-3)
    assert pdist(turned) == pytest.approx(pdist(drawn))


def naive_kept(distances: np.ndarray, shown: np.ndarray, neighbours: int) -> list[float]:
    found = []
    for i in range(len(distances)):
        others = [j for j in range(len(distances)) if j != i]
        near, seen = (
            sorted(others, key=lambda j: d[i, j])[:neighbours] for d in (distances, shown)
        )
        found.append(sum(j in seen for j in near) / neighbours)
    return found


@given(st.integers(0, 10_000), st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_kept_neighbours_are_counted_one_by_one(seed: int, neighbours: int) -> None:
    wanted, shown = squareform(pdist(places(seed))), squareform(pdist(places(seed + 1)))
    found = kept_neighbours(wanted, shown, neighbours).tolist()
    assert found == pytest.approx(naive_kept(wanted, shown, neighbours))
    assert kept_neighbours(wanted, wanted, neighbours).tolist() == [1.0] * 6


def test_an_ellipse_holds_95_of_100_points_of_its_spread() -> None:
    spread = np.array([[9.0, 4.0], [4.0, 5.0]])
    rim = ellipse(spread)
    assert (rim.major**2 + rim.minor**2) / REACH**2 == pytest.approx(14.0)
    drawn = np.random.default_rng(1).multivariate_normal([0, 0], spread, size=20_000)
    across = np.array([np.cos(rim.angle), np.sin(rim.angle)])
    up = np.array([-across[1], across[0]])
    inside = ((drawn @ across) / rim.major) ** 2 + ((drawn @ up) / rim.minor) ** 2 <= 1
    assert inside.mean() == pytest.approx(0.95, abs=0.01)


def rim_points(place: np.ndarray, spread: np.ndarray) -> np.ndarray:
    values, vectors = np.linalg.eigh(spread)
    turn = np.linspace(0, 2 * np.pi, 721)
    circle = np.stack([np.cos(turn), np.sin(turn)])
    rim: np.ndarray = place + (REACH * vectors @ (np.sqrt(values)[:, None] * circle)).T
    return rim


def naive_touch(places: np.ndarray, spreads: np.ndarray, i: int, j: int) -> bool:
    """Tell whether a point of one's rim, or its centre, lies within the other."""
    for one, other in ((i, j), (j, i)):
        points = np.vstack([rim_points(places[one], spreads[one]), places[one]]) - places[other]
        far = np.einsum("ni,ij,nj->n", points, np.linalg.inv(spreads[other]), points)
        if (far <= REACH**2).any():
            return True
    return False


@given(st.integers(0, 10_000))
@settings(max_examples=20, deadline=None)
def test_ellipses_touch_where_a_rim_lies_in_another(seed: int) -> None:
    random = np.random.default_rng(seed)
    centres, halves = places(seed, 5), random.normal(size=(5, 2, 2)) * 4
    spreads = halves @ halves.transpose(0, 2, 1) + 0.5 * np.eye(2)
    found = touch(centres, spreads)
    assert found.diagonal().all()
    for i, j in combinations(range(5), 2):
        # Just at the rim the two ways of counting may differ.
        if naive_touch(centres, spreads * 0.97, i, j) == naive_touch(centres, spreads * 1.03, i, j):
            assert bool(found[i, j]) == bool(found[j, i]) == naive_touch(centres, spreads, i, j)


def test_pages_that_agree_give_points_and_pages_that_differ_give_ellipses() -> None:
    sure = field_map(pages_at(PLAN), 200, 1)
    assert between(sure.places) == pytest.approx(squareform(pdist(PLAN)), abs=1e-4)
    assert sure.stress == pytest.approx(0, abs=1e-6)
    assert sure.spreads == pytest.approx(0, abs=1e-6)
    assert not (touch(sure.places, sure.spreads) & ~np.eye(5, dtype=bool)).any()
    sizes = [
        float(
            np.trace(
                field_map(pages_at(PLAN, noise=noise), 200, 1).spreads, axis1=1, axis2=2
            ).mean()
        )
        for noise in (1.0, 4.0, 16.0)
    ]
    assert sizes[0] * 8 < sizes[1] < sizes[2] / 8
    assert touch(*blurred(pages_at(PLAN, noise=90.0))).mean() > 0.6


def blurred(pages: list[Sums]) -> tuple[np.ndarray, np.ndarray]:
    found = field_map(pages, 200, 1)
    return found.places, found.spreads


def test_clones_lie_on_each_other_and_the_outlier_apart() -> None:
    plan = np.array([[0, 0], [0.5, 0], [20, 5], [12, -14], [-15, 12], [80, 40]])
    found = field_map(pages_at(plan, noise=3.0), 200, 1)
    shown = between(found.places)
    assert shown[0, 1] < 3
    assert np.argsort(shown[0])[1] == 1
    apart = ~touch(found.places, found.spreads)
    assert apart[5].sum() == 5
    assert not apart[0, 1]


def test_of_truths_19_in_20_lie_in_their_ellipse() -> None:
    """The pages are drawn from a known plan; turned onto the map, it should lie in the ellipses."""
    plan = places(5, 8) * 1.5
    inside = []
    for seed in range(12):
        found = field_map(by_luck(plan, seed), 100, 1)
        (truth,) = turned_onto(found.places, plan[None])
        steps = truth - found.places
        far = np.einsum("ki,kij,kj->k", steps, np.linalg.inv(found.spreads), steps)
        inside += (far <= REACH**2).tolist()
    assert 0.9 <= np.mean(inside) < 1.0


def by_luck(plan: np.ndarray, seed: int, each: int = 7, noise: float = 8.0) -> list[Sums]:
    """Give pages that miss the plan by luck, whole pages and single figures.

    What a company's pages add moves the other figure of a pair by .7 of it, as measured.
    """
    random = np.random.default_rng(seed)
    points = 100.0 - squareform(pdist(plan))
    luck = random.normal(size=(len(plan), each, len(plan))) * noise
    luck += random.normal(size=(len(plan), each, 1)) * noise
    lifts = points[:, None, :] + luck + 0.7 * luck.mean(axis=1).T[:, None, :]
    return [Sums(row * 10.0, np.full(each, 10.0)) for row in lifts]


def test_the_same_pages_give_the_same_map_to_the_bit() -> None:
    pages = pages_at(PLAN, noise=9.0)
    one, two = field_map(pages, 50, 3), field_map(pages, 50, 3)
    assert one.places.tobytes() == two.places.tobytes()
    assert one.spreads.tobytes() == two.spreads.tobytes()


def test_three_companies_get_no_map() -> None:
    with pytest.raises(ValueError, match="no map of 3 companies"):
        field_map(pages_at(PLAN[:3]), 20, 1)


def test_a_map_of_forty_companies_takes_seconds() -> None:
    found = field_map(pages_at(places(2, 40), each=30, noise=20.0), 1000, 1)
    assert found.places.shape == (40, 2)
    assert found.neighbours == 2
