"""What two years of a field cost: the size of the database, and the time of a report.

    python -m benchmarks.months WORKSPACE INDUSTRY [MONTHS]

The workspace has been measured once (benchmarks/report.py makes one of forty companies). Its newest
run is kept again month after month: once with nothing but later dates, then MONTHS (24) in all with
another tenth of the statements changed each time, new vectors included.
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.moments import moment_of, stamp
from pipeline.runs import newest_run
from sameness.settings import Settings
from warehouse.connection import connect
from warehouse.history import keep_rows
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNCHANGED = 4
"""Months in which nothing but dates is new."""
MONTH = timedelta(days=30)
ENGLISH = (
    "web_analytics",
    "linux_distribution",
    "secure_messaging",
    "privacy_service",
    "game_engine",
)


def size(workspace: Path) -> int:
    """Give the bytes that the database uses; its file may have free blocks besides."""
    with connect(Settings(workspace).warehouse) as connection:
        connection.execute("checkpoint")
        ((used,),) = connection.execute(
            "select used_blocks * block_size from pragma_database_size()"
        ).fetchall()
    return int(used)


def age(workspace: Path, industry: str, tenth: int | None) -> None:
    """Add a month: the newest run and its snapshot again, later, one ``tenth`` of it new."""
    path = Settings(workspace).warehouse
    with Warehouse(path) as warehouse:
        old = newest_run(warehouse, industry)
        columns = [column.split(".") for (column,) in warehouse.tuples("history_columns")]
    new = stamp(moment_of(old) + MONTH)
    with connect(path) as connection:
        ((snapshot,),) = connection.execute(
            "select snapshot_id from raw.runs where run_id = $old", {"old": old}
        ).fetchall()
        later = stamp(moment_of(snapshot) + MONTH)
        for table, ids in _RAW.items():
            owner = old if ids[0] == "run_id" else snapshot
            named = {name: {"run_id": new, "snapshot_id": later}[name] for name in ids}
            _copy_raw(connection, table, named, owner)
        connection.begin()
        for name in sorted({table for table, _ in columns}):
            keep_rows(connection, name, _aged(connection, name, old, tenth), new)
        connection.commit()
        connection.execute("checkpoint")


_RAW = {
    "raw.snapshots": ("snapshot_id",),
    "raw.fetches": ("snapshot_id",),
    "raw.images": ("snapshot_id",),
    "raw.screenshots": ("snapshot_id",),
    "raw.runs": ("run_id", "snapshot_id"),
    "raw.run_companies": ("run_id",),
    "raw.citations": ("run_id",),
}


def _copy_raw(connection: DuckDBPyConnection, table: str, ids: dict[str, str], owner: str) -> None:
    """Add the rows of a run or snapshot again under other ids, a month later."""
    later = [
        f"'{ids[name]}' as {name}" if name in ids else _moved(name, kind)
        for name, kind, *_ in connection.execute(f"describe {table}").fetchall()
    ]
    connection.execute(
        f"insert into {table} by name select {', '.join(later)} from {table} "  # noqa: S608 - our own tables
        f"where {next(iter(ids))} = '{owner}'"
    ).fetchall()


def _moved(name: str, kind: str) -> str:
    return f'"{name}" + interval 30 days as "{name}"' if kind == "TIMESTAMP" else f'"{name}"'


def _aged(connection: DuckDBPyConnection, table: str, old: str, tenth: int | None) -> str:
    """Give the select of a run's rows as they are a month later, another tenth of them changed."""
    columns = connection.execute(f"describe history.{table}").fetchall()
    named = [name for name, *_ in columns]
    key = next((name for name in ("statement_id", "masked") if name in named), None)
    changed = f"hash({key}) % 10 = {tenth}" if key and tenth is not None else "false"
    made = []
    for name, kind, *_ in columns:
        change = _CHANGED.get("masked" if name == "masked" else kind)
        if change:
            other = change.format(name=name, number=tenth or 0)
            made.append(f'case when {changed} then {other} else "{name}" end as "{name}"')
        elif name != "run_id":
            made.append(_moved(name, kind))
    return f"(select {', '.join(made)} from history.{table} where run_id = '{old}')"  # noqa: S608 - our own tables


_CHANGED = {
    "masked": "masked || ' {number}'",
    "DOUBLE": '"{name}" + 1e-9 * {number}',
    "FLOAT[]": '[x + 0.0001 * {number} for x in "{name}"]',
}


def megabytes(size: float) -> str:
    """Give a size in words."""
    return f"{size / 1e6:.1f} MB"


def main(arguments: list[str]) -> None:
    """Add the months, print what they cost."""
    workspace, industry = Path(arguments[0]), arguments[1]
    months = int(arguments[2]) if arguments[2:] else 24
    with Warehouse(Settings(workspace).warehouse) as warehouse:
        newest = newest_run(warehouse, industry)
        companies = sum(
            row["run_id"] == newest for row in warehouse.table("raw.run_companies").to_pylist()
        )
    sizes = [size(workspace)]
    for month in range(2, months + 1):
        age(workspace, industry, None if month <= UNCHANGED + 1 else month % 10)
        sizes.append(size(workspace))
        print(f"month {month}: {megabytes(sizes[-1])}", flush=True)
    same = (sizes[UNCHANGED] - sizes[0]) / UNCHANGED
    other = (sizes[-1] - sizes[UNCHANGED]) / (months - 1 - UNCHANGED)
    print(f"{companies} companies; the first month, with its pages: {megabytes(sizes[0])}")
    print(f"a month without a change: {megabytes(same)}, {same / sizes[0]:.1%} of the first")
    print(f"a month with a tenth changed: {megabytes(other)}, {other / sizes[0]:.1%}")
    file = Settings(workspace).warehouse.stat().st_size
    print(f"{months} months: {megabytes(sizes[-1])} in a file of {megabytes(file)}")
    started = time.perf_counter()
    command = [sys.executable, "-m", "sameness", "report", "-i", industry, "-w", str(workspace)]
    subprocess.run(command, check=True)
    print(f"report: {time.perf_counter() - started:.1f} s")


if __name__ == "__main__":
    main(sys.argv[1:])
