"""Zero and hundred: does the index say 0 of strangers and 100 of one company in pieces?

python -m evaluation.anchors CORPUS
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evaluation.figures import Figure, at_least, within
from evaluation.section import run_section
from evaluation.sets import (
    ROUNDS,
    MeasuredSet,
    Member,
    enough_members,
    industry_of,
    measure_set,
    random_sets,
    rows_of,
    strangers_to,
)
from evaluation.statistics import by_companies, mean_interval
from pipeline.measures.prevalence import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evaluation.corpus import Corpus
    from evaluation.fields import Index, Laboratory

    Tables = Mapping[str, pa.Table]

PIECES = 3
CUTS = 4
"""Different cuts of one company, averaged."""
FEWER = 20
"""m where a company is cut into pieces, so that more companies have enough."""


def zero_figures(laboratory: Laboratory, tables: Tables) -> list[Figure]:
    """Give what the index says of companies of different industries."""
    members = enough_members(laboratory, tables)
    sets = [
        measure_set(laboratory, tables, chosen, bootstrap_rounds=ROUNDS)
        for chosen in random_sets(members)
    ]
    return describe_zero(sets, industry_of(members))


def describe_zero(sets: Sequence[MeasuredSet], strata: dict[str, str]) -> list[Figure]:
    """Give mean, spread and coverage of random sets' indices."""
    values = np.array([s.index.raw for s in sets])
    groups = [[s.companies for s in sets]]

    def mean(weights: np.ndarray[tuple[int], np.dtype[np.float64]]) -> float:
        return float((weights * values).sum() / weights.sum()) if weights.sum() else float("nan")

    low, high = by_companies(groups, mean, strata)
    held = sum(1 for s in sets if s.index.low <= 0.0)
    share_low, share_high = wilson_interval(held, len(sets))
    by_draw = "jackknife of companies within their industries"
    of = "random sets of 3 companies of 3 industries"
    return [
        Figure(
            "anchors.zero_mean", "mean index of random sets, unclipped",
            float(values.mean()), low, high, by_draw, len(sets), of, within(5.0),
        ),
        Figure(
            "anchors.zero_held", "share of random sets whose range holds 0",
            held / len(sets), share_low, share_high,
            "Wilson, as if the sets shared no company", len(sets), of, at_least(0.9),
        ),
        Figure(
            "anchors.zero_spread", "standard deviation of random sets' indices",
            float(values.std(ddof=1)), np.nan, np.nan,
            "none: a description of the sets", len(sets), of,
        ),
    ]  # fmt: skip


def hundred_figures(laboratory: Laboratory, tables: Tables) -> list[Figure]:
    """Give what the index says of pretended rivals cut out of one company."""
    pages, random_cuts = [], []
    for industry, company in _large(tables):
        own = rows_of(tables[industry], [company])
        strangers = strangers_to(tables, {industry})
        pages.append(np.mean(_cut_by_page(laboratory, own, strangers)))
        random_cuts.append(np.mean(_cut_at_random(laboratory, own, strangers)))
    by_company = "t(n-1) over companies"
    mean, low, high = mean_interval(np.array(pages))
    random_mean, random_low, random_high = mean_interval(np.array(random_cuts))
    of = "companies, each cut into 3 pretended rivals 4 times"
    return [
        Figure(
            "anchors.hundred_pages", "mean index of page-wise cuts of one company, unclipped",
            mean, low, high, by_company, len(pages), of, within(20.0, 100.0),
        ),
        Figure(
            "anchors.hundred_pages_spread", "standard deviation of these over companies",
            float(np.std(pages, ddof=1)), np.nan, np.nan,
            "none: a description of the companies", len(pages), of,
        ),
        Figure(
            "anchors.hundred_random",
            "mean index of random cuts of one company, own ceiling without the statement's page "
            "(every statement a page of its own)",
            random_mean, random_low, random_high, by_company, len(random_cuts), of,
            within(5.0, 100.0),
        ),
    ]  # fmt: skip


def _large(tables: Tables) -> list[Member]:
    """Give the companies with enough statements and pages for three pretended rivals."""
    found = []
    for industry, table in sorted(tables.items()):
        for company in sorted(set(table.column("company").to_pylist())):
            own = rows_of(table, [company])
            pages = set(own.column("url").to_pylist())
            if own.num_rows >= PIECES * FEWER * 1.5 and len(pages) >= 2 * PIECES:
                found.append((industry, company))
    return found


def _cut_by_page(laboratory: Laboratory, own: pa.Table, strangers: pa.Table) -> list[float]:
    values = []
    for seed in range(CUTS):
        pieces = _deal_pages(own.column("url").to_pylist(), seed)
        index = _pretend(laboratory, own, pieces, strangers)
        if index is not None:
            values.append(index.raw)
    return values


def _deal_pages(urls: list[str], seed: int) -> list[int]:
    """Give each statement's piece: whole pages, the largest first, to the smallest piece so far."""
    random = np.random.default_rng(seed)
    names, counts = np.unique(urls, return_counts=True)
    sizes = [0] * PIECES
    piece_of = {}
    for i in sorted(range(len(names)), key=lambda i: (-counts[i], random.random())):
        smallest = min(range(PIECES), key=lambda piece: (sizes[piece], random.random()))
        piece_of[names[i]] = smallest
        sizes[smallest] += int(counts[i])
    return [piece_of[url] for url in urls]


def _cut_at_random(laboratory: Laboratory, own: pa.Table, strangers: pa.Table) -> list[float]:
    """Every statement is a page of its own, so the ceiling lacks the statement alone."""
    alone = own.set_column(
        own.column_names.index("url"), "url", own.column("statement_id").cast(pa.string())
    )
    values = []
    for seed in range(CUTS):
        order = np.random.default_rng(seed).permutation(alone.num_rows)
        index = _pretend(laboratory, alone, (order % PIECES).tolist(), strangers)
        if index is not None:
            values.append(index.own_raw)
    return values


def _pretend(
    laboratory: Laboratory, own: pa.Table, pieces: list[int], strangers: pa.Table
) -> Index | None:
    """Give the index of one company's statements dealt to pretended rivals; None if too few."""
    if min(np.bincount(pieces, minlength=PIECES)) < FEWER:
        return None
    names = pa.array([f"piece {piece}" for piece in pieces])
    cut = own.set_column(own.column_names.index("company"), "company", names)
    return laboratory.measure(cut, strangers, rivals_sampled=FEWER).field


def figures(corpus: Corpus) -> list[Figure]:
    """Give both anchors on the corpus's sites."""
    return [
        *zero_figures(corpus.laboratory, corpus.thinned),
        *hundred_figures(corpus.laboratory, corpus.compared),
    ]


if __name__ == "__main__":
    run_section(figures)
