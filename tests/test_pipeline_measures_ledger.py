"""Claims that hold together, their ids, who owns them, and what nobody says."""

from __future__ import annotations

from itertools import combinations, permutations, product
from math import comb, fsum

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from embeddings import matches
from pipeline.measures.clusters import Bounds, Cluster, claim_clusters
from pipeline.measures.ownership import herfindahl, ownership, shares
from pipeline.measures.pair_graph import PairGraph, Pairs
from pipeline.measures.pinning import match_one_to_one, new_id, pinned_ids
from pipeline.measures.white_space import (
    companies_near,
    least_taken,
    most_that_may,
    talk,
)

Grid = NDArray[np.float64]
BOUNDS = Bounds(same=0.8, alike=0.5, related=0.2)


def grid(edges: dict[tuple[int, int], float], n: int) -> Grid:
    made = np.eye(n)
    for (a, b), value in edges.items():
        made[a, b] = made[b, a] = value
    return made


def graph(probabilities: Grid) -> PairGraph:
    left, right = np.nonzero(np.triu(probabilities, 1))
    return PairGraph.of(len(probabilities), Pairs(left, right, probabilities[left, right]))


def rows_of(cluster: Cluster) -> set[int]:
    return {*cluster.same, *cluster.alike}


def test_every_pair_of_a_core_says_the_same_and_no_bridge_chains_two() -> None:
    # 0-1 say one thing, 3-4 another; 2 says a bit of both and is the same as all of them.
    pairs = dict.fromkeys([(0, 1), (3, 4), (0, 2), (1, 2), (2, 3), (2, 4)], 0.9)
    found = claim_clusters(graph(grid(pairs, 5)), np.arange(5), BOUNDS)
    assert {c.same for c in found} == {(0, 1, 2), (3, 4)}
    assert not any({0, 4} <= rows_of(c) for c in found)


