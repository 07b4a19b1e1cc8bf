"""What a month costs by what changed in it: CPU time against that of measuring a field anew.

    python -m benchmarks.changed WORKSPACE INDUSTRY [JUDGE]

The workspace holds a crawl of the industry; it is copied, never written to. Measured is
``sameness analyze`` in a process of its own, without the crawl: anew with empty caches, the same
again, a month later with nothing but later dates, with a tenth of the pages changed, and with one
company more than before. Each month is measured once more with nothing to recall, and every table
of both runs is compared.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.moments import moment_of, stamp
from sameness.settings import Settings
from warehouse.connection import connect

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MONTH = timedelta(days=30)
CACHES = ("vectors", "states", "entities", "blocks")
RAW = ("snapshots", "fetches", "images", "screenshots", "profiles")
EDIT = "<p>We have rewritten this page for you, and page {number} says so itself.</p></body>"


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of CPU and by the clock that a measurement took."""

    cpu: float
    wall: float


@dataclass(frozen=True, slots=True)
class Field:
    """The industry that is measured, and by which judge."""

    industry: str
    judge: str = "plain"


def measure(workspace: Path, field: Field) -> Cost:
    """Give what ``sameness analyze`` costs, start and imports included; raises where it fails."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = os.times().elapsed
    command = [sys.executable, "-m", "sameness", "analyze", "-i", field.industry]
    given = ["-w", str(workspace), "--judge", field.judge]
    subprocess.run([*command, *given], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Cost(cpu, os.times().elapsed - started)


def empty(workspace: Path, *, runs: bool) -> None:
    """Take away what is cached and recalled, and the runs, too."""
    with closing(connect(Settings(workspace).warehouse)) as connection:
        for name in CACHES:
            connection.execute(f"delete from cache.{name}")  # noqa: S608 - our own tables
        connection.execute("delete from stored.results")
        if runs:
            _forget_runs(connection)
        connection.execute("checkpoint")
    if runs:
        Settings(workspace).warehouse.with_suffix(".duckdb.ledger").unlink(missing_ok=True)


def _forget_runs(connection: DuckDBPyConnection) -> None:
    connection.execute("delete from raw.runs")
    connection.execute("delete from raw.run_companies")
    connection.execute("delete from stored.spans")
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'stored'"
    ).fetchall()
    for (name,) in tables:
        connection.execute(f"delete from stored.{name}")  # noqa: S608 - our own tables


def add_month(workspace: Path, industry: str, every: int | None) -> None:
    """Store the newest snapshot again, a month later, ``every`` so-many-th page of it rewritten."""
    with closing(connect(Settings(workspace).warehouse)) as connection:
        ((old,),) = connection.execute(
            "select max(snapshot_id) from raw.snapshots where industry = $industry",
            {"industry": industry},
        ).fetchall()
        later = stamp(moment_of(old) + MONTH)
        for table in RAW:
            _copy(connection, table, old, later)
        if every:
            _rewrite(connection, later, every)
        connection.execute("checkpoint")


def _copy(connection: DuckDBPyConnection, table: str, old: str, later: str) -> None:
    columns = []
    for name, kind, *_ in connection.execute(f"describe raw.{table}").fetchall():
        moved = f"{name} + interval 30 days as {name}" if kind == "TIMESTAMP" else name
        columns.append("$later as snapshot_id" if name == "snapshot_id" else moved)
    connection.execute(
        f"insert into raw.{table} by name select {', '.join(columns)} from raw.{table} "  # noqa: S608 - our own tables
        "where snapshot_id = $old",
        {"old": old, "later": later},
    ).fetchall()


def _rewrite(connection: DuckDBPyConnection, snapshot: str, every: int) -> None:
    pages = connection.execute(
        "select distinct digest from raw.fetches "
        "where snapshot_id = $snapshot and outcome in ('fetched', 'kept') order by digest",
        {"snapshot": snapshot},
    ).fetchall()
    for number, (digest,) in enumerate(pages[::every]):
        key = {"old": digest, "new": f"{digest[:-6]}edited", "snapshot": snapshot}
        text = EDIT.format(number=number)
        connection.execute(
            "insert into raw.documents select $new, replace(html, '</body>', $text) "
            "from raw.documents where digest = $old",
            {"old": key["old"], "new": key["new"], "text": text},
        ).fetchall()
        connection.execute(
            "update raw.fetches set digest = $new where digest = $old and snapshot_id = $snapshot",
            key,
        ).fetchall()


def differing(workspace: Path) -> list[str]:
    """Give the tables in which the two newest runs differ."""
    with closing(connect(Settings(workspace).warehouse)) as connection:
        runs = connection.execute(
            "select run_id from raw.runs where channel = 'pages' order by run_id desc limit 2"
        ).fetchall()
        tables = connection.execute(
            "select view_name from duckdb_views() where schema_name = 'history' order by all"
        ).fetchall()
        return [name for (name,) in tables if _differs(connection, name, *(run for (run,) in runs))]


def _differs(connection: DuckDBPyConnection, table: str, one: str, other: str) -> bool:
    rows = f"select * exclude (run_id) from history.{table} where run_id = "  # noqa: S608 - our own tables
    query = f"({rows}$one except all {rows}$other) union all ({rows}$other except all {rows}$one)"
    return bool(connection.execute(f"{query} limit 1", {"one": one, "other": other}).fetchall())


def without_last(workspace: Path, industry: str) -> str:
    """Take the last company out of the industry's file; gives the file as it was."""
    path = Settings(workspace).industries / f"{industry}.toml"
    whole = path.read_text("utf-8")
    path.write_text(whole[: whole.rindex("[[company]]")], "utf-8")
    return whole


