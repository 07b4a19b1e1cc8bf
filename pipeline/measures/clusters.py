"""Clusters that do not chain: every member is near every other member."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Cluster:
    """Row numbers of one cluster, ascending, and the member nearest to all others."""

    members: tuple[int, ...]
    medoid: int


def complete_clusters(
    similarities: NDArray[np.float64], allowed: NDArray[np.bool_], least: float
) -> list[Cluster]:
    """Give clusters in which every pair is allowed and at least ``least`` similar.

    Complete linkage: always joins the two clusters whose least similar pair is most similar, until
    that pair falls below ``least``; so a bridge statement can't chain two claims into one.
    ``similarities`` and ``allowed`` are symmetric (n, n). Ties go to the lowest row numbers, so the
    result depends only on the order of the rows. Clusters of one are left out. O(n³) worst case:
    for blocks of at most a few thousand rows.
    """
    link = np.where(allowed, similarities, -np.inf)
    np.fill_diagonal(link, -np.inf)
    members: dict[int, list[int]] = {row: [row] for row in range(len(link))}
    best = link.argmax(axis=1) if len(link) else np.zeros(0, dtype=np.intp)
    top = link.max(axis=1) if len(link) else np.zeros(0)
    while len(members) > 1:
        left = int(top.argmax())
        right = int(best[left])
        if top[left] < least:
            break
        left, right = min(left, right), max(left, right)
        members[left] += members.pop(right)
        merged = np.minimum(link[left], link[right])
        merged[left] = -np.inf
        link[left], link[:, left] = merged, merged
        link[right], link[:, right] = -np.inf, -np.inf
        _refresh(link, best, top, left, right)
    groups = (sorted(rows) for rows in members.values() if len(rows) > 1)
    return [Cluster(tuple(rows), medoid(similarities, rows)) for rows in sorted(groups)]


def _refresh(
    link: NDArray[np.float64],
    best: NDArray[np.intp],
    top: NDArray[np.float64],
    left: int,
    right: int,
) -> None:
    """Bring each row's nearest cluster up to date after ``right`` was joined to ``left``."""
    stale = np.flatnonzero((best == left) | (best == right))
    for row in {int(r) for r in stale} | {left, right}:
        best[row], top[row] = link[row].argmax(), link[row].max()


def medoid(similarities: NDArray[np.float64], rows: list[int]) -> int:
    """Give the row with the highest mean similarity to the others; ties go to the first."""
    inside = similarities[np.ix_(rows, rows)]
    return rows[int(inside.sum(axis=1).argmax())]
