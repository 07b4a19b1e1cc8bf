"""What must not matter: how many statements or companies, repetition, boilerplate, names, order.

    python -m evaluation.invariances CORPUS

Every figure is a change in index points, unclipped: after minus before.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evaluation import tampering
from evaluation.changes import change_figure
from evaluation.corpus import thin
from evaluation.figures import Figure, at_least, within
from evaluation.section import run_section
from evaluation.sets import enough_members, rows_of, strangers_to

if TYPE_CHECKING:
    from collections.abc import Mapping

    from evaluation.corpus import Corpus
    from evaluation.fields import Laboratory

    Tables = Mapping[str, pa.Table]

MANY, FEW, M_FEW = 160, 20, 20
DRAWS = 10
FEWEST = 3
"""Companies of a field that is measured at all."""


def statement_counts(laboratory: Laboratory, tables: Tables, many: int = MANY) -> Figure:
    """Give what 20 statements of each company make of an index of ``many``, ceiling held fixed.

    Of 20 statements too few are on other pages for an own anchor, so B - G is divided by the same
    ceiling before and after.
    """
    changes = []
    for industry, table in sorted(tables.items()):
        large = _with_at_least(table, many)
        if len(large) < 2:
            continue
        strangers = strangers_to(tables, {industry})
        full = thin(rows_of(table, large), many)
        before = laboratory.measure(full, strangers, rivals_sampled=M_FEW).field
        moved = []
        for seed in range(DRAWS):
            few = _draw(full, FEW, seed)
            after = laboratory.measure(few, strangers, rivals_sampled=M_FEW).field
            moved.append((after.between - after.strangers) - (before.between - before.strangers))
        changes.append(100.0 * float(np.mean(moved)) / before.ceiling)
    return change_figure(
        "statements", f"{FEW} statements of each company instead of {many}", changes,
        "industries with two companies of so many, 10 draws each", within(5.0),
    )  # fmt: skip


def _with_at_least(table: pa.Table, statements: int) -> list[str]:
    names = table.column("company").to_pylist()
    return sorted(name for name in set(names) if names.count(name) >= statements)


def _draw(table: pa.Table, count: int, seed: int) -> pa.Table:
    """Give ``count`` statements of each company."""
    random = np.random.default_rng(seed)
    companies = np.array(table.column("company").to_pylist(), dtype=object)
    rows = [
        np.sort(random.choice(np.flatnonzero(companies == name), count, replace=False))
        for name in sorted(set(companies))
    ]
    return table.take(pa.array(np.concatenate(rows)))


def company_counts(laboratory: Laboratory, tables: Tables) -> Figure:
    """Give what the mean of all sets of three makes of the index of all companies."""
    members = enough_members(laboratory, tables)
    changes = []
    for industry, table in sorted(tables.items()):
        names = [name for place, name in members if place == industry]
        if len(names) <= FEWEST:
            continue
        strangers = strangers_to(tables, {industry})
        full = laboratory.measure(rows_of(table, names), strangers).field.raw
        sets = [
            laboratory.measure(rows_of(table, chosen), strangers).field.raw
            for chosen in combinations(names, FEWEST)
        ]
        changes.append(float(np.mean(sets)) - full)
    return change_figure(
        "companies", "mean of all sets of 3 companies instead of all companies", changes,
        "industries with four companies or more", within(5.0),
    )  # fmt: skip


def large_rival(laboratory: Laboratory, tables: Tables) -> Figure:
    """Give what a rival with twenty times its statements makes of the index."""
    changes = []
    for industry, table in sorted(tables.items()):
        names = table.column("company").to_pylist()
        largest = max(sorted(set(names)), key=names.count)
        others = [name for name in sorted(set(names)) if name != largest]
        if names.count(largest) < 20 * 40 or len(others) < FEWEST - 1:
            continue
        strangers = strangers_to(tables, {industry})
        rest, giant = thin(rows_of(table, others), 120), rows_of(table, [largest])
        small = thin(giant, giant.num_rows // 20)
        before = laboratory.measure(pa.concat_tables([rest, small]), strangers).field.raw
        after = laboratory.measure(pa.concat_tables([rest, giant]), strangers).field.raw
        changes.append(after - before)
    return change_figure(
        "large_rival", "one company with all its statements instead of a twentieth", changes,
        "industries with a company of 800 statements", within(5.0),
    )  # fmt: skip


def row_order(laboratory: Laboratory, tables: Tables) -> Figure:
    """Give the share of industries whose every figure is the same to the bit, rows shuffled."""
    same = []
    for industry, table in sorted(tables.items()):
        strangers = strangers_to(tables, {industry})
        mixed = [_shuffled(rows, seed) for seed, rows in enumerate((table, strangers))]
        if len(set(table.column("company").to_pylist())) >= FEWEST:
            before = laboratory.measure(table, strangers)
            same.append(float(before == laboratory.measure(*mixed)))
    return Figure(
        "invariances.order", "share of fields whose figures are the same to the bit, rows shuffled",
        float(np.mean(same)), np.nan, np.nan, "none: exact or not", len(same), "industries",
        at_least(1.0),
    )  # fmt: skip


def _shuffled(table: pa.Table, seed: int) -> pa.Table:
    return table.take(pa.array(np.random.default_rng(seed).permutation(table.num_rows)))


def table_figures(laboratory: Laboratory, tables: Tables, full: Tables) -> list[Figure]:
    """Give the invariances that need no text: ``tables`` thinned, ``full`` with all statements."""
    return [
        statement_counts(laboratory, full),
        company_counts(laboratory, tables),
        large_rival(laboratory, full),
        row_order(laboratory, tables),
    ]


def figures(corpus: Corpus) -> list[Figure]:
    """Give all invariances on the corpus's sites."""
    return [
        *table_figures(corpus.laboratory, corpus.thinned, corpus.compared),
        *tampering.figures(corpus),
    ]


if __name__ == "__main__":
    run_section(figures)
