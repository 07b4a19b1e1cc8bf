"""What other fields measure: the context of a score, one kind of text at a time.

A percentile says something only among fields measured on the same kind of text in the same form.
Sites have pages, so a company's *other pages* are its own anchor; a directory's blurb has two to
fifteen sentences that a single author wrote in one go, and its own anchor is the blurb's other
sentences. The two scales are never mixed (docs/decisions/0011-reference-by-kind-of-text.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.rarefaction import rarefied_matches, rarefied_own_matches

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

SHORT_M = 2
"""m of the rarefied best match for blurbs: every company kept has two statements or more."""
FEWEST_FIELDS = 8
"""Fields below which no share of fields is given."""
FEWEST_COMPANIES = 8
"""Companies of a field below which it is not compared with others."""
ROUNDS = 1000
SEED = 20260101


class TextKind(StrEnum):
    """The kind of text a field was measured on; each has a form and a scale of its own."""

    SITE = "site"
    DIRECTORY = "directory"


@dataclass(frozen=True, slots=True)
class FieldFigures:
    """What one field of the reference measures.

    ``value``, ``low``, ``high``: its index; ``between``, ``own``, ``strangers``: B, O and G;
    ``ceiling``: what B - G is divided by; ``blind_test`` 0-1, None where it can't be measured.
    """

    name: str
    kind: TextKind
    companies: int
    value: float
    low: float
    high: float
    between: float
    own: float
    strangers: float
    ceiling: float
    blind_test: float | None = None

    @property
    def excess(self) -> float:
        """B - G: how much closer rivals come than strangers, in similarity."""
        return self.between - self.strangers

    @property
    def own_lift(self) -> float:
        """O - G of the field itself, in similarity."""
        return self.own - self.strangers


def similarity_grid(companies: Sequence[NDArray[np.float32]], m: int = SHORT_M) -> Floats:
    """Give each company's mean R_m to each other one, shape (companies, companies).

    ``companies`` holds each one's unit vectors (statements, dimensions). The diagonal is R_m to the
    company's own other statements, NaN where fewer than m are left.
    Raises ValueError for a company with fewer than m statements.
    """
    everything = np.concatenate(companies)
    sizes = [len(vectors) for vectors in companies]
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    grid = np.zeros((len(companies), len(companies)))
    for column, vectors in enumerate(companies):
        matches = rarefied_matches(everything, vectors, m)
        grid[:, column] = np.add.reduceat(matches, starts) / sizes
        own = rarefied_own_matches(vectors, np.arange(len(vectors)), m)
        grid[column, column] = own.mean()
    return grid


def stranger_levels(grid: Floats, sectors: Sequence[str]) -> Floats:
    """Give each company's mean similarity to the companies of other sectors, shape (companies,)."""
    other = np.array(sectors)[:, None] != np.array(sectors)[None, :]
    levels: Floats = np.where(other, grid, 0.0).sum(axis=1) / other.sum(axis=1)
    return levels


def excess_grid(
    companies: Sequence[NDArray[np.float32]], sectors: Sequence[str], m: int = SHORT_M
) -> Floats:
    """Give R_m - G for every ordered pair; the diagonal is each company's own self lift."""
    grid = similarity_grid(companies, m)
    result: Floats = grid - stranger_levels(grid, sectors)[:, None]
    return result


def mean_excess(grid: Floats, rows: NDArray[np.int64]) -> float:
    """Give the mean over ordered pairs of different companies among ``rows`` (two or more)."""
    inside = grid[np.ix_(rows, rows)]
    return float(inside[~np.eye(len(rows), dtype=bool)].mean())


