"""Opening the warehouse: made, migrated, and refused in the user's words."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import duckdb
import pytest

from sameness.errors import WarehouseDamaged, WarehouseLocked, WarehouseNewer
from warehouse.connection import connect, migrations
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

HOLDER = """
import sys
from pathlib import Path
from warehouse.connection import connect
connection = connect(Path(sys.argv[1]))
sys.stdout.write("held\\n")
sys.stdout.flush()
sys.stdin.read()
"""


def tables(path: Path) -> set[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        query = "select schema_name || '.' || table_name from duckdb_tables()"
        return {name for (name,) in connection.execute(query).fetchall()}


def test_a_missing_file_is_made_with_its_folder_and_schema(tmp_path: Path) -> None:
    path = tmp_path / "new" / "warehouse.duckdb"
    Warehouse(path).close()
    assert {"raw.fetches", "raw.runs", "cache.vectors", "main.migrations"} <= tables(path)


def test_migrations_have_a_number_each() -> None:
    numbers = [number for number, _ in migrations()]
    assert numbers[0] == 1
    assert len(set(numbers)) == len(numbers)


def test_opening_again_migrates_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    for _ in range(2):
        connection = connect(path)
        done = connection.execute("select number from main.migrations order by 1").fetchall()
        connection.close()
        assert [number for (number,) in done] == [number for number, _ in migrations()]


def test_a_half_migrated_file_is_brought_up(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table main.migrations (number integer primary key)")
    Warehouse(path).close()
    assert "raw.fetches" in tables(path)


def test_a_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    connection = connect(path)
    connection.execute("insert into main.migrations values (999)")
    connection.close()
    with pytest.raises(WarehouseNewer, match=r"has schema 999, .*\nUpgrade sameness") as caught:
        connect(path)
    assert caught.value.exit_code == 13
    path.unlink()  # nobody holds it any more
    connect(path).close()


@pytest.mark.parametrize(
    ("begin", "end"), [(0, None), (0, 4096), (4096, 12288), (12288, 12800), (12288, None)]
)
def test_overwritten_bytes_are_told_as_damage(tmp_path: Path, begin: int, end: int | None) -> None:
    # A folder's name must not be taken for a cause: this one holds the word "lock".
    path = tmp_path / "blocked" / "warehouse.duckdb"
    Warehouse(path).close()
    whole = path.read_bytes()
    rest = whole[end:] if end else b""
    path.write_bytes(whole[:begin] + b"\xaa" * (len(whole) - begin - len(rest)) + rest)
    with pytest.raises(WarehouseDamaged, match=r"can't be read: .*\nRestore it") as caught:
        connect(path)
    assert caught.value.exit_code == 12


@pytest.mark.parametrize("size", [1, 4096, 5000, 20_000])
def test_a_file_cut_short_is_told_as_damage(tmp_path: Path, size: int) -> None:
    path = tmp_path / "warehouse.duckdb"
    Warehouse(path).close()
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(WarehouseDamaged):
        connect(path)
    assert path.stat().st_size == size


def test_a_database_of_somebody_else_is_told_as_damage(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create view main.migrations as select 0 as number")
    with pytest.raises(WarehouseDamaged):
        connect(path)


def test_a_second_process_is_told_who_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(WarehouseLocked, match=f"is held by process {holder.pid}") as caught:
            connect(path)
        holder.communicate(b"")
    assert caught.value.exit_code == 11
    connect(path).close()


def test_no_extension_is_fetched(tmp_path: Path) -> None:
    connection = connect(tmp_path / "warehouse.duckdb")
    for setting in ("autoinstall_known_extensions", "autoload_known_extensions"):
        query = "select value from duckdb_settings() where name = $name"
        assert connection.execute(query, {"name": setting}).fetchall() == [("false",)]
    connection.close()