@given(st.integers(1, 9), st.integers(0, 10_000))
def test_a_graph_is_the_grid_without_what_is_nought(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    upper = np.triu(random.random((n, n)).round(1) * (random.random((n, n)) < 0.5), 1)
    whole, groups = upper + upper.T + np.eye(n), random.integers(0, 3, size=n)
    made = graph(whole)
    rows = random.integers(0, n, size=4).tolist()
    assert (made.between(rows, [*range(n)]) == whole[rows]).all()
    assert made.near(rows[0], 0.5).tolist() == np.flatnonzero(whole[rows[0]] >= 0.5).tolist()
    counts = [[int(((whole[i] >= 0.5) & (groups == g)).sum()) for g in range(3)] for i in range(n)]
    assert made.reached(0.5, groups).tolist() == [row[: groups.max() + 1] for row in counts]


def single_linkage(probabilities: Grid, near: float) -> set[frozenset[int]]:
    """Give the broken variant: whatever is connected is one claim."""
    left, found = set(range(len(probabilities))), set()
    while left:
        front, whole = {min(left)}, set[int]()
        while front:
            whole |= front
            front = {
                int(b) for a in front for b in np.flatnonzero(probabilities[a] >= near)
            } - whole
        left -= whole
        found.add(frozenset(whole))
    return found


def test_single_linkage_would_chain_and_is_caught() -> None:
    pairs = dict.fromkeys([(0, 1), (3, 4), (0, 2), (1, 2), (2, 3), (2, 4)], 0.9)
    (chained,) = single_linkage(grid(pairs, 5), BOUNDS.same)
    assert {0, 4} <= chained


def test_round_the_core_stand_those_that_read_like_its_medoid() -> None:
    pairs = {(0, 1): 0.9, (0, 2): 0.85, (1, 2): 0.8}
    pairs |= {(0, 3): 0.6, (1, 3): 0.3, (2, 3): 0.3}  # reads like the medoid
    pairs |= {(0, 4): 0.6, (1, 4): 0.3}  # reads like it, but is nothing to 2
    pairs |= {(1, 5): 0.7}  # near a member that is not the medoid
    (found,) = claim_clusters(graph(grid(pairs, 6)), np.arange(6), BOUNDS)
    assert found == Cluster(medoid=0, same=(0, 1, 2), alike=(3,))


def test_a_lesser_core_that_reads_like_a_greater_one_is_taken_in_as_alike() -> None:
    pairs = dict.fromkeys([(0, 1), (0, 2), (1, 2), (3, 4)], 0.9)
    pairs |= dict.fromkeys([(0, 3), (0, 4), (1, 3), (1, 4), (2, 3), (2, 4)], 0.3) | {(0, 3): 0.6}
    (found,) = claim_clusters(graph(grid(pairs, 5)), np.arange(5), BOUNDS)
    assert (found.same, found.alike) == ((0, 1, 2), (3, 4))


def test_13_what_contradicts_a_member_is_not_taken_in() -> None:
    """A pair that contradicts itself is 0: "no IP is stored" keeps "stores the IP" out."""
    pairs = dict.fromkeys([(0, 1), (0, 2), (1, 2), (3, 4)], 0.9)
    pairs |= dict.fromkeys([(0, 3), (0, 4), (1, 3), (1, 4), (2, 3)], 0.3) | {(0, 3): 0.6}
    found = claim_clusters(graph(grid(pairs, 5)), np.arange(5), BOUNDS)
    assert {(c.same, c.alike) for c in found} == {((0, 1, 2), ()), ((3, 4), ())}


def test_without_a_core_a_group_only_reads_alike() -> None:
    # What 0's own company says again is nearer to it, and must not keep the rival out.
    (found,) = claim_clusters(
        graph(grid({(0, 1): 0.6, (0, 2): 0.7}, 3)), np.array([0, 1, 0]), BOUNDS
    )
    assert (found.medoid, found.same, found.alike) == (0, (0,), (1,))


def test_one_company_repeating_itself_makes_no_claim() -> None:
    same = grid({(0, 1): 0.9, (2, 3): 0.9}, 4)
    found = claim_clusters(graph(same), np.array([0, 0, 0, 1]), BOUNDS)
    assert [c.same for c in found] == [(2, 3)]
    assert claim_clusters(graph(np.zeros((0, 0))), np.zeros(0, dtype=np.int64), BOUNDS) == []


@given(st.integers(2, 12), st.integers(0, 10_000))
@settings(max_examples=80)
def test_clusters_keep_their_promise(n: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    upper = np.triu(random.random((n, n)).round(1), 1)
    probabilities = upper + upper.T + np.eye(n)
    groups = random.integers(0, 4, size=n)
    found = claim_clusters(graph(probabilities), groups, BOUNDS)
    members = [row for c in found for row in (*c.same, *c.alike)]
    assert len(members) == len(set(members))
    for cluster in found:
        assert cluster.medoid in cluster.same
        assert len(set(groups[list(rows_of(cluster))])) > 1
        for a, b in combinations(cluster.same, 2):
            assert probabilities[a, b] >= BOUNDS.same
        means = [probabilities[a, list(cluster.same)].mean() for a in cluster.same]
        assert probabilities[cluster.medoid, list(cluster.same)].mean() >= max(means) - 1e-9
        if len(cluster.same) > 1:
            assert len(set(groups[list(cluster.same)])) > 1


@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 10_000))
@settings(max_examples=60)
def test_matches_are_one_to_one_and_the_best_first(rows: int, columns: int, seed: int) -> None:
    values = np.random.default_rng(seed).permutation(rows * columns).reshape(rows, columns) / 20.0
    naive, left = [], [(-values[r, c], r, c) for r in range(rows) for c in range(columns)]
    while left:
        worst, row, column = min(left)
        if -worst >= 0.3:
            naive.append((row, column))
        left = [(v, r, c) for v, r, c in left if r != row and c != column]
    assert match_one_to_one(values, 0.3) == naive


def test_equal_matches_go_to_the_first_id() -> None:
    assert match_one_to_one(np.full((2, 2), 0.7), 0.5) == [(0, 0), (1, 1)]
    assert match_one_to_one(np.full((1, 2), 0.7), 0.5) == [(0, 0)]