def directory_figures(
    companies: Sequence[NDArray[np.float32]], fields: Sequence[str], sectors: Sequence[str]
) -> list[FieldFigures]:
    """Give every field of a directory, sorted by name.

    Index = 100 · (B - G) / C with C the mean self lift of all companies of the directory that have
    enough statements for one: a fixed ceiling, so that fields differ by B - G alone. Not clipped.
    """
    grid = similarity_grid(companies)
    levels = stranger_levels(grid, sectors)
    lifts = np.diag(grid) - levels
    ceiling = float(lifts[~np.isnan(lifts)].mean())
    return [
        _directory_field(name, np.flatnonzero(np.array(fields) == name), grid, levels, ceiling)
        for name in sorted(set(fields))
    ]


def _directory_field(
    name: str, rows: NDArray[np.int64], grid: Floats, levels: Floats, ceiling: float
) -> FieldFigures:
    excess = (grid - levels[:, None])[np.ix_(rows, rows)]
    value = mean_excess(excess, np.arange(len(rows)))
    low, high = _range_of_mean(excess)
    return FieldFigures(
        name=name,
        kind=TextKind.DIRECTORY,
        companies=len(rows),
        value=100.0 * value / ceiling,
        low=100.0 * low / ceiling,
        high=100.0 * high / ceiling,
        between=mean_excess(grid, rows),
        own=float(np.nanmean(np.diag(grid)[rows])),
        strangers=float(levels[rows].mean()),
        ceiling=ceiling,
    )


def _range_of_mean(excess: Floats) -> tuple[float, float]:
    """Give the 95 % range of the mean over pairs, companies drawn anew (never their own rival)."""
    k = len(excess)
    random = np.random.default_rng(SEED)
    pairs = np.where(np.eye(k, dtype=bool), 0.0, excess)
    weights = random.multinomial(k, np.full(k, 1 / k), size=ROUNDS).astype(np.float64)
    total = k**2 - (weights**2).sum(axis=1)
    sums = np.einsum("ni,ij,nj->n", weights, pairs, weights, optimize=True)
    low, high = np.quantile(sums[total > 0] / total[total > 0], [0.025, 0.975])
    return float(low), float(high)


@dataclass(frozen=True, slots=True)
class Context:
    """Where a score stands among other fields, in words; ``published`` is False for a reason."""

    words: str
    fields: int
    below: int
    above: int
    published: bool = True


KIND_WORDS = {
    TextKind.SITE: "read from their websites",
    TextKind.DIRECTORY: "described in a start-up directory (a few sentences each, not websites)",
}


def context(score: FieldFigures, reference: Sequence[FieldFigures]) -> Context:
    """Give where a field stands among the reference fields of its own kind of text.

    A field never stands beside itself. ``below`` and ``above`` count the fields whose ranges lie
    wholly below and above: nothing is ranked where ranges overlap. A third is named only with eight
    other fields or more, and only where both ends of the score's range fall into it.
    """
    others = [f for f in reference if f.kind == score.kind and f.name != score.name]
    below = sum(1 for other in others if other.high < score.low)
    above = sum(1 for other in others if other.low > score.high)
    reason = _reason_to_abstain(score, len(others))
    if reason:
        return Context(reason, len(others), below, above, published=False)
    words = f"{_place(score, others, below, above)} of {len(others)} other fields"
    return Context(f"{words} {KIND_WORDS[score.kind]}", len(others), below, above)


def _reason_to_abstain(score: FieldFigures, others: int) -> str:
    if score.companies < FEWEST_COMPANIES:
        return (
            f"not compared with other fields: {score.companies} companies, "
            f"{FEWEST_COMPANIES} are needed"
        )
    return "" if others else "not compared: no other field was measured on this kind of text"


def _place(score: FieldFigures, others: list[FieldFigures], below: int, above: int) -> str:
    if len(others) < FEWEST_FIELDS:
        return f"clearly above {below} and clearly below {above}"
    values = np.array([other.value for other in others])
    thirds = np.quantile(values, [1 / 3, 2 / 3])
    first, last = np.searchsorted(thirds, [score.low, score.high])
    names = ("lower third", "middle third", "upper third")
    return names[first] if first == last else f"{names[first]} to {names[last]}"
