"""Claims that hold together: a core in which every pair says the same, and what reads like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.measures.pair_graph import PairGraph


@dataclass(frozen=True, slots=True)
class Bounds:
    """Probabilities of one claim: ``same`` says the same, ``alike`` reads alike, ``related``.

    1 >= ``same`` >= ``alike`` >= ``related`` > 0.
    """

    same: float
    alike: float
    related: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """Row numbers of one claim: its wording, those that say the same, those that read like it.

    ``same`` and ``alike`` ascend and share no row; ``medoid`` is one of ``same``. Where no two
    companies say the same, ``same`` holds the medoid alone.
    """

    medoid: int
    same: tuple[int, ...]
    alike: tuple[int, ...]


def claim_clusters(graph: PairGraph, groups: NDArray[np.int64], bounds: Bounds) -> list[Cluster]:
    """Give the claims of two companies or more; a row belongs to one claim at most.

    ``graph`` holds the pairs of n rows, without those that contradict themselves; ``groups`` (n,)
    numbers each row's company from 0. First the cores: cliques at ``bounds.same`` (complete
    linkage), so that no bridge statement can chain two claims into one. The core of the most
    companies goes first and takes the free rows that read like its medoid, and other cores whole
    where their medoid does, always only what is related to all of the core. What is left is
    gathered round leaders at ``bounds.alike``. Ties go to the lowest row number: the result depends
    on the rows' order alone.
    """
    free = np.ones(len(graph), dtype=bool)
    cores = {
        _medoid(graph, core): core
        for core in _cliques(graph, groups, bounds.same, bounds.same, free.copy())
    }
    found = _round_cores(graph, groups, bounds, cores, free)
    for ball in _cliques(graph, groups, bounds.alike, bounds.related, free):
        found.append(_reads_like(graph, ball, bounds.alike))
    return [c for c in found if len(set(groups[[*c.same, *c.alike]].tolist())) > 1]


def _round_cores(
    graph: PairGraph,
    groups: NDArray[np.int64],
    bounds: Bounds,
    cores: dict[int, list[int]],
    free: NDArray[np.bool_],
) -> list[Cluster]:
    """Give a cluster per core that no greater one has taken in, and mark its rows as not free.

    ``cores`` by their medoids.
    """
    near = {medoid: graph.near(medoid, bounds.alike) for medoid in cores}
    reach = {medoid: len(np.unique(groups[rows])) for medoid, rows in near.items()}

    def size(medoid: int) -> tuple[int, int, int]:
        return -len(set(groups[cores[medoid]].tolist())), -reach[medoid], medoid

    def related(core: list[int], rows: list[int]) -> bool:
        return bool((graph.between(rows, core) >= bounds.related).all())

    for core in cores.values():
        free[core] = False
    found, left = [], set(cores)
    for medoid in sorted(cores, key=size):
        if medoid not in left:
            continue
        left.remove(medoid)
        core = cores[medoid]
        others = left.intersection(near[medoid].tolist())
        taken = {other for other in others if related(core, cores[other])}
        left -= taken
        alike = [row for row in near[medoid].tolist() if free[row] and related(core, [row])]
        free[alike] = False
        alike += [row for other in taken for row in cores[other]]
        found.append(Cluster(medoid, tuple(sorted(core)), tuple(sorted(alike))))
    return found


def _reads_like(graph: PairGraph, ball: list[int], alike: float) -> Cluster:
    """Give a group that has no core: its leader, and those that read like it."""
    leader, *others = ball
    rest = np.array(others)[graph.to(leader, others) >= alike]
    return Cluster(leader, (leader,), tuple(sorted(rest.tolist())))


def _medoid(graph: PairGraph, core: list[int]) -> int:
    """Give the member of the highest mean probability to the others, the lowest row of equals."""
    inside = graph.between(core, core).mean(axis=1)
    # Rounded, so that a last bit does not decide between equals.
    return min(zip((-inside).round(9).tolist(), core, strict=True))[1]


def _cliques(
    graph: PairGraph,
    groups: NDArray[np.int64],
    near: float,
    related: float,
    free: NDArray[np.bool_],
) -> list[list[int]]:
    """Give rows near a leader and related to each other, the leader that most come near to first.

    Only clusters of two groups or more; their leader stands first. ``free`` (n,) says which rows
    may be used; used ones are marked.
    """
    counts = graph.reached(near, groups)
    for row in np.flatnonzero(~free).tolist():
        counts[graph.near(row, near), groups[row]] -= 1
    reach = np.where(free, (counts > 0).sum(axis=1), 0)
    found: list[list[int]] = []
    while len(reach) and reach.max() >= 2:
        leader = int(reach.argmax())
        rows = graph.near(leader, near)
        members = _compatible(graph, groups, leader, rows[free[rows]], related)
        free[members] = False
        for member in members:
            touched = graph.near(member, near)
            counts[touched, groups[member]] -= 1
            reach[touched] = np.where(free[touched], (counts[touched] > 0).sum(axis=1), 0)
        if len(set(groups[members].tolist())) > 1:
            found.append(members)
    return found


def _compatible(
    graph: PairGraph,
    groups: NDArray[np.int64],
    leader: int,
    rows: NDArray[np.int32],
    related: float,
) -> list[int]:
    """Give the leader and those rows that are related to all taken before.

    ``rows`` ascend and hold the leader. Other companies' rows come first, the nearest before
    others: what the leader's own company says again must not keep a rival out.
    """
    own = groups[rows] == groups[leader]
    order = np.lexsort((rows, -graph.to(leader, rows), own))
    taken, possible = [leader], graph.to(leader, rows) >= related
    for place in order:
        row = int(rows[place])
        if row != leader and possible[place]:
            taken.append(row)
            possible &= np.isin(rows, graph.near(row, related), assume_unique=True)
    return taken