def main(arguments: list[str]) -> None:
    """Measure each month in a copy of its own, and print the ratios."""
    source, field = Path(arguments[0]), Field(*arguments[1:])
    with tempfile.TemporaryDirectory() as folder:
        base = Path(folder) / "base"
        shutil.copytree(source, base)
        empty(base, runs=True)
        full = measure(base, field)
        rows = [("anew, empty caches", full, "")]
        for name, every in (("unchanged month", None), ("a tenth of the pages changed", 10)):
            rows.append((name, *_month(base, field, every)))
        rows.insert(1, ("the same crawl again", *_again(base, field)))
        rows.append(("one company more", *_company(source, field, Path(folder) / "more")))
    sys.stdout.write(f"load {os.getloadavg()[0]:.1f}\n")
    for name, cost, differs in rows:
        sys.stdout.write(
            f"{name:30} CPU {cost.cpu:6.1f} s {cost.cpu / full.cpu:6.1%}  clock {cost.wall:6.1f} s"
            f"  {differs}\n"
        )


def _month(base: Path, field: Field, every: int | None) -> tuple[Cost, str]:
    workspace = base.with_name(f"month-{every}")
    shutil.copytree(base, workspace)
    add_month(workspace, field.industry, every)
    cost = measure(workspace, field)
    return cost, _compare(workspace, field)


def _again(base: Path, field: Field) -> tuple[Cost, str]:
    workspace = base.with_name("again")
    shutil.copytree(base, workspace)
    # The first run is the first that names claims: the second knows them.
    measure(workspace, field)
    cost = measure(workspace, field)
    return cost, _compare(workspace, field)


def _company(source: Path, field: Field, workspace: Path) -> tuple[Cost, str]:
    shutil.copytree(source, workspace)
    empty(workspace, runs=True)
    whole = without_last(workspace, field.industry)
    measure(workspace, field)
    (Settings(workspace).industries / f"{field.industry}.toml").write_text(whole, "utf-8")
    cost = measure(workspace, field)
    return cost, _compare(workspace, field)


def _compare(workspace: Path, field: Field) -> str:
    """Give which tables differ from those of a run with nothing to recall, in words."""
    empty(workspace, runs=False)
    measure(workspace, field)
    differs = differing(workspace)
    return f"differ: {', '.join(differs)}" if differs else "every table as from scratch"


if __name__ == "__main__":
    main(sys.argv[1:])