def test_a_claim_keeps_its_id_where_one_matches_and_gets_a_new_one_where_none_does() -> None:
    likely = np.array([[0.9, 0.6], [0.8, 0.1], [0.2, 0.4]])
    ids = pinned_ids(["a", "b", "c"], ["one", "two"], ["x", "y"], lambda *_: likely, 0.5)
    assert ids[:2] == ["one", new_id("b", set())]
    assert ids[2] == new_id("c", set())
    equal = pinned_ids(["a", "Y", "c"], ["one", "two"], ["x", "y"], nothing, 0.5)
    assert equal[1] == "two"
    assert pinned_ids([], ["one"], ["x"], nothing, 0.5) == []


def nothing(texts: list[str], known: list[str]) -> NDArray[np.float64]:
    """Give that none of the texts is the same claim as a known one."""
    return np.zeros((len(texts), len(known)))


letters = st.lists(st.sampled_from("aAbBc"), max_size=5).map(sorted)


@given(letters, letters, st.integers(0, 99))
def test_only_what_equals_nothing_is_judged_and_the_ids_are_those_of_all_judged(
    texts: list[str], known: list[str], seed: int
) -> None:
    names = [f"id{place}" for place in range(len(known))]
    likely = {(a, b): p for (a, b), p in zip(product("aAbBc", repeat=2), draw(seed), strict=True)}
    asked: list[tuple[str, str]] = []

    def judged(some: list[str], others: list[str]) -> NDArray[np.float64]:
        asked.extend(product(some, others))
        return np.array([[likely[a, b] for b in others] for a in some]).reshape(
            len(some), len(others)
        )

    found = pinned_ids(texts, names, known, judged, 0.5)
    rows = [[2.0 if a.lower() == b.lower() else likely[a, b] for b in known] for a in texts]
    whole = np.array(rows).reshape(len(texts), len(known))
    matched = dict(match_one_to_one(whole, 0.5))
    assert [names.index(one) if one in names else None for one in found] == [
        matched.get(row) for row in range(len(texts))
    ]
    assert not [(a, b) for a, b in asked if a.lower() == b.lower()]


def draw(seed: int) -> list[float]:
    return [round(p, 1) for p in np.random.default_rng(seed).random(25).tolist()]


def test_a_new_id_never_was_another_claims() -> None:
    first = new_id("Plan your week", set())
    assert first == new_id("plan your WEEK", set())
    assert len(first) == 10
    again = pinned_ids(["Plan your week"], [first], ["Bake bread"], nothing, 0.5)
    assert again != [first]


parts = st.lists(st.integers(1, 20), min_size=1, max_size=6)


@given(parts)
def test_herfindahl_is_the_chance_of_drawing_one_company_twice(counts: list[int]) -> None:
    total = sum(counts)
    share = {str(i): n / total for i, n in enumerate(counts)}
    owners = [i for i, n in enumerate(counts) for _ in range(n)]
    naive = sum(a == b for a in owners for b in owners) / len(owners) ** 2
    assert herfindahl(share) == pytest.approx(naive)
    assert 1 / len(counts) - 1e-12 <= herfindahl(share) <= 1 + 1e-12


@given(parts, st.data())
def test_shares_are_rates_of_pages_and_sum_to_one(counts: list[int], data: st.DataObject) -> None:
    read = {str(i): data.draw(st.integers(n, 40)) for i, n in enumerate(counts)}
    said = {str(i): float(n) for i, n in enumerate(counts)}
    found = shares(said, read)
    assert fsum(found.values()) == pytest.approx(1)
    total = sum(said[i] / read[i] for i in said)
    assert found == pytest.approx({i: said[i] / read[i] / total for i in said})


def test_a_large_site_does_not_own_what_it_says_in_passing() -> None:
    said, read = {"large": 6.0, "small": 4.0}, {"large": 120, "small": 5}
    assert ownership(said, read).leader == "small"
    # The broken variant, by counts of pages, gives it to the larger one.
    assert max(said, key=said.__getitem__) == "large"


