"""Warehouses of every older schema come to the newest with all their rows, and a copy is kept."""

from __future__ import annotations

import errno
import shutil
from typing import TYPE_CHECKING, Any

import duckdb
import pytest

from warehouse.connection import connect, migrations
from warehouse.old_schemas import kept_copies
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    Rows = dict[str, list[dict[str, Any]]]

OLDER = [number for number, _ in migrations()][:-1]
VALUES = {
    "VARCHAR": "'it''s “so”'",
    "INTEGER": "7",
    "BIGINT": "70000000000",
    "BOOLEAN": "true",
    "TIMESTAMP": "timestamp '2026-01-31 12:00:00'",
    "DATE": "date '2026-01-31'",
    "BLOB": "'\\x00\\xAA'::blob",
    "FLOAT[]": "[0.5, -0.25]::float[]",
    "VARCHAR[]": "['a', 'b']",
}
"""One value of each kind that our columns have; of structs, null stands for all."""


def make_old(path: Path, schema: int) -> Rows:
    """Make a warehouse as the version with that schema left it, a row in each table; gives them."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table main.migrations (number integer primary key)")
        for number, sql in migrations():
            if number > schema:
                break
            connection.execute(sql)
            connection.execute("insert into main.migrations values (?)", [number])
        connection.execute("create table history.claims (run_id varchar, claim_id varchar)")
        for table in tables(connection):
            if table != "main.migrations":
                kinds = [row[1] for row in connection.execute(f"describe {table}").fetchall()]
                row = ", ".join(VALUES.get(kind, "[]") for kind in kinds)
                insert = f"insert into {table} values ({row})"  # noqa: S608 - our own tables
                connection.execute(insert)
        return rows(connection)


def tables(connection: duckdb.DuckDBPyConnection) -> list[str]:
    query = "select schema_name || '.' || table_name from duckdb_tables() where not temporary"
    return sorted(name for (name,) in connection.execute(query).fetchall())


def rows(connection: duckdb.DuckDBPyConnection) -> Rows:
    return {
        name: connection.sql(f"from {name}").to_arrow_table().to_pylist()
        for name in tables(connection)
        if name != "main.migrations"
    }


@pytest.mark.parametrize("schema", OLDER)
def test_every_older_schema_comes_up_with_all_its_rows(tmp_path: Path, schema: int) -> None:
    path = tmp_path / "warehouse.duckdb"
    before = make_old(path, schema)
    as_it_was = path.read_bytes()
    connection = connect(path)
    after = {table: connection.sql(f"from {table}").to_arrow_table() for table in before}
    connection.close()
    for table, (row,) in before.items():
        (now,) = after[table].to_pylist()
        assert {name: now[name] for name in row} == row, table
    (copy,) = kept_copies(path)
    assert copy.name == f"warehouse.duckdb.schema-{schema}"
    assert copy.read_bytes() == as_it_was
    Warehouse(path).close()
    assert kept_copies(path) == [copy], "a warehouse of today needs no copy"


def test_a_copy_is_itself_a_warehouse_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    make_old(path, 1)
    connect(path).close()
    shutil.copyfile(kept_copies(path)[0], tmp_path / "again.duckdb")
    connect(tmp_path / "again.duckdb").close()


def test_an_older_copy_is_never_written_over(tmp_path: Path) -> None:
    """Whoever went back to the copy and worked on has another one when he upgrades again."""
    path = tmp_path / "warehouse.duckdb"
    make_old(path, 1)
    connect(path).close()
    shutil.copyfile(kept_copies(path)[0], path)
    connect(path).close()
    assert len(kept_copies(path)) == 1, "the same bytes are kept once"
    shutil.copyfile(kept_copies(path)[0], path)
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into raw.documents values ('more', 'more')")
    connect(path).close()
    names = [copy.name for copy in kept_copies(path)]
    assert names == ["warehouse.duckdb.schema-1", "warehouse.duckdb.schema-1-2"]


def test_where_the_copy_does_not_fit_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "warehouse.duckdb"
    make_old(path, 1)
    before = path.read_bytes()
    usage = shutil.disk_usage(tmp_path)._replace(free=0)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(OSError, match="No space left") as caught:
        connect(path)
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]
