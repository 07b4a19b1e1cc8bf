"""Recalling: what an earlier run made of the same is taken over, in its order, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from pipeline.runner import run_stages
from pipeline.stage import SqlStage, Stage
from tests.function_stages import stage_of
from warehouse.select import parse_select
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES = pa.schema([("n", pa.int64()), ("read", pa.int64())])
GIVEN = frozenset({"pages"})
FIRST = [{"n": 3, "read": 1}, {"n": 1, "read": 1}, {"n": 2, "read": 1}]
LATER = [row | {"read": 2} for row in FIRST]

asked: list[str] = []


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    asked.clear()
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def numbers(pages: pa.Table) -> pa.Table:
    asked.append("numbers")
    return pages.select(["n"])


def narrow(pages: pa.Table) -> pa.Table:
    asked.append("narrow")
    return pages


def scaled(numbers: pa.Table, *, factor: int) -> pa.Table:
    asked.append("scaled")
    return pa.table({"n": [row["n"] * factor for row in numbers.to_pylist()]})


def listed(scaled: pa.Table, *, judge: object) -> pa.Table:
    del judge
    asked.append("listed")
    return pa.table({"all": [str(scaled.column("n").to_pylist())]})


NUMBERS = stage_of(numbers)
NARROW = stage_of(narrow, {"pages": ("n",)})
SCALED = stage_of(scaled)
LISTED = stage_of(listed)
COUNTED = SqlStage("counted", "Counted.", parse_select("select count(*) as n from scaled"))
CHAIN: list[Stage] = [NUMBERS, SCALED, LISTED, COUNTED]


def run(  # noqa: PLR0917 - what a run differs in
    warehouse: Warehouse,
    run_id: str,
    pages: list[dict[str, int]],
    stages: list[Stage] = CHAIN,
    factor: int = 2,
    judge: object = None,
    instruments: str = "model, plain",
) -> list[str]:
    """Run the stages over these pages; gives which functions were called."""
    asked.clear()
    warehouse.put("pages", pa.Table.from_pylist(pages, schema=PAGES))
    values = {"factor": factor, "judge": judge}
    run_stages(warehouse, stages, values, run_id, lambda *_: None, GIVEN, instruments)
    return list(asked)


def rows(warehouse: Warehouse, table: str, run_id: str) -> list[dict[str, object]]:
    kept = warehouse.table(f"history.{table}").to_pylist()
    return [row for row in kept if row.pop("run_id") == run_id]


def test_of_the_same_nothing_is_made_again(warehouse: Warehouse) -> None:
    assert run(warehouse, "r1", FIRST, judge=object()) == ["numbers", "scaled", "listed"]
    assert run(warehouse, "r2", FIRST, judge=object()) == []
    for table in ("numbers", "scaled", "listed", "counted"):
        assert rows(warehouse, table, "r2") == rows(warehouse, table, "r1") != []


def test_a_result_that_comes_out_the_same_ends_the_work(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST)
    assert run(warehouse, "r2", LATER) == ["numbers"]
    assert rows(warehouse, "listed", "r2") == [{"all": "[6, 2, 4]"}]


def test_another_value_judge_or_model_makes_what_needs_it_again(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST)
    assert run(warehouse, "r2", FIRST, factor=3) == ["scaled", "listed"]
    assert run(warehouse, "r3", FIRST, instruments="model, larger") == [
        "numbers", "scaled", "listed",
    ]  # fmt: skip
    assert run(warehouse, "r4", FIRST, factor=3) == []


def test_rows_that_are_laid_out_again_stand_in_their_first_order(warehouse: Warehouse) -> None:
    run(warehouse, "r1", sorted(FIRST, key=lambda row: row["n"]))
    # The rows of this run are stored already, in another order.
    run(warehouse, "r2", FIRST)
    assert run(warehouse, "r3", FIRST, [NUMBERS, SCALED], factor=5) == ["scaled"]
    assert warehouse.table("numbers").to_pydict() == {"n": [3, 1, 2]}
    assert warehouse.table("scaled").to_pydict() == {"n": [15, 5, 10]}


def test_other_rows_or_another_order_are_another_table(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST)
    assert run(warehouse, "r2", FIRST[::-1]) == ["numbers", "scaled", "listed"]
    assert run(warehouse, "r3", [*FIRST, FIRST[0]]) == ["numbers", "scaled", "listed"]
    assert rows(warehouse, "listed", "r3") == [{"all": "[6, 2, 4, 6]"}]
    assert run(warehouse, "r4", []) == ["numbers", "scaled", "listed"]


def test_what_is_forgotten_is_not_recalled(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST)
    warehouse.forget("r1")
    assert run(warehouse, "r2", FIRST) == ["numbers", "scaled", "listed"]
    run(warehouse, "r3", FIRST)
    warehouse.forget("r2")
    assert run(warehouse, "r4", FIRST) == []


def test_a_run_that_is_done_again_replaces_its_rows(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST)
    run(warehouse, "r2", FIRST[:1])
    run(warehouse, "r1", FIRST[:1])
    assert rows(warehouse, "scaled", "r1") == [{"n": 6}]
    assert run(warehouse, "r3", FIRST[:1]) == []
    assert rows(warehouse, "scaled", "r3") == [{"n": 6}]


def test_columns_that_a_stage_does_not_read_may_change(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST, [NARROW])
    assert warehouse.table("narrow").column_names == ["n"]
    assert run(warehouse, "r2", LATER, [NARROW]) == []
    assert run(warehouse, "r3", LATER[1:], [NARROW]) == ["narrow"]


def test_another_stage_may_read_more_of_a_table(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST, [NUMBERS, NARROW])
    assert run(warehouse, "r2", LATER, [NUMBERS, NARROW]) == ["numbers"]


def test_who_does_not_name_the_instruments_recalls_nothing(warehouse: Warehouse) -> None:
    run(warehouse, "r1", FIRST, instruments="")
    assert run(warehouse, "r2", FIRST, instruments="") == ["numbers", "scaled", "listed"]
