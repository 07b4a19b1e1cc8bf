"""Which pictures are one: groups in which every two were found to be the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Pair = tuple[int, int]


def group_same(pairs: Mapping[Pair, float], keys: Iterable[int]) -> list[list[int]]:
    """Give the groups of two or more, by complete linkage (Defays 1977), each sorted.

    ``pairs`` gives the strength of each two that are the same, the smaller number first. The
    strongest pairs are joined first, equal ones in the order of their numbers.
    """
    groups = {key: [key] for key in keys}
    for (first, second), _ in sorted(pairs.items(), key=lambda item: (-item[1], item[0])):
        one, other = groups[first], groups[second]
        if one is not other and all(_pair(a, b) in pairs for a in one for b in other):
            joined = sorted(one + other)
            groups.update(dict.fromkeys(joined, joined))
    found = {group[0]: group for group in groups.values() if len(group) > 1}
    return [found[first] for first in sorted(found)]


def _pair(one: int, other: int) -> Pair:
    return (one, other) if one < other else (other, one)
