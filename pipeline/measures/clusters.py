"""Clusters that do not chain: all members near one leader, and none far from another member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cluster:
    """Row numbers of one cluster, ascending, its leader among them."""

    members: tuple[int, ...]
    leader: int


def leader_clusters(
    similarities: NDArray[np.float64], groups: NDArray[np.int64], near: float, related: float
) -> list[Cluster]:
    """Give clusters around leaders, the leader that most groups come near to first.

    Every member is at least ``near`` to its leader and at least ``related`` to every other member
    (complete linkage inside the leader's ball), so a bridge statement can't chain two claims into
    one. ``similarities`` (n, n) is symmetric with 1 on the diagonal; ``groups`` (n,) numbers each
    row's company; a row belongs to one cluster at most; clusters of one group are left out. Ties go
    to the lowest row number, so the result depends only on the order of the rows.
    """
    free = np.ones(len(similarities), dtype=bool)
    clusters: list[Cluster] = []
    while True:
        close = (similarities >= near) & free[None, :] & free[:, None]
        reach = _groups_reached(close, groups)
        if not len(reach) or reach.max() < 2:
            return clusters
        leader = int(reach.argmax())
        members = _compatible(similarities, leader, np.flatnonzero(close[leader]), related)
        free[members] = False
        if len(set(groups[members].tolist())) > 1:
            clusters.append(Cluster(tuple(sorted(members)), leader))


def _groups_reached(close: NDArray[np.bool_], groups: NDArray[np.int64]) -> NDArray[np.int64]:
    """Give how many groups each row comes near to, its own included; shape (n,)."""
    names = np.unique(groups)
    reached = np.zeros(len(groups), dtype=np.int64)
    for name in names:
        reached += close[:, groups == name].any(axis=1)
    return reached


def _compatible(
    similarities: NDArray[np.float64], leader: int, rows: NDArray[np.intp], related: float
) -> list[int]:
    """Give the leader and those rows, the nearest first, that are related to all taken before."""
    taken = [leader]
    order = sorted((int(row) for row in rows), key=lambda row: (-similarities[leader, row], row))
    for row in order:
        if row != leader and (similarities[row, taken] >= related).all():
            taken.append(row)
    return taken
