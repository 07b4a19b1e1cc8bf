"""The program's own stages on any set of statements: the one place that knows how they are run.

Every section of the validity programme measures through here, so that what is judged is what ships.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from embeddings.panel import load_panel
from pipeline.discover import discover_stages
from pipeline.run import stage_values
from pipeline.stages.identity_terms import NO_TERMS
from sameness.settings import DEFAULT_MODEL, Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from pipeline.stage import Stage

    Change = Callable[[pa.Table], pa.Table]

FEW_ROUNDS = 40
"""Bootstrap draws where only the value is asked for."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str, number: int, count: int) -> None:
        """Ignore it."""

    def encoded(self, done: int, count: int) -> None:
        """Ignore it."""


@dataclass(frozen=True, slots=True)
class Index:
    """One index: value and range as published (0-100), and what they were made of."""

    value: float
    low: float
    high: float
    between: float
    own: float
    strangers: float
    ceiling: float

    @property
    def raw(self) -> float:
        """The index without the clip, so that means of many are fair."""
        return 100.0 * (self.between - self.strangers) / self.ceiling

    @property
    def own_raw(self) -> float:
        """The same with the field's own ceiling O - G, not the one shrunk to the reference."""
        return 100.0 * (self.between - self.strangers) / (self.own - self.strangers)


@dataclass(frozen=True, slots=True)
class Measured:
    """The index of a field and of each of its companies with enough text."""

    field: Index
    companies: dict[str, Index]


class Laboratory:
    """A throw-away warehouse in which the program's stages run on tables given by hand."""

    def __init__(self, folder: Path, model: str = DEFAULT_MODEL) -> None:
        """Open the warehouse in ``folder``; vectors and names found are kept there."""
        self.model = model
        self.settings = Settings(workspace=folder, model=model)
        self.warehouse = Warehouse(self.settings.warehouse)
        self.warehouse.put("known_terms", NO_TERMS)
        self._stages = discover_stages()
        self._values = stage_values(self.warehouse, self.settings, "en", Silent())
        lifts = load_panel(model).lifts
        self._values |= {"ceiling_reference": lifts[~np.isnan(lifts)].tolist()}

    def value(self, name: str) -> Any:  # noqa: ANN401 - a stage's value may be anything
        """Give the value that a stage of this name is given."""
        return self._values[name]

    def make(
        self,
        wanted: Iterable[str],
        given: Mapping[str, pa.Table],
        changed: Mapping[str, Change] | None = None,
        **values: object,
    ) -> dict[str, pa.Table]:
        """Give the ``wanted`` tables, made by the stages from the ``given`` ones.

        ``changed`` holds functions that tamper with a table once it is made, ``values`` replaces
        what the stages are told (such as ``rivals_sampled``).
        """
        wanted = list(wanted)
        for name, table in given.items():
            self.warehouse.put(name, table)
        for stage in _path_to(wanted, set(given), self._stages):
            stage.make(self.warehouse, self._values | values)
            if changed and stage.name in changed:
                self.warehouse.put(
                    stage.name, changed[stage.name](self.warehouse.table(stage.name))
                )
        return {name: self.warehouse.table(name) for name in wanted}

    def measure(
        self,
        compared: pa.Table,
        strangers: pa.Table,
        companies: pa.Table | None = None,
        **values: object,
    ) -> Measured:
        """Give the index of a set of statements (``compared_statements``) against strangers.

        Values are the stages' own; few bootstrap draws unless asked for. Raises ValueError where
        nothing can be computed.
        """
        made = self._measured(["index_ranges"], compared, strangers, companies, values)
        return read_ranges(made["index_ranges"])

    def pairs(
        self, compared: pa.Table, strangers: pa.Table, **values: object
    ) -> dict[tuple[str, str], float]:
        """Give index points, unclipped, of every ordered pair with enough text."""
        wanted = ["index_ranges", "rival_matches"]
        made = self._measured(wanted, compared, strangers, None, values)
        measured = read_ranges(made["index_ranges"])
        similarities: dict[tuple[str, str], list[float]] = {}
        for row in made["rival_matches"].to_pylist():
            similarities.setdefault((row["company"], row["rival"]), []).append(row["similarity"])
        return {
            (company, rival): 100.0
            * (math.fsum(values) / len(values) - measured.companies[company].strangers)
            / measured.field.ceiling
            for (company, rival), values in sorted(similarities.items())
            if company in measured.companies and rival in measured.companies
        }

    def blind_test(self, compared: pa.Table, m: int) -> dict[tuple[str, str], float]:
        """Give the confusion of every pair with m statements on three pages (0 told, 1 never)."""
        given = {"compared_statements": compared, "companies": companies_of(compared)}
        made = self.make(["blind_tests"], given, rivals_sampled=m, fewest_statements=m)
        rows = made["blind_tests"].to_pylist()
        return {
            (row["company"], row["rival"]): row["confusion"]
            for row in rows
            if row["company"] < row["rival"]
        }

    def echo(self, compared: pa.Table) -> tuple[float, float]:
        """Give the field's echo and the echo of all that was read, both 0-1."""
        given = {"compared_statements": compared, "companies": companies_of(compared)}
        made = self.make(["echo"], given, bootstrap_rounds=FEW_ROUNDS)["echo"]
        row = next(row for row in made.to_pylist() if row["company"] is None)
        return row["echo"], row["as_read"]

    def _measured(
        self,
        wanted: list[str],
        compared: pa.Table,
        strangers: pa.Table,
        companies: pa.Table | None,
        values: dict[str, object],
    ) -> dict[str, pa.Table]:
        told: dict[str, Any] = {"bootstrap_rounds": FEW_ROUNDS} | values
        if "rivals_sampled" in told:
            told |= {"fewest_statements": told["rivals_sampled"], "fewest_pages": 1}
        given = {
            "compared_statements": compared,
            "known_strangers": strangers,
            "companies": companies_of(compared) if companies is None else companies,
        }
        return self.make(wanted, given, **told)


