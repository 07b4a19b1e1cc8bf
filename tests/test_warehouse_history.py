"""The history against a naive oracle; what a month without a change adds; older warehouses."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.backup import export_tables, import_tables
from warehouse.connection import connect, migrations
from warehouse.history import forget_rows, keep_rows
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SCHEMA = pa.schema(
    [
        ("place", pa.int32()),
        ("name", pa.string()),
        ("share", pa.float64()),
        ("vector", pa.list_(pa.float32())),
    ]
)
rows = st.tuples(
    st.integers(0, 2),
    st.sampled_from([None, "", "NULL", "a"]),
    st.sampled_from([None, 0.5, float("nan"), float("inf")]),
    st.sampled_from([None, [], [0.5], [0.5, None]]),
)
steps = st.lists(
    st.tuples(st.sampled_from(["r1", "r2", "r3"]), st.none() | st.lists(rows, max_size=6)),
    max_size=8,
)


def arrow(made: list[tuple[Any, ...]]) -> pa.Table:
    return pa.Table.from_pylist(
        [dict(zip(SCHEMA.names, row, strict=True)) for row in made], schema=SCHEMA
    )


@settings(deadline=None, max_examples=40)
@given(steps)
def test_every_run_reads_back_what_it_made(
    schema_maker: Callable[[], duckdb.DuckDBPyConnection],
    taken: list[tuple[str, list[tuple[Any, ...]] | None]],
) -> None:
    """None forgets a run. Equal rows, empty values and NaN come back as often as they were kept."""
    connection = schema_maker()
    oracle: dict[str, list[tuple[Any, ...]]] = {}
    for run_id, made in taken:
        connection.begin()
        if made is None:
            forget_rows(connection, run_id)
            oracle.pop(run_id, None)
        else:
            connection.register("made", arrow(made))
            keep_rows(connection, "things", "made", run_id)
            connection.unregister("made")
            oracle[run_id] = made
        connection.commit()
    if not any(made is not None for _, made in taken):
        return
    found = connection.execute("from history.things").fetchall()
    wanted = [(run_id, *row) for run_id, made in oracle.items() for row in made]
    assert Counter(map(repr, found)) == Counter(map(repr, wanted))
    different: Counter[str] = Counter()
    for made in oracle.values():
        different |= Counter(map(repr, made))
    (stored,) = connection.execute("select count(*) from stored.things").fetchall()[0]
    assert stored >= different.total(), "each row is stored as often as one run has it"
    assert stored <= sum(map(len, oracle.values()))


@pytest.fixture(scope="module")
def schema_maker() -> Callable[[], duckdb.DuckDBPyConnection]:
    """Give a maker of empty histories in memory."""
    connection = duckdb.connect()

    def make() -> duckdb.DuckDBPyConnection:
        for name in ("stored", "history"):
            connection.execute(f"drop schema if exists {name} cascade")
        connection.execute("create schema history")
        connection.execute(dict(migrations())[9])
        return connection

    return make


def test_a_month_without_a_change_adds_no_row(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        for run_id, last in (("r1", 999), ("r2", 999), ("r3", 1000)):
            warehouse.put("numbers", pa.table({"n": range(last)}))
            warehouse.keep("numbers", run_id)
        stored = warehouse.table("stored.numbers").num_rows
        spans = warehouse.table("stored.spans").to_pylist()
        warehouse.forget("r3")
        assert warehouse.table("stored.numbers").num_rows == 999
        assert warehouse.table("history.numbers").num_rows == 2 * 999
    assert stored == 1000
    assert [(span["run_id"], span["past"] - span["first"]) for span in spans] == [
        ("r1", 999), ("r2", 999), ("r3", 1000),
    ]  # fmt: skip


def older_warehouse(path: Path) -> None:
    """Write a warehouse as it was before rows were stored once."""
    with duckdb.connect(str(path)) as made:
        made.execute("create table main.migrations (number integer primary key)")
        for number, sql in migrations():
            if number < 9:
                made.execute(sql)
                made.execute("insert into main.migrations values ($n)", {"n": number})
        made.execute(
            "create table history.claims as select"
            " unnest(['r1', 'r1', 'r2''s', 'r2''s']) as run_id, unnest([1, 1, 1, null]) as place"
        )
        made.execute("create table history.empty as from history.claims limit 0")


def test_an_older_history_comes_along(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    older_warehouse(path)
    connect(path).close()
    with connect(path) as again:
        kept = again.execute("from history.claims order by all").fetchall()
        assert again.execute("from history.empty").fetchall() == []
        assert again.execute("select count(*) from stored.claims").fetchall() == [(3,)]
    assert kept == [("r1", 1), ("r1", 1), ("r2's", 1), ("r2's", None)]


def test_a_backup_holds_the_history(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        for run_id in ("r1", "r2"):
            warehouse.put("numbers", pa.table({"n": [1, 2]}))
            warehouse.keep("numbers", run_id)
    export_tables(path, tmp_path / "tables")
    import_tables(tmp_path / "tables", tmp_path / "back.duckdb")
    with Warehouse(tmp_path / "back.duckdb") as back:
        assert back.table("history.numbers").num_rows == 4
        back.put("numbers", pa.table({"n": [2, 3], "more": ["x", "y"]}))
        back.keep("numbers", "r3")
        assert back.table("history.numbers").num_rows == 6
        assert back.table("stored.numbers").num_rows == 4


def test_rows_of_two_tables_meet_by_what_is_asked_and_not_all_by_all(tmp_path: Path) -> None:
    count = 4000
    ids = [f"s{number}" for number in range(count)]
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        for name in ("ours", "theirs"):
            first = [number % 5 == 0 for number in range(count)]
            warehouse.put(name, pa.table({"statement_id": ids, "first": first}))
            warehouse.keep(name, "r1")
    with connect(tmp_path / "warehouse.duckdb") as connection:
        asked = (
            "explain analyze select ours.statement_id from history.ours "
            "inner join history.theirs on ours.run_id = theirs.run_id "
            "and ours.statement_id = theirs.statement_id where ours.run_id = 'r1' and ours.first"
        )
        ((_, told),) = connection.execute(asked).fetchall()
    handed_on = [int(rows.replace(",", "")) for rows in re.findall(r"([\d,]+) rows?\b", told)]
    assert count // 5 <= max(handed_on) < 10 * count


def test_views_that_list_each_place_are_made_again(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        warehouse.put("numbers", pa.table({"n": [3, 5]}))
        warehouse.keep("numbers", "r1")
    with duckdb.connect(str(path)) as made:
        made.execute("delete from main.migrations where number >= 12")
        made.execute(
            "create or replace view history.numbers as select spans.run_id, kept.n "
            "from stored.numbers as kept inner join (select run_id, unnest(range(first, past)) "
            "as place from stored.spans where name = 'numbers') as spans "
            "on kept.row_place = spans.place"
        )
    with connect(path) as again:
        ((view,),) = again.execute(
            "select sql from duckdb_views() where schema_name = 'history'"
        ).fetchall()
        assert "unnest" not in view
        assert again.execute("from history.numbers order by n").fetchall() == [("r1", 3), ("r1", 5)]
