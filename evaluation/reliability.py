"""Half of the evidence, the same answer? Split-half reliability of the index.

    python -m evaluation.reliability CORPUS

Every company's pages are dealt into two halves, so that no page is in both; each half is measured
as if it were all. Spearman-Brown turns the correlation of halves into that of wholes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evaluation.corpus import thin
from evaluation.figures import Figure, Goal, at_least
from evaluation.section import run_section
from evaluation.sets import rows_of, strangers_to
from evaluation.statistics import SEED, correlation, full_length, mean_interval, quantiles
from pipeline.measures.reference import excess_grid, mean_excess

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from evaluation.corpus import Corpus
    from evaluation.fields import Laboratory
    from pipeline.directory import Entry

    Floats = NDArray[np.float64]
    Tables = Mapping[str, pa.Table]

M = 20
SPLITS = 32
MOST = 240
FEWEST = 3


def halves_of(table: pa.Table, seed: int) -> tuple[pa.Table, pa.Table]:
    """Give the statements of two random halves of every company's pages."""
    random = np.random.default_rng(seed)
    pages = list(
        zip(table.column("company").to_pylist(), table.column("url").to_pylist(), strict=True)
    )
    half: dict[tuple[str, str], int] = {}
    sizes: dict[str, list[int]] = {}
    # In the order of the table: that of a set is another in every process.
    counts = Counter(pages)
    for page in sorted(counts, key=lambda page: (-counts[page], random.random())):
        size = sizes.setdefault(page[0], [0, 0])
        smaller = int(size[1] < size[0]) if size[0] != size[1] else int(random.integers(2))
        half[page] = smaller
        size[smaller] += counts[page]
    first = pa.array([half[page] == 0 for page in pages])
    second = pa.array([half[page] == 1 for page in pages])
    return table.filter(first), table.filter(second)


def measure_halves(
    laboratory: Laboratory, tables: Tables
) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Give index points of both halves by company and by field, each of shape (splits, 2)."""
    companies: dict[str, list[list[float]]] = {}
    fields: dict[str, list[list[float]]] = {}
    for name, table in tables.items():
        strangers = strangers_to({k: thin(t, 120) for k, t in tables.items()}, {name})
        for seed in range(SPLITS):
            halves = halves_of(thin(table, MOST), seed)
            both = _large_in_both(halves)
            if len(both) < FEWEST:
                continue
            a, b = (
                laboratory.measure(rows_of(half, both), strangers, rivals_sampled=M)
                for half in halves
            )
            fields.setdefault(name, []).append([a.field.raw, b.field.raw])
            for who in both:
                pair = [a.companies[who].raw, b.companies[who].raw]
                companies.setdefault(f"{name}/{who}", []).append(pair)
    return _whole(companies), _whole(fields)


def _large_in_both(halves: tuple[pa.Table, pa.Table]) -> list[str]:
    first, second = (half.column("company").to_pylist() for half in halves)
    return [n for n in sorted(set(first)) if first.count(n) >= M and second.count(n) >= M]


def _whole(found: dict[str, list[list[float]]]) -> dict[str, Floats]:
    """Leave out what some split was too small for."""
    return {name: np.array(v) for name, v in sorted(found.items()) if len(v) == SPLITS}


def reliability(halves: Floats) -> float:
    """Give the reliability of the whole; ``halves`` (units, splits, 2), mean over the splits."""
    found = [correlation(halves[:, i, 0], halves[:, i, 1]) for i in range(halves.shape[1])]
    return full_length(float(np.mean(found)))


def figure_of(key: str, what: str, halves: Floats, of: str, goal: Goal | None) -> Figure:
    """Give the reliability with the units drawn anew."""
    random = np.random.default_rng(SEED)
    rows = random.integers(0, len(halves), (400, len(halves)))
    low, high = quantiles(np.array([reliability(halves[chosen]) for chosen in rows]))
    value = reliability(halves)
    return Figure(
        f"reliability.{key}", what, value, low, high, f"{of} drawn anew", len(halves), of, goal
    )


def site_figures(laboratory: Laboratory, tables: Tables) -> list[Figure]:
    """Give the reliability of companies' indices and how far the halves of a field lie apart."""
    companies, fields = measure_halves(laboratory, tables)
    points = np.stack(list(companies.values()))
    industries = np.array([name.split("/")[0] for name in companies])
    within = points.copy()
    for name in set(industries):
        within[industries == name] -= points[industries == name].mean(axis=0)
    apart = np.array([np.abs(v[:, 0] - v[:, 1]).mean() for v in fields.values()])
    mean, low, high = mean_interval(apart)
    return [
        figure_of("companies", "companies' indices, all fields together", points, "companies",
                  at_least(0.7)),
        figure_of("companies_within", "companies' indices, each against its own field's mean",
                  within, "companies", None),
        Figure("reliability.field_gap", "index points between two halves of a field's pages",
               mean, low, high, "t(n-1) over industries", len(apart), "industries"),
    ]  # fmt: skip


def directory_figure(entries: list[Entry]) -> Figure:
    """Give the reliability of the directory's fields, each field's companies dealt in halves."""
    grid = excess_grid([e.vectors for e in entries], [e.sector for e in entries])
    fields = np.array([entry.field for entry in entries])
    halves = []
    for name in sorted(set(fields)):
        own = np.flatnonzero(fields == name)
        splits = []
        for seed in range(SPLITS):
            mixed = np.random.default_rng(seed).permutation(own)
            middle = len(mixed) // 2
            splits.append([mean_excess(grid, mixed[:middle]), mean_excess(grid, mixed[middle:])])
        halves.append(splits)
    return figure_of(
        "directory", "fields of the directory, companies dealt into halves", np.array(halves),
        "fields", at_least(0.7),
    )  # fmt: skip


def figures(corpus: Corpus) -> list[Figure]:
    """Give split-half reliability on sites and in the directory."""
    return [
        *site_figures(corpus.laboratory, corpus.compared),
        directory_figure(corpus.directory),
    ]


if __name__ == "__main__":
    run_section(figures)