def read_ranges(index_ranges: pa.Table) -> Measured:
    """Give the rows of ``index_ranges`` by company; raises ValueError where there are none."""
    names = list(Index.__dataclass_fields__)
    found = {
        row["company"]: Index(**{name: row[name] for name in names})
        for row in index_ranges.to_pylist()
    }
    if None not in found:
        raise ValueError("too little text, or no strangers: no index")
    return Measured(found.pop(None), found)


def _path_to(wanted: list[str], given: set[str], ordered: list[Stage]) -> list[Stage]:
    """Give the stages that lead from the given tables to the wanted ones, in order."""
    needed = set(wanted)
    for stage in reversed(ordered):
        if stage.name in needed and stage.name not in given:
            needed |= stage.reads
    return [stage for stage in ordered if stage.name in needed and stage.name not in given]


def companies_of(compared: pa.Table) -> pa.Table:
    """Give a table of companies for a set of statements, with addresses that say nothing."""
    names = sorted(set(compared.column("company").to_pylist()))
    return pa.table(
        {
            "position": pa.array(range(len(names)), pa.int32()),
            "company": names,
            "site": [f"https://site-{i}.invalid" for i in range(len(names))],
            "aliases": pa.array([[] for _ in names], pa.list_(pa.string())),
            "is_client": [False] * len(names),
        }
    )


def as_strangers(industries: Mapping[str, pa.Table]) -> pa.Table:
    """Give compared statements by industry as a table of known strangers."""
    parts = [
        pa.table(
            {
                "source": ["workspace"] * table.num_rows,
                "industry": [name] * table.num_rows,
                "stranger": table.column("company"),
                "kind": table.column("kind"),
                "words": table.column("words"),
                "vector": table.column("vector"),
            }
        )
        for name, table in sorted(industries.items())
    ]
    return pa.concat_tables(parts)
