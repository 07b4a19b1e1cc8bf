"""Opens the warehouse file: one writer, no extensions fetched, errors in the user's words."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

import duckdb

from sameness.errors import WarehouseDamaged, WarehouseLocked, WarehouseNewer
from warehouse.history import make_views, store_once
from warehouse.old_schemas import keep_copy
from warehouse.whole_files import sync_folder

if TYPE_CHECKING:
    from pathlib import Path

OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Files of this format can be opened by DuckDB 1.5 too.
    "storage_compatibility_version": "v1.5.0",
}
"""How every connection is opened: nothing is fetched from anywhere."""

_ROWS_ONCE = 9
"""The migration after which each row of the history is stored once."""
_RANGES = 12
"""The migration after which the history's views find rows by stretches of places."""


def connect(path: Path) -> duckdb.DuckDBPyConnection:
    """Give a migrated connection to the warehouse at ``path``, made where it does not exist.

    Of a warehouse with an older schema a copy is kept first (``warehouse.old_schemas``).
    Raises WarehouseLocked, WarehouseDamaged or WarehouseNewer, and OSError where the copy doesn't
    fit on the disk; the warehouse is unchanged then.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _create(path)
    connection = _open(path)
    try:
        done = schema_of(connection)
        if 0 < done < migrations()[-1][0]:
            # A copy of an open file would let go of its lock, and lack what its log holds.
            connection.execute("checkpoint")
            connection.close()
            keep_copy(path, done)
            connection = _open(path)
        migrate(connection, path)
    except duckdb.Error as error:
        connection.close()
        raise explain(path, error) from error
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Make an empty warehouse, whole or not at all: on a full disk DuckDB leaves a torn file."""
    aside = path.with_name(f".{path.name}.new")
    aside.unlink(missing_ok=True)
    try:
        connection = _open(aside)
        try:
            migrate(connection, aside)
        except duckdb.Error as error:
            raise explain(aside, error) from error
        finally:
            connection.close()
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)
        aside.with_name(f"{aside.name}.wal").unlink(missing_ok=True)
    sync_folder(path.parent)


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        connection = duckdb.connect(str(path), config=OFFLINE)
    except duckdb.Error as error:
        raise explain(path, error) from error
    try:
        # Times are stored in UTC whatever clock the machine shows; "icu" knows the zones.
        connection.execute("load icu")
        connection.execute("set TimeZone = 'UTC'")
        # What it takes for interactive, such as `python -c`, DuckDB shows a bar on standard output.
        connection.execute("set enable_progress_bar = false")
    except duckdb.Error as error:
        connection.close()
        raise explain(path, error) from error
    return connection


def explain(path: Path, error: duckdb.Error) -> WarehouseLocked | WarehouseDamaged:
    """Give an error of DuckDB in the user's words: the file is held, or faulty."""
    if "Could not set lock" in str(error):
        holder = re.search(r"\(PID (\d+)\)", str(error))
        who = f"process {holder[1]}" if holder else "another process"
        return WarehouseLocked(f"{path} is held by {who}.", "Wait until it is done, or stop it.")
    return WarehouseDamaged(f"{path} can't be read: {error}", "Restore it from a backup.")


def migrations() -> list[tuple[int, str]]:
    """Give the schema's migrations as (number, SQL), lowest number first."""
    folder = resources.files("warehouse") / "migrations"
    files = (f for f in folder.iterdir() if f.name.endswith(".sql"))
    return sorted((int(f.name[:4]), f.read_text(encoding="utf-8")) for f in files)


def schema_of(connection: duckdb.DuckDBPyConnection) -> int:
    """Give the number of the newest migration that a warehouse has seen, 0 for a new file."""
    there = "select 1 from duckdb_tables() where schema_name = 'main' and table_name = 'migrations'"
    if not connection.execute(there).fetchall():
        return 0
    newest = connection.execute("select coalesce(max(number), 0) from main.migrations").fetchall()
    return int(newest[0][0])


def migrate(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Bring the schema to this program's version; raises WarehouseNewer where it is ahead."""
    connection.execute("create table if not exists main.migrations (number integer primary key)")
    done, known = schema_of(connection), migrations()
    if done > known[-1][0]:
        raise WarehouseNewer(
            f"{path} has schema {done}, this program knows up to {known[-1][0]}.",
            "Upgrade sameness.",
        )
    rows = connection.execute("select number from main.migrations").fetchall()
    seen = {number for (number,) in rows}
    for number, sql in known:
        if number not in seen:
            _apply(connection, number, sql)


def _apply(connection: duckdb.DuckDBPyConnection, number: int, sql: str) -> None:
    connection.begin()
    connection.execute(sql)
    if number == _ROWS_ONCE:
        store_once(connection)
    if number == _RANGES:
        make_views(connection)
    connection.execute("insert into main.migrations values ($number)", {"number": number})
    connection.commit()
    # Schema changes that live only in the write-ahead log have been seen to break reopening.
    connection.execute("checkpoint")
