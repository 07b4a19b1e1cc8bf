"""Claims that hold together: a core in which every pair says the same, and what reads like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


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


def claim_clusters(
    probabilities: NDArray[np.float64], groups: NDArray[np.int64], bounds: Bounds
) -> list[Cluster]:
    """Give the claims of two companies or more; a row belongs to one claim at most.

    ``probabilities`` (n, n) is symmetric with 1 on the diagonal, 0 where a pair was never the same
    or contradicts itself; ``groups`` (n,) numbers each row's company. First the cores: cliques at
    ``bounds.same`` (complete linkage), so that no bridge statement can chain two claims into one.
    The core of the most companies goes first and takes the free rows that read like its medoid,
    and other cores whole where their medoid does, always only what is related to all of the core.
    What is left is gathered round leaders at ``bounds.alike``. Ties go to the lowest row number:
    the result depends on the rows' order alone.
    """
    free = np.ones(len(probabilities), dtype=bool)
    cores = [
        (_medoid(probabilities, core), core)
        for core in _cliques(probabilities, groups, bounds.same, bounds.same, free.copy())
    ]
    found = _round_cores(probabilities, groups, bounds, cores, free)
    for ball in _cliques(probabilities, groups, bounds.alike, bounds.related, free):
        found.append(_reads_like(probabilities, ball, bounds.alike))
    return [c for c in found if len(set(groups[[*c.same, *c.alike]].tolist())) > 1]


def _round_cores(
    probabilities: NDArray[np.float64],
    groups: NDArray[np.int64],
    bounds: Bounds,
    cores: list[tuple[int, list[int]]],
    free: NDArray[np.bool_],
) -> list[Cluster]:
    """Give a cluster per core that no greater one has taken in, and mark its rows as not free."""
    reach = {m: len(set(groups[probabilities[m] >= bounds.alike].tolist())) for m, _ in cores}

    def reads_like(medoid: int, core: list[int], other: tuple[int, list[int]]) -> bool:
        related = probabilities[np.ix_(core, other[1])] >= bounds.related
        return bool(probabilities[medoid, other[0]] >= bounds.alike and related.all())

    left = sorted(cores, key=lambda c: (-len(set(groups[c[1]])), -reach[c[0]], c[0]))
    for _, core in left:
        free[core] = False
    found = []
    while left:
        medoid, core = left.pop(0)
        taken = [other for other in left if reads_like(medoid, core, other)]
        left = [other for other in left if other not in taken]
        near = np.flatnonzero(free & (probabilities[medoid] >= bounds.alike))
        alike = [int(row) for row in near if (probabilities[row, core] >= bounds.related).all()]
        free[alike] = False
        alike += [row for _, other in taken for row in other]
        found.append(Cluster(medoid, tuple(sorted(core)), tuple(sorted(alike))))
    return found


def _reads_like(probabilities: NDArray[np.float64], ball: list[int], alike: float) -> Cluster:
    """Give a group that has no core: its leader, and those that read like it."""
    leader = ball[0]
    rest = sorted(row for row in ball[1:] if probabilities[leader, row] >= alike)
    return Cluster(leader, (leader,), tuple(rest))


def _medoid(probabilities: NDArray[np.float64], core: list[int]) -> int:
    """Give the member of the highest mean probability to the others, the lowest row of equals."""
    inside = probabilities[np.ix_(core, core)].mean(axis=1)
    # Rounded, so that a last bit does not decide between equals.
    return min(zip((-inside).round(9).tolist(), core, strict=True))[1]


def _cliques(
    probabilities: NDArray[np.float64],
    groups: NDArray[np.int64],
    near: float,
    related: float,
    free: NDArray[np.bool_],
) -> list[list[int]]:
    """Give rows near a leader and related to each other, the leader that most come near to first.

    Only clusters of two groups or more; their leader stands first. ``free`` (n,) says which rows
    may be used; used ones are marked.
    """
    close = probabilities >= near
    member = groups[:, None] == np.unique(groups)[None, :]
    # How many free rows of each group a row comes near to, shape (n, groups).
    counts = close.astype(np.float32) @ (member & free[:, None]).astype(np.float32)
    found: list[list[int]] = []
    while True:
        reach = np.where(free, (counts > 0).sum(axis=1), 0)
        if not len(reach) or reach.max() < 2:
            return found
        leader = int(reach.argmax())
        rows = np.flatnonzero(close[leader] & free)
        members = _compatible(probabilities, groups, leader, rows, related)
        free[members] = False
        counts -= close[:, members].astype(np.float32) @ member[members].astype(np.float32)
        if len(set(groups[members].tolist())) > 1:
            found.append(members)


def _compatible(
    probabilities: NDArray[np.float64],
    groups: NDArray[np.int64],
    leader: int,
    rows: NDArray[np.intp],
    related: float,
) -> list[int]:
    """Give the leader and those rows that are related to all taken before.

    Other companies' rows come first, the nearest before others: what the leader's own company says
    again must not keep a rival out.
    """
    taken = [leader]
    order = sorted(
        (int(row) for row in rows),
        key=lambda row: (groups[row] == groups[leader], -probabilities[leader, row], row),
    )
    for row in order:
        if row != leader and (probabilities[row, taken] >= related).all():
            taken.append(row)
    return taken
