"""Known groups: does the index tell real fields from companies that have nothing in common?

    python -m evaluation.known_groups CORPUS

Two kinds of text, two forms. *Sites*: the index itself, on every set of three companies of one
industry against sets of three companies of three industries. *Directory*: a company has two to
fifteen statements there and no pages, so the form is B - G alone, with m = 2 (see
``pipeline/measures/reference.py``): whole fields, and ten companies of a field, against as many
companies drawn from the whole directory.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from evaluation.figures import Figure, Goal, at_least
from evaluation.section import run_section
from evaluation.sets import (
    MeasuredSet,
    enough_members,
    industry_of,
    measure_set,
    random_sets,
    real_sets,
)
from evaluation.statistics import (
    ROUNDS,
    SEED,
    by_companies,
    quantiles,
    weighted_auc,
    weighted_effect,
)
from pipeline.measures.reference import excess_grid, mean_excess

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa
    from numpy.typing import NDArray

    from evaluation.corpus import Corpus
    from evaluation.fields import Laboratory
    from pipeline.directory import Entry

    Floats = NDArray[np.float64]

FEW = 10
"""Companies of a small set of the directory."""
DRAWS = 20
"""Random sets per real field of the directory."""


def site_figures(
    laboratory: Laboratory, tables: Mapping[str, pa.Table], random: Sequence[MeasuredSet] = ()
) -> list[Figure]:
    """Give AUC and d of real sets against random ones; ``random`` spares measuring these again."""
    members = enough_members(laboratory, tables)
    real = [measure_set(laboratory, tables, chosen) for chosen in real_sets(members)]
    apart = random or [measure_set(laboratory, tables, c) for c in random_sets(members)]
    return compare_sets(real, apart, industry_of(members))


def compare_sets(
    real: Sequence[MeasuredSet], apart: Sequence[MeasuredSet], strata: dict[str, str]
) -> list[Figure]:
    """Give AUC, AUC with every industry counted alike, and d."""
    upper = np.array([s.index.raw for s in real])
    lower = np.array([s.index.raw for s in apart])
    even = _even_weights([s.members[0][0] for s in real])
    groups = [[s.companies for s in real], [s.companies for s in apart]]
    ones, of = np.ones(len(lower)), f"real sets of 3 against {len(apart)} random ones"

    def figure(key: str, what: str, weights: Floats, *, effect: bool, goal: Goal | None) -> Figure:
        compute = weighted_effect if effect else weighted_auc
        limits = (-np.inf, np.inf) if effect else (0.0, 1.0)
        low, high = by_companies(
            groups, lambda up, down: compute(upper, lower, up * weights, down), strata, limits
        )
        value = compute(upper, lower, weights, ones)
        how = "jackknife of companies within their industries"
        return Figure(f"known_groups.{key}", what, value, low, high, how, len(real), of, goal)

    plain = np.ones(len(upper))
    return [
        figure("sites_auc", "AUC on sites", plain, effect=False, goal=at_least(0.97)),
        figure(
            "sites_auc_even", "AUC on sites, every industry counted alike", even,
            effect=False, goal=None,
        ),
        figure("sites_d", "Cohen's d on sites", plain, effect=True, goal=None),
    ]  # fmt: skip


def _even_weights(industries: Sequence[str]) -> Floats:
    counts = {name: industries.count(name) for name in set(industries)}
    return np.array([1.0 / counts[name] for name in industries])


def directory_figures(entries: Sequence[Entry]) -> list[Figure]:
    """Give AUC and d of the directory's fields, whole and in sets of ten."""
    grid = excess_grid([e.vectors for e in entries], [e.sector for e in entries])
    fields = np.array([entry.field for entry in entries])
    figures = []
    for key, size in (("directory", None), ("directory_ten", FEW)):
        real, apart = _draw_sets(grid, fields, size)
        figures += _compare_fields(key, size, real, apart)
    return figures


def _draw_sets(grid: Floats, fields: NDArray[np.str_], size: int | None) -> tuple[Floats, Floats]:
    """Give each field's value, and values of random sets of the same size, shape (fields, draws).

    Of ``size`` companies drawn from each field (mean over as many draws), or of all.
    """
    random = np.random.default_rng(0)
    real, apart = [], []
    for name in sorted(set(fields)):
        own = np.flatnonzero(fields == name)
        k = size or len(own)
        draws = DRAWS if size else 1
        real.append([mean_excess(grid, random.choice(own, k, replace=False)) for _ in range(draws)])
        apart.append(
            [mean_excess(grid, random.choice(len(grid), k, replace=False)) for _ in range(DRAWS)]
        )
    return np.array(real), np.array(apart)


def _compare_fields(key: str, size: int | None, real: Floats, apart: Floats) -> list[Figure]:
    """Give AUC and d; fields with their random sets are drawn anew for the intervals."""
    which = f"sets of {size} companies" if size else "whole fields"
    of = f"fields, {real.size} real and {apart.size} random sets"
    random = np.random.default_rng(SEED)
    rows = random.integers(0, len(real), (ROUNDS, len(real)))

    def figure(name: str, what: str, *, effect: bool, goal: Goal | None) -> Figure:
        compute = weighted_effect if effect else weighted_auc

        def of_rows(chosen: NDArray[np.int64]) -> float:
            up, down = real[chosen].ravel(), apart[chosen].ravel()
            return compute(up, down, np.ones(len(up)), np.ones(len(down)))

        low, high = quantiles(np.array([of_rows(chosen) for chosen in rows]))
        value = of_rows(np.arange(len(real)))
        how = "fields drawn anew, each with its random sets"
        return Figure(
            f"known_groups.{key}_{name}", what, value, low, high, how, len(real), of, goal
        )

    return [
        figure("auc", f"AUC in the directory, {which}", effect=False, goal=at_least(0.98)),
        figure("d", f"Cohen's d in the directory, {which}", effect=True, goal=None),
    ]


def figures(corpus: Corpus) -> list[Figure]:
    """Give known groups on sites and in the directory."""
    return [
        *site_figures(corpus.laboratory, corpus.thinned),
        *directory_figures(corpus.directory),
    ]


if __name__ == "__main__":
    run_section(figures)
