"""Running stages: in order, kept under the run, and failing with the stage's name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

from pipeline.runner import run_stages
from pipeline.stage import SqlStage, Stage
from sameness.errors import ModelMissing, StageFailed, StageInvalid
from tests.function_stages import stage_of
from warehouse.select import parse_select
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        opened.put("pages", pa.table({"n": [1, 2]}))
        yield opened


def doubled(pages: pa.Table, *, factor: int) -> pa.Table:
    return pa.table({"n": [row["n"] * factor for row in pages.to_pylist()]})


DOUBLED = stage_of(doubled)
SUMMED = SqlStage("summed", "Summed.", parse_select("select sum(n)::bigint as n from doubled"))


def broken(doubled: pa.Table) -> pa.Table:
    raise ZeroDivisionError(f"{doubled.num_rows} rows")


def refused(doubled: pa.Table) -> pa.Table:
    raise ModelMissing(f"No model for {doubled.num_rows} rows.", "Install it.")


def run(
    warehouse: Warehouse, stages: list[Stage], factor: int = 2, run_id: str = "r1"
) -> list[str]:
    """Run stages; gives what was told before each."""
    told: list[str] = []
    run_stages(
        warehouse,
        stages,
        {"factor": factor},
        run_id,
        lambda name, number, count: told.append(f"{number}/{count} {name}"),
    )
    return told


def history(warehouse: Warehouse, table: str) -> list[tuple[object, ...]]:
    warehouse.close()
    with duckdb.connect(str(warehouse.path), read_only=True) as connection:
        return connection.execute(f"from history.{table} order by all").fetchall()


def test_stages_run_in_order_and_are_told_of(warehouse: Warehouse) -> None:
    assert run(warehouse, [DOUBLED, SUMMED]) == ["1/2 doubled", "2/2 summed"]
    assert warehouse.table("summed").to_pydict() == {"n": [6]}
    assert history(warehouse, "doubled") == [("r1", 2), ("r1", 4)]


def test_a_repeated_run_replaces_what_it_kept(warehouse: Warehouse) -> None:
    run(warehouse, [DOUBLED], factor=2, run_id="r1")
    run(warehouse, [DOUBLED], factor=3, run_id="r2")
    run(warehouse, [DOUBLED], factor=5, run_id="r1")
    assert history(warehouse, "doubled") == [("r1", 5), ("r1", 10), ("r2", 3), ("r2", 6)]


def test_a_failing_stage_is_named_and_its_error_kept(warehouse: Warehouse) -> None:
    with pytest.raises(StageFailed, match="Stage broken failed: 2 rows") as caught:
        run(warehouse, [DOUBLED, stage_of(broken)])
    assert isinstance(caught.value.__cause__, ZeroDivisionError)
    assert history(warehouse, "doubled") == [("r1", 2), ("r1", 4)]


def test_a_select_that_fails_is_named_too(warehouse: Warehouse) -> None:
    stage = SqlStage("broken", "Broken.", parse_select("select no_such_column from pages"))
    with pytest.raises(StageFailed, match=r"Stage broken failed: .*no_such_column"):
        run(warehouse, [stage])


def test_an_error_with_a_remedy_of_its_own_is_let_through(warehouse: Warehouse) -> None:
    with pytest.raises(ModelMissing, match="No model for 2 rows"):
        run(warehouse, [DOUBLED, stage_of(refused)])


def test_nothing_runs_where_a_table_is_missing(warehouse: Warehouse) -> None:
    with pytest.raises(StageInvalid, match="Stage summed reads doubled"):
        run(warehouse, [SUMMED])
    with pytest.raises(StageInvalid, match="Stage broken reads nowhere"):
        run(
            warehouse,
            [DOUBLED, SqlStage("broken", "Broken.", parse_select("select * from nowhere"))],
        )
    with pytest.raises(duckdb.Error):
        warehouse.table("doubled")
