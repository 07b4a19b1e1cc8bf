"""Same platforms: how alike companies' choice of platforms is, beyond that of strangers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.bootstrap import tail
from pipeline.measures.interchangeability import mean_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Overlap:
    """Mean Jaccard similarity, 0-1, with rivals and with strangers, and the excess of the first.

    ``low`` and ``high`` are the 95 % range of the excess.
    """

    jaccard: float
    strangers: float
    excess: float
    low: float
    high: float


def jaccards(
    rows: Sequence[frozenset[str]], columns: Sequence[frozenset[str]]
) -> NDArray[np.float64]:
    """Give the Jaccard similarity of each row's platforms to each column's, 0-1.

    Shape (rows, columns). The share, of the platforms that either is on, of those that both are on;
    no set may be empty.
    """
    names = sorted(frozenset().union(*rows, *columns))
    mine, theirs = _incidence(rows, names), _incidence(columns, names)
    both = mine @ theirs.T
    result: NDArray[np.float64] = both / (mine.sum(axis=1)[:, None] + theirs.sum(axis=1) - both)
    return result


def platform_overlap(
    field: Sequence[frozenset[str]],
    strangers: Sequence[frozenset[str]],
    industries: Sequence[str],
    rounds: int,
    seed: int,
) -> tuple[Overlap, list[Overlap]]:
    """Give the field's overlap and each company's, in order; K >= 3 companies.

    ``industries`` names each stranger's. The field's is the mean over pairs of different companies,
    less that over pairs of a company and a stranger; a company's own is the mean over its rivals,
    less that over strangers. Ranges by bootstrap: companies are drawn anew, and only pairs of
    different ones count, so that no copy becomes its own rival; so are the strangers' industries,
    as those of one are alike. A company's own range keeps it and draws its rivals.
    """
    random = np.random.default_rng(seed)
    between, outside = jaccards(field, field), jaccards(field, strangers)
    groups = _groups(outside, industries)
    companies = _draw(len(field), rounds, random, at_least=2)
    drawn = _draw(len(groups.sizes), rounds, random, at_least=1)
    apart = (drawn @ groups.sums.T) / (drawn @ groups.sizes)[:, None]
    whole = (companies * apart).sum(axis=1) / len(field)
    cut = tail(len(field))
    found = _overlap(
        (float(mean_between(between, np.ones(len(field)))), float(outside.mean())),
        mean_between(between, companies) - whole,
        cut,
    )
    each = []
    for c in range(len(field)):
        rivals = np.delete(np.arange(len(field)), c)
        draws = _draw(len(rivals), rounds, random, at_least=1) @ between[c, rivals] / len(rivals)
        pair = float(between[c, rivals].mean()), float(outside[c].mean())
        each.append(_overlap(pair, draws - apart[:, c], cut))
    return found, each


@dataclass(frozen=True, slots=True)
class _Groups:
    """Sums of similarities to each stranger industry (companies, industries), and its sizes."""

    sums: NDArray[np.float64]
    sizes: NDArray[np.float64]


def _groups(outside: NDArray[np.float64], industries: Sequence[str]) -> _Groups:
    names, places = np.unique(np.array(industries), return_inverse=True)
    member = (places[:, None] == np.arange(len(names))).astype(np.float64)
    return _Groups(outside @ member, member.sum(axis=0))


def _incidence(sets: Sequence[frozenset[str]], names: list[str]) -> NDArray[np.float64]:
    return np.array([[name in one for name in names] for one in sets], dtype=np.float64)


def _draw(
    units: int, rounds: int, random: np.random.Generator, *, at_least: int
) -> NDArray[np.float64]:
    """Give multinomial weights, shape (rounds, units), ``at_least`` so many different in each."""
    even = np.full(units, 1.0 / units)
    weights = random.multinomial(units, even, size=rounds)
    while (few := (weights > 0).sum(axis=1) < at_least).any():
        weights[few] = random.multinomial(units, even, size=int(few.sum()))
    return weights.astype(np.float64)


def _overlap(pair: tuple[float, float], draws: NDArray[np.float64], cut: float) -> Overlap:
    excess = pair[0] - pair[1]
    low, high = np.quantile(draws, [cut, 1.0 - cut])
    return Overlap(*pair, excess, min(float(low), excess), max(float(high), excess))
