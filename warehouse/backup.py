"""A warehouse as Parquet files and back: the lasting form, which any program can read."""

from __future__ import annotations

import os
from contextlib import closing
from typing import TYPE_CHECKING

import duckdb

from sameness.errors import BackupInvalid
from warehouse.connection import connect
from warehouse.ledger import RUN, SNAPSHOT, Ledger, Step
from warehouse.lock import Lock

if TYPE_CHECKING:
    from pathlib import Path


def export_tables(path: Path, folder: Path) -> None:
    """Write every table of a warehouse, and its schema, into a folder that is not there yet.

    Raises WorkspaceLocked, and what ``connect`` raises.
    """
    with Lock(path), closing(connect(path)) as connection:
        connection.execute(f"export database '{_quoted(folder)}' (format parquet)")


def import_tables(folder: Path, path: Path) -> None:
    """Make the warehouse at ``path`` of what ``export_tables`` wrote: whole or not at all.

    Its ledger is made of what it holds. Raises BackupInvalid where the folder can't be read, and
    WarehouseNewer where a newer program wrote it; nothing is there then. Raises WorkspaceLocked.
    """
    with Lock(path):
        _import(folder, path)


def _import(folder: Path, path: Path) -> None:
    aside = path.with_name(f".{path.name}.restored")
    aside.unlink(missing_ok=True)
    try:
        with duckdb.connect(str(aside), config={"storage_compatibility_version": "v1.5.0"}) as made:
            made.execute(f"import database '{_quoted(folder)}'")
            made.execute("checkpoint")
        connect(aside).close()
        _write_ledger(aside, path)
    except duckdb.Error as error:
        raise BackupInvalid(
            f"{folder} can't be read back: {error}", "Take another backup."
        ) from error
    except BaseException:
        aside.unlink(missing_ok=True)
        raise
    os.replace(aside, path)  # noqa: PTH105 - one step, over whatever stands there


def _write_ledger(made: Path, path: Path) -> None:
    with duckdb.connect(str(made)) as connection:
        snapshots = connection.sql("select industry, snapshot_id from raw.snapshots").fetchall()
        runs = connection.sql(
            "select industry, run_id, data_digest from raw.runs where finished_at is not null"
        ).fetchall()
    ledger = Ledger(path)
    ledger.path.unlink(missing_ok=True)
    ledger.note(*(Step(SNAPSHOT, *row) for row in snapshots), *(Step(RUN, *row) for row in runs))


def _quoted(folder: Path) -> str:
    """Give a path inside a quoted SQL text: these statements take no parameters."""
    return str(folder).replace("'", "''")
