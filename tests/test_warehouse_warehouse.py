"""The warehouse: rows in, tables made and kept, rows out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest

from sameness.records import Fetch, Outcome, PageKind
from warehouse.warehouse import Warehouse, to_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2026, 7, 1, 12, 0, 30, tzinfo=UTC)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "warehouse.duckdb") as opened:
        yield opened


def fetch(url: str = "https://zelmura.example/", at: datetime = NOON) -> Fetch:
    return Fetch(
        *("Zelmura", url, url, PageKind.HOME, "home page", 0, Outcome.FETCHED, "", 200),
        *("text/html", "utf-8", at, 12, "d1", "zelmura.warc.gz#0"),
    )


def store(warehouse: Warehouse, fetches: list[Fetch]) -> None:
    rows = to_arrow(fetches, Fetch)
    for name, value in (("industry", "demo"), ("snapshot_id", "s1")):
        rows = rows.append_column(name, pa.array([value] * len(fetches), pa.string()))
    warehouse.insert("raw.fetches", rows)


def stored(warehouse: Warehouse) -> list[dict[str, object]]:
    found: list[dict[str, object]] = warehouse.arrow(
        "run_fetches", industry="demo", snapshot_id="s1", companies=["Zelmura"]
    ).to_pylist()
    return found


def test_records_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    store(warehouse, [fetch()])
    (row,) = stored(warehouse)
    assert (row["kind"], row["outcome"], row["status"]) == ("home", "fetched", 200)
    assert row["fetched_at"] == NOON.replace(tzinfo=None)


def test_no_records_are_stored_as_none(warehouse: Warehouse) -> None:
    store(warehouse, [])
    assert stored(warehouse) == []


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kolkata", "UTC"])
def test_times_are_in_utc_whatever_the_machine_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.setenv("TZ", zone)
    abroad = NOON.astimezone(timezone(timedelta(hours=-7)))
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        store(warehouse, [fetch("https://a.example/"), fetch("https://b.example/", abroad)])
        assert {row["fetched_at"] for row in stored(warehouse)} == {NOON.replace(tzinfo=None)}


def test_a_transaction_stores_everything_or_nothing(warehouse: Warehouse) -> None:
    def fail() -> None:
        with warehouse.transaction():
            store(warehouse, [fetch()])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert stored(warehouse) == []
    with warehouse.transaction():
        store(warehouse, [fetch()])
    assert len(stored(warehouse)) == 1


def test_what_is_stored_survives_closing(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        store(warehouse, [fetch()])
        warehouse.checkpoint()
    with Warehouse(path) as warehouse:
        assert len(stored(warehouse)) == 1


@dataclass(frozen=True, slots=True)
class NewestRun:
    run_id: str


def run(run_id: str, started: datetime) -> pa.Table:
    texts = {"industry": "demo", "snapshot_id": "s1", "industry_name": "Demo", "model": "m"}
    row = {"run_id": run_id, "started_at": started, "version": "0", "rivals_sampled": 40} | texts
    return pa.Table.from_pylist([row])


def test_rows_come_as_dataclasses_and_tuples(warehouse: Warehouse) -> None:
    warehouse.insert("raw.runs", run("r1", NOON))
    warehouse.insert("raw.runs", run("r2", NOON + timedelta(seconds=1)))
    assert warehouse.tuples("newest_run", industry="demo", channel="pages") == []
    for run_id in ("r1", "r2"):
        warehouse.run("finish_run", run_id=run_id, finished_at=NOON, data_digest="d")
    assert warehouse.tuples("newest_run", industry="demo", channel="pages") == [("r2",)]
    assert warehouse.rows("newest_run", NewestRun, industry="demo", channel="pages") == [
        NewestRun("r2")
    ]


def test_put_and_make_replace_a_table(warehouse: Warehouse) -> None:
    warehouse.put("numbers", pa.table({"n": [1, 2, 3]}))
    warehouse.put("numbers", pa.table({"n": [4]}))
    warehouse.make("doubled", "select n * $factor as n from numbers", {"factor": 2})
    assert warehouse.table("doubled").to_pydict() == {"n": [8]}
    assert warehouse.table("numbers").to_pydict() == {"n": [4]}


def test_a_vector_column_keeps_its_shape_and_bits(warehouse: Warehouse) -> None:
    column = pa.FixedSizeListArray.from_arrays(pa.array([0.1, 0.2, 1e-38, 3.0], pa.float32()), 2)
    warehouse.put("vectors", pa.table({"vector": column}))
    back = warehouse.table("vectors").column("vector").combine_chunks()
    assert back.flatten().equals(column.flatten())


def kept(warehouse: Warehouse, tmp_path: Path) -> list[tuple[object, ...]]:
    """Give the history of "numbers" as another program would read it."""
    warehouse.checkpoint()
    warehouse.close()
    with duckdb.connect(str(tmp_path / "warehouse.duckdb"), read_only=True) as connection:
        return connection.execute("from history.numbers order by all").fetchall()


def test_keep_adds_runs_and_a_repeat_replaces(warehouse: Warehouse, tmp_path: Path) -> None:
    for run_id, numbers in (("r1", [1, 2]), ("r2", [3]), ("r1", [7])):
        warehouse.put("numbers", pa.table({"n": numbers}))
        warehouse.keep("numbers", run_id)
    assert kept(warehouse, tmp_path) == [("r1", 7), ("r2", 3)]


def test_keep_widens_the_history_and_fills_what_is_missing(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    for run_id, table in (
        ("r1", {"n": [1]}),
        ("r2", {"odd name": ["x"], "n": [2]}),
        ("r3", {"odd name": ["y"]}),
    ):
        warehouse.put("numbers", pa.table(table))
        warehouse.keep("numbers", run_id)
    assert kept(warehouse, tmp_path) == [("r1", 1, None), ("r2", 2, "x"), ("r3", None, "y")]


def test_keeping_an_empty_table_keeps_nothing_and_empties_a_repeat(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    for numbers in ([1], []):
        warehouse.put("numbers", pa.table({"n": pa.array(numbers, pa.int64())}))
        warehouse.keep("numbers", "r1")
    assert kept(warehouse, tmp_path) == []


def test_a_failed_keep_leaves_the_history_as_it_was(warehouse: Warehouse, tmp_path: Path) -> None:
    warehouse.put("numbers", pa.table({"n": [1]}))
    warehouse.keep("numbers", "r1")
    warehouse.put("numbers", pa.table({"n": ["no number"]}))
    with pytest.raises(duckdb.Error):
        warehouse.keep("numbers", "r1")
    assert kept(warehouse, tmp_path) == [("r1", 1)]


def test_incoming_rows_are_let_go_of_after_a_failure(warehouse: Warehouse) -> None:
    with pytest.raises(duckdb.Error):
        warehouse.insert("raw.nowhere", pa.table({"n": [1]}))
    with pytest.raises(duckdb.Error, match="incoming"):
        warehouse.table("incoming")
