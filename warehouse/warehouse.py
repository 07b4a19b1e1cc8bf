"""The warehouse: snapshots in, stage tables made and kept, rows out."""

from __future__ import annotations

import dataclasses
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Self, TypeVar

import duckdb

from sameness.errors import WarehouseDamaged
from warehouse.connection import connect
from warehouse.damage import disk_failed, is_damage, is_of_disk, put_aside
from warehouse.history import columns_of, forget_rows, keep_rows
from warehouse.ledger import Ledger
from warehouse.lock import Lock
from warehouse.results import (
    content_of,
    forget_results,
    is_kept,
    lay_out,
    note_result,
    take_result,
)
from warehouse.spilled import EVERY, FEWEST_TO_SPILL, VECTOR, Parts, read_spilled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from warehouse.ledger import Step


Row = TypeVar("Row")


@cache
def _query(name: str) -> str:
    return (resources.files("warehouse") / "queries" / f"{name}.sql").read_text(encoding="utf-8")


class Warehouse:
    """One open warehouse file; use it as a context manager so that it is closed again.

    The tables that stages read and make are temporary tables of this connection, named like the
    stage; ``keep`` adds one to the history under its run.
    """

    def __init__(self, path: Path) -> None:
        """Hold the workspace and open the file at ``path``; raises what ``connect`` raises.

        A damaged file, or one that lacks what the ledger holds, is moved aside. Raises
        WorkspaceLocked where another process works in the workspace.
        """
        self.path = path
        self.ledger = Ledger(path)
        self._lock = Lock(path)
        self._lock.take()
        try:
            self._connection = self._open()
        except BaseException:
            self._lock.release()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        try:
            self._connection.close()
            if isinstance(error, duckdb.Error) and is_of_disk(error):
                raise disk_failed(self.path, error) from error
            if is_damage(error):
                raise put_aside(self.path, f"{self.path} is damaged: {error}.") from error
        finally:
            self._lock.release()

    def close(self) -> None:
        """Write everything out, let go of the file and of the workspace."""
        try:
            self._connection.close()
        finally:
            self._lock.release()

    def _open(self) -> duckdb.DuckDBPyConnection:
        """Give the connection to a file that holds all that the ledger says."""
        try:
            connection = connect(self.path)
        except WarehouseDamaged as error:
            if is_of_disk(error):
                raise disk_failed(self.path, error) from error
            raise put_aside(self.path, _first_line(error)) from error
        try:
            lost = self._lost(connection)
        except duckdb.Error as error:
            connection.close()
            if is_of_disk(error):
                raise disk_failed(self.path, error) from error
            if is_damage(error):
                raise put_aside(self.path, f"{self.path} is damaged: {error}.") from error
            raise
        if lost:
            connection.close()
            raise put_aside(self.path, f"{self.path} lacks {lost} of the steps that were finished.")
        return connection

    def run(self, name: str, **values: object) -> None:
        """Carry out the stored statement ``queries/NAME.sql``."""
        self._connection.execute(_query(name), values).fetchall()

    def rows(self, name: str, kind: type[Row], **values: object) -> list[Row]:
        """Give the rows of ``queries/NAME.sql`` as instances of a dataclass, matched by name."""
        relation = self._connection.execute(_query(name), values)
        columns = [column[0] for column in relation.description or []]
        return [kind(**dict(zip(columns, row, strict=True))) for row in relation.fetchall()]

    def tuples(self, name: str, **values: object) -> list[tuple[Any, ...]]:
        """Give the rows of ``queries/NAME.sql`` as tuples."""
        return self._connection.execute(_query(name), values).fetchall()

    def insert(self, table: str, rows: pa.Table) -> None:
        """Add Arrow rows to a stored table, columns matched by name."""
        self._connection.register("incoming", rows)
        try:
            self._connection.execute(f"insert into {table} by name from incoming")
        finally:
            self._connection.unregister("incoming")

    def transaction(self) -> _Transaction:
        """Give a context in which everything is stored, or nothing."""
        return _Transaction(self._connection)

    def rehearsal(self) -> _Rehearsal:
        """Give a context that ends as if nothing had happened in it."""
        return _Rehearsal(self._connection)

    def make(self, table: str, select: str, values: Mapping[str, object]) -> None:
        """Make a temporary table from a select statement."""
        sql = f"create or replace temp table {table} as {select}"
        self._connection.execute(sql, dict(values)).fetchall()

    def make_from(self, table: str, query: str, **values: object) -> None:
        """Make a temporary table from ``queries/QUERY.sql``."""
        self.make(table, _query(query), values)

    def put(self, table: str, rows: pa.Table) -> None:
        """Make a temporary table from Arrow rows."""
        self._connection.register("incoming", rows)
        try:
            self.make(table, "from incoming", {})
        finally:
            self._connection.unregister("incoming")

    def read_through(self, table: str) -> None:
        """Read every value of a stored table, and forget it; raises where a block is damaged."""
        query = f"select count(*), bit_xor(hash(held)) from {table} as held"  # noqa: S608 - our own tables
        self._connection.execute(query).fetchall()

    def table(self, name: str, columns: tuple[str, ...] = EVERY) -> pa.Table:
        """Give a whole table as Arrow; many vectors lie in a file (``warehouse.spilled``)."""
        relation = self._connection.sql(f"select {', '.join(columns)} from {name}")  # noqa: S608 - our own names
        if VECTOR in relation.columns:
            ((rows,),) = relation.aggregate("count(*)").fetchall()
            if rows >= FEWEST_TO_SPILL:
                return read_spilled(relation, self.path.parent)
        return relation.to_arrow_table()

    def parts(self, name: str) -> Parts:
        """Give a table to read some thousand rows at a time."""
        return Parts(self._connection, name)

    def bound_memory(self, gigabytes: float) -> None:
        """Let the database itself hold so much; what is more it writes beside its file."""
        self._connection.execute(f"set memory_limit = '{int(gigabytes * 1000)}MB'")

    def arrow(self, name: str, **values: object) -> pa.Table:
        """Give the rows of ``queries/NAME.sql`` as Arrow."""
        return self._connection.sql(_query(name), params=values).to_arrow_table()

    def keep(self, table: str, run_id: str) -> None:
        """Add a temporary table to the history under ``run_id``; a repeat replaces, never doubles.

        A column that the history does not know yet is added to it.
        """
        with self.transaction():
            self._keep(table, run_id)

    def keep_result(self, table: str, run_id: str, made_of: str) -> str:
        """Keep a temporary table, and note what it was made of; gives its content's digest."""
        kinds = columns_of(self._connection, f"temp.{table}")
        with self.transaction():
            places = self._keep(table, run_id)
            return note_result(self._connection, table, run_id, made_of, kinds, places)

    def _keep(self, table: str, run_id: str) -> NDArray[np.int64]:
        if is_kept(self._connection, table, run_id):
            forget_results(self._connection, run_id)
        return keep_rows(self._connection, table, f"temp.{table}", run_id)

    def take_over(self, table: str, run_id: str, made_of: str) -> str | None:
        """Keep under ``run_id`` what an earlier run made of the same; None where there is none.

        Gives its content's digest. No temporary table of the name is left: ``lay_out`` makes it.
        """
        with self.transaction():
            content = take_result(self._connection, table, run_id, made_of)
        if content is not None:
            self._connection.execute(f"drop table if exists temp.{table}").fetchall()
        return content

    def lay_out(self, table: str, run_id: str) -> None:
        """Make the temporary table of what was taken over, its rows in their first order."""
        lay_out(self._connection, table, run_id)

    def content(self, table: str, columns: Collection[str] = ()) -> str:
        """Give the digest of a table, or of some of its columns, with its rows in their order."""
        rows = self._connection.sql(f"from {table}")
        if columns:
            rows = rows.select(*(f'"{name}"' for name in columns))
        return content_of(rows.to_arrow_table())

    def forget(self, run_id: str) -> None:
        """Remove a run and everything that was kept under its id."""
        with self.transaction():
            for (table,) in self.tuples("run_tables"):
                self._connection.execute(
                    f"delete from {table} where run_id = $run_id",  # noqa: S608 - our own tables
                    {"run_id": run_id},
                ).fetchall()
            forget_rows(self._connection, run_id)
            forget_results(self._connection, run_id)

    def forget_snapshot(self, industry: str, snapshot_id: str) -> None:
        """Remove all that was stored of a snapshot of an industry."""
        key = {"industry": industry, "snapshot_id": snapshot_id}
        with self.transaction():
            for (table,) in self.tuples("snapshot_tables"):
                self._connection.execute(
                    f"delete from {table} where industry = $industry "  # noqa: S608 - our own
                    "and snapshot_id = $snapshot_id",
                    key,
                ).fetchall()

    def _lost(self, connection: duckdb.DuckDBPyConnection) -> int:
        """Give how many steps of the ledger are not in the file."""
        snapshots, runs = (
            connection.execute(_query(query)).fetchall()
            for query in ("stored_snapshots", "finished_runs")
        )
        return len(self.ledger.lost(snapshots, runs))

    def acknowledge(self, *steps: Step) -> None:
        """Note in the ledger that steps are finished, after all of them is in the file."""
        self.checkpoint()
        self.ledger.note(*steps)

    def checkpoint(self) -> None:
        """Move what the write-ahead log holds into the file."""
        self._connection.execute("checkpoint").fetchall()


class _Transaction:
    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.begin()

    def __exit__(self, kind: type[BaseException] | None, *exc: object) -> None:
        if kind is None:
            self._connection.commit()
        else:
            self._connection.rollback()


class _Rehearsal(_Transaction):
    def __exit__(self, *_: object) -> None:
        self._connection.rollback()


def _first_line(error: WarehouseDamaged) -> str:
    return str(error).partition("\n")[0] + "."


def to_arrow(rows: Iterable[object], kind: type) -> pa.Table:
    """Give dataclass rows as an Arrow table with the dataclass's fields as columns."""
    # Most who open a warehouse only ask it something.
    import pyarrow as pa

    names = [field.name for field in dataclasses.fields(kind)]
    columns = list(zip(*([getattr(row, name) for name in names] for row in rows), strict=True))
    return pa.table({name: list(columns[i]) if columns else [] for i, name in enumerate(names)})