def test_nobody_leads_what_is_even_or_stands_on_one_page() -> None:
    assert ownership({"a": 3, "b": 3}, {"a": 9, "b": 9}).leader == ""
    assert ownership({"a": 1, "b": 1}, {"a": 3, "b": 90}).leader == ""
    assert ownership({"a": 30.0}, {"a": 9}).concentration == 1.0
    with pytest.raises(ValueError, match="nobody makes the claim"):
        shares({"a": 0}, {"a": 5})


@given(st.integers(1, 200))
def test_the_bound_is_the_share_at_which_nobody_comes_up_once_in_twenty(n: int) -> None:
    share = most_that_may(n)
    assert 0 < share < 1
    assert comb(n, 0) * share**0 * (1 - share) ** n == pytest.approx(0.05)


def test_zero_of_nine_still_allows_28_in_100() -> None:
    assert most_that_may(9) == pytest.approx(0.283, abs=5e-4)
    with pytest.raises(ValueError, match="nobody was asked: 0"):
        most_that_may(0)


def plane(*degrees: float) -> NDArray[np.float32]:
    turned = np.radians(degrees)
    return np.stack([np.cos(turned), np.sin(turned)], axis=1).astype(np.float32)


def test_fit_is_the_mean_of_the_ten_nearest() -> None:
    angles = [60.0, 20.0, *([90.0] * 12)]
    spoken = talk(plane(*angles), plane(0, 5, 88), np.array([0, 2]))
    assert spoken.nearest.tolist() == [1, 2]
    assert spoken.cosines == pytest.approx(np.cos(np.radians([15, 2])), abs=1e-6)
    for fit, wordings in zip(spoken.fit, ((0, 5), (88,)), strict=True):
        nearest = [max(np.cos(np.radians(a - w)) for w in wordings) for a in angles]
        assert fit == pytest.approx(np.mean(sorted(nearest)[-10:]), abs=1e-6)


@settings(deadline=None)
@given(st.integers(0, 99), st.integers(1, 40), st.lists(st.integers(1, 3), min_size=1, max_size=5))
def test_talk_is_the_same_in_blocks(seed: int, statements: int, claims: list[int]) -> None:
    # Whole numbers are multiplied without rounding, so that equals are equal in any product.
    random = np.random.default_rng(seed)
    said, worded = (
        random.integers(-1, 2, (rows, 3)).astype(np.float32) for rows in (statements, sum(claims))
    )
    starts = np.cumsum([0, *claims[:-1]])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(matches, "MOST_ROWS", 3)
        spoken = talk(said, worded, starts)
    for claim, rows in enumerate(np.split(worded, starts[1:])):
        cosines = (said @ rows.T).max(axis=1)
        assert spoken.nearest[claim] == cosines.argmax()
        assert spoken.cosines[claim] == cosines.max()
        assert spoken.fit[claim] == pytest.approx(np.mean(np.sort(cosines)[-10:]))


def test_companies_near_counts_each_once() -> None:
    companies = [plane(10, 20), plane(80), plane(49, 90)]
    assert companies_near(plane(0), companies) == 2


def test_the_least_taken_neighbours_are_near_and_not_the_same() -> None:
    nearness = np.array([0.9, 0.5, 0.6, 0.1, 0.5])
    likely = np.array([0.8, 0.1, 0.1, 0.0, 0.1])
    companies = np.array([0, 2, 3, 0, 2])
    assert least_taken(nearness, likely, companies, 0.2) == [1, 4, 2]
    assert least_taken(nearness, likely, companies, 0.2, most=1) == [1]


@given(st.integers(0, 1000))
@settings(max_examples=20)
def test_relabelling_the_companies_changes_nothing(seed: int) -> None:
    random = np.random.default_rng(seed)
    upper = np.triu(random.random((7, 7)).round(1), 1)
    probabilities = upper + upper.T + np.eye(7)
    groups = random.integers(0, 3, size=7)
    first = claim_clusters(graph(probabilities), groups, BOUNDS)
    for names in permutations((5, 1, 9)):
        assert claim_clusters(graph(probabilities), np.array(names)[groups], BOUNDS) == first
