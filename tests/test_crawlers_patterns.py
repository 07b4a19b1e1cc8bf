"""Addresses of one shape: how many of a crowd are asked for."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.choice.frontier import Candidate, Frontier
from crawlers.choice.patterns import Patterns, Room, find_patterns
from sameness.records import PageKind

HOME = "https://acme.example/"
OTHER, FEATURES = PageKind.OTHER, PageKind.FEATURES


def shapes(path: str, kind: PageKind = OTHER, root: str = "/") -> list[str]:
    found = find_patterns(HOME + path, kind, root)
    return [pattern.shape.removeprefix("acme.example/") for pattern in found]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", []),
        ("white-label", []),
        ("top-10-tools", []),
        ("en/white-label", []),
        ("soc2", ["soc#", "**/#"]),
        ("product/123", ["product/#", "**/#"]),
        ("product/item-123.html", ["product/item-#.html", "**/#"]),
        ("events/2026-05", ["events/#-#", "**/#"]),
        ("city/berlin", ["city/* (other)", "**/berlin"]),
        ("de/city/berlin", ["city/* (other)", "**/berlin"]),
        ("a/b/c", ["a/b/* (other)", "**/c", "a/*/* (other)"]),
        ("?page_id=7", ["?page_id"]),
        ("index.php?id=7", ["index.php?id"]),
        ("list?color=red&size=m", ["list?color&size", "list?*"]),
        ("shop/7?color=red", ["shop/#?color", "shop/#?*", "shop/#", "**/#"]),
    ],
)
def test_shapes(path: str, expected: list[str]) -> None:
    assert shapes(path) == expected


def test_site_below_a_path_has_its_main_pages_there() -> None:
    assert shapes("site/pricing", root="/site/") == []
    assert shapes("site/city/berlin", root="/site/") == ["city/* (other)", "**/berlin"]


def take_all(*paths: str, kind: PageKind = OTHER) -> list[str]:
    frontier = Frontier()
    for path in paths:
        frontier.add(Candidate(HOME + path, kind, "test", 1))
    return [c.url.removeprefix(HOME) for c in iter(frontier.take, None) if c is not None]


def towns(count: int) -> list[str]:
    return [f"city/town-{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(count)]


@pytest.mark.parametrize(
    ("named", "taken"), [(5, 5), (12, 12), (13, 13), (30, 30), (31, 6), (400, 6)]
)
def test_section_is_read_whole_until_it_is_a_crowd(named: int, taken: int) -> None:
    assert len(take_all(*towns(named))) == taken


@pytest.mark.parametrize(("named", "taken"), [(3, 3), (4, 3), (500, 3)])
def test_numbered_pages_get_three_places(named: int, taken: int) -> None:
    assert len(take_all(*(f"product/{n}" for n in range(named)))) == taken


def test_numbers_of_many_shapes_are_a_crowd_too() -> None:
    paths = [f"{chr(97 + n % 26)}{chr(97 + n // 26)}/{n}" for n in range(200)]
    assert len(take_all(*paths)) == 12


def test_facets_get_four_places_on_one_page() -> None:
    paths = [f"shop?{a}=x&{b}=y" for a in "pqrs" for b in "tuvw"]
    assert len(take_all(*paths)) == 4


def test_crowd_comes_after_pages_that_stand_alone() -> None:
    taken = take_all(*towns(20), "x/y/z", "far/away/from-all")
    assert taken[:2] == ["x/y/z", "far/away/from-all"]
    assert len(taken) == 22


def test_section_of_a_telling_kind_has_its_turn_before_lone_pages_of_none() -> None:
    frontier = Frontier()
    for n in range(20):
        frontier.add(Candidate(f"{HOME}features/x{chr(97 + n)}", FEATURES, "test", 1))
        frontier.add(Candidate(f"{HOME}lone-{chr(97 + n)}", OTHER, "test", 1))
    kinds = [candidate.kind for _ in range(12) if (candidate := frontier.take())]
    assert Counter(kinds) == {FEATURES: 6, OTHER: 6}


def test_what_is_passed_over_is_told_with_its_shape() -> None:
    frontier = Frontier()
    for path in towns(40):
        frontier.add(Candidate(HOME + path, OTHER, "test", 1))
    while frontier.take():
        pass
    (group,) = frontier.passed_over.groups("Acme")
    assert (group.reason, group.count) == ("one of many like acme.example/city/* (other)", 34)


SEGMENTS = st.lists(st.sampled_from(["a", "b", "c", "7", "19", "x-3"]), min_size=1, max_size=3)


@given(st.lists(st.tuples(SEGMENTS, st.booleans()), max_size=80))
def test_room_is_that_of_a_naive_count(asked: list[tuple[list[str], bool]]) -> None:
    """A second, slower reader of the same rules: all shapes listed, all counts made anew."""
    patterns = Patterns()
    seen: list[str] = []
    taken: list[str] = []
    for segments, spent in asked:
        url = HOME + "/".join(segments)
        patterns.see(url, OTHER)
        seen.append(url)
        if spent:
            patterns.spend(url, OTHER)
            taken.append(url)
    for url in seen:
        rooms = [Room.NOW]
        for pattern in find_patterns(url, OTHER):
            named = sum(pattern in find_patterns(u, OTHER) for u in seen)
            had = sum(pattern in find_patterns(u, OTHER) for u in taken)
            if named > pattern.small:
                crowd = Room.LATER if named <= pattern.many else Room.NEVER
                rooms.append(
                    (Room.SOON if pattern.odd else Room.NOW) if had < pattern.few else crowd
                )
        assert patterns.room(url, OTHER)[0] is max(rooms)
