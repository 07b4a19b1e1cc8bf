"""A look into a warehouse that changes nothing: nothing is made, moved on, or put aside."""

from __future__ import annotations

import os
from contextlib import contextmanager
from importlib import resources
from typing import TYPE_CHECKING, Any, Protocol

import duckdb

from sameness.errors import WarehouseDamaged, WarehouseNewer, WarehouseOlder
from warehouse.connection import OFFLINE, explain, migrations, schema_of
from warehouse.ledger import Ledger
from warehouse.lock import Lock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Asked(Protocol):
    """Whatever answers the stored statements: an open warehouse, or a glance into one."""

    def tuples(self, name: str, **values: object) -> list[tuple[Any, ...]]:
        """Give the rows of ``queries/NAME.sql`` as tuples."""
        ...


class Glance:
    """A warehouse opened for reading only; ``glance`` makes one."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def tuples(self, name: str, **values: object) -> list[tuple[Any, ...]]:
        """Give the rows of ``queries/NAME.sql`` as tuples."""
        query = resources.files("warehouse") / "queries" / f"{name}.sql"
        return self._connection.execute(query.read_text(encoding="utf-8"), values).fetchall()


@contextmanager
def glance(path: Path) -> Iterator[Glance]:
    """Give a look into the warehouse at ``path``, which must be there; whoever works waits for it.

    Raises WorkspaceLocked while somebody works in the workspace, WarehouseOlder, WarehouseNewer,
    and WarehouseDamaged where the file can't be read or lacks steps that the ledger holds.
    """
    with Lock(path).shared():
        connection = _open(path)
        try:
            _check_schema(connection, path)
            found = Glance(connection)
            _check_steps(found, path)
            yield found
        except duckdb.Error as error:
            raise explain(path, error) from error
        finally:
            connection.close()


def _open(path: Path) -> duckdb.DuckDBPyConnection:
    if not os.access(path, os.R_OK):
        raise WarehouseDamaged(f"{path} can't be read.", "See that you may read that file.")
    try:
        return duckdb.connect(str(path), read_only=True, config=OFFLINE)
    except duckdb.Error as error:
        raise explain(path, error) from error


def _check_schema(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    done, known = schema_of(connection), migrations()[-1][0]
    if done > known:
        raise WarehouseNewer(
            f"{path} has schema {done}, this program knows up to {known}.", "Upgrade sameness."
        )
    if done < known:
        size = path.stat().st_size / 1e6
        raise WarehouseOlder(
            f"{path} has the schema {done} of an older version, this one's is {known}.",
            f"The next run moves it on, after it has kept a copy ({size:.1f} MB). To do it now: "
            "sameness verify",
        )


def _check_steps(found: Glance, path: Path) -> None:
    rows = (found.tuples(query) for query in ("stored_snapshots", "finished_runs"))
    if lost := Ledger(path).lost(*rows):
        raise WarehouseDamaged(
            f"{path} lacks {len(lost)} of the steps that were finished.",
            "The next command puts it aside, deleting nothing. Then bring a backup back (sameness "
            "restore), or make it anew from the archive (sameness rebuild).",
        )
