"""Sets of companies whose answer is known: real rivals, and companies with nothing in common."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from evaluation.fields import Index, Laboratory, as_strangers, companies_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Member = tuple[str, str]
"""An industry and one of its companies."""
SIZE = 3
"""Companies in a set: few industries have many, and three already have six ordered pairs."""
DRAWS = 3
"""Random sets of each three industries."""
ROUNDS = 300
"""Bootstrap draws behind a set's own range."""


@dataclass(frozen=True, slots=True)
class MeasuredSet:
    """A set of companies and the index it was given."""

    members: tuple[Member, ...]
    index: Index

    @property
    def companies(self) -> tuple[str, ...]:
        """The companies' names."""
        return tuple(company for _, company in self.members)


def rows_of(table: pa.Table, companies: Sequence[str]) -> pa.Table:
    """Give the statements of these companies."""
    return table.filter(pc.is_in(table.column("company"), pa.array(companies, pa.string())))


def enough_members(laboratory: Laboratory, tables: Mapping[str, pa.Table]) -> list[Member]:
    """Give every company with enough text for an index of its own, sorted."""
    members = []
    for industry, table in sorted(tables.items()):
        given = {"compared_statements": table, "companies": companies_of(table)}
        levels = laboratory.make(["evidence_levels"], given)["evidence_levels"]
        members += [(industry, row["company"]) for row in levels.to_pylist() if row["enough"]]
    return sorted(members)


def real_sets(members: Sequence[Member], size: int = SIZE) -> list[tuple[Member, ...]]:
    """Give every set of so many companies of one industry."""
    return [
        chosen
        for chosen in combinations(sorted(members), size)
        if len({industry for industry, _ in chosen}) == 1
    ]


def random_sets(
    members: Sequence[Member], draws: int = DRAWS, size: int = SIZE
) -> list[tuple[Member, ...]]:
    """Give sets of one company each of ``size`` industries, every choice of industries alike."""
    random = np.random.default_rng(0)
    found = []
    for chosen in combinations(sorted({industry for industry, _ in members}), size):
        for _ in range(draws):
            pools = [[m for m in members if m[0] == industry] for industry in chosen]
            found.append(tuple(pool[random.integers(len(pool))] for pool in pools))
    return found


def strangers_to(tables: Mapping[str, pa.Table], industries: set[str]) -> pa.Table:
    """Give the statements of all other industries as known strangers."""
    return as_strangers({name: t for name, t in tables.items() if name not in industries})


def measure_set(
    laboratory: Laboratory,
    tables: Mapping[str, pa.Table],
    members: tuple[Member, ...],
    **values: object,
) -> MeasuredSet:
    """Give the index of a set, against the companies of every industry that is not in it."""
    compared = pa.concat_tables(rows_of(tables[industry], [name]) for industry, name in members)
    strangers = strangers_to(tables, {industry for industry, _ in members})
    return MeasuredSet(members, laboratory.measure(compared, strangers, **values).field)


def industry_of(members: Sequence[Member]) -> dict[str, str]:
    """Give each company's industry by its name."""
    return {company: industry for industry, company in members}
