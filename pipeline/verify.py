"""All that a workspace holds, looked at: is it what was written, and does it fit together?"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pipeline.backup import MANIFEST, compare_archive, read_manifest
from pipeline.channels import POSTS
from pipeline.faults import REBUILD, Findings
from pipeline.rebuild import industries_in, snapshots_in
from pipeline.rereading import is_whole
from pipeline.runs import digest_of
from pipeline.verify_evidence import Evidence
from sameness.errors import BackupInvalid

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Protocol

    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

    class Steps(Protocol):
        """Is told how far a long piece of work has come."""

        def step(self, work: str, done: int, count: int) -> None:
            """Take note that ``done`` of ``count`` parts of a work are done."""


def verify(
    warehouse: Warehouse, settings: Settings, progress: Steps, backup: Path | None = None
) -> Findings:
    """Look at the warehouse, the evidence, the reports, and a backup where one is named.

    What a ledger of finished steps misses was found when the warehouse was opened. One table, one
    record, one page at a time is held. Raises duckdb's error where a block of the file is damaged.
    """
    found = Findings()
    _check_tables(warehouse, progress, found)
    _check_runs(warehouse, settings, progress, found)
    for name in industries_in(settings.archive):
        evidence = Evidence(warehouse, settings.archive / name, name, found)
        stored = {row[0] for row in warehouse.tuples("snapshot_ids", industry=name)}
        ids = [snapshot for snapshot in snapshots_in(settings.archive / name) if snapshot in stored]
        for number, snapshot in enumerate(ids):
            progress.step(f"{name}: evidence", number, len(ids))
            evidence.check_snapshot(snapshot)
        evidence.check_missing(stored - set(ids))
        evidence.check_imports()
        evidence.check_posts()
    _check_reports(warehouse, settings, found)
    if backup is not None:
        _check_backup(settings, backup, found)
    return found


def _check_tables(warehouse: Warehouse, progress: Steps, found: Findings) -> None:
    """Read every table to the last row: a block that was altered can't be read."""
    tables = [name for (name,) in warehouse.tuples("stored_tables")]
    for number, table in enumerate(tables):
        progress.step("tables", number, len(tables))
        warehouse.read_through(table)
        found.tables += 1
    for model, count in warehouse.tuples("odd_vectors"):
        found.add(
            "warehouse", f"cache of {model}", f"{count} vectors are not unit vectors", REBUILD
        )


def _check_runs(warehouse: Warehouse, settings: Settings, progress: Steps, found: Findings) -> None:
    """Compute again, of every finished run, the digest of what it measured."""
    runs = warehouse.table("raw.runs").to_pylist()
    views = {name for (name,) in warehouse.tuples("history_tables")}
    for number, run in enumerate(runs):
        progress.step("runs", number, len(runs))
        if run["finished_at"] is None or not run["data_digest"]:
            continue
        folder = settings.archive / run["industry"] / run["snapshot_id"]
        if run["channel"] != POSTS.name:
            rows = warehouse.tuples("measured_pages", run_id=run["run_id"])
        elif "page_dates" in views:
            rows = warehouse.tuples("measured_posts", run_id=run["run_id"])
        else:
            rows = []
        found.runs += 1
        if digest_of(rows) == run["data_digest"]:
            continue
        if run["channel"] != POSTS.name and not (folder.is_dir() and is_whole(folder)):
            found.uncheckable += 1
        else:
            where = f"{run['industry']}: run {run['run_id']}"
            found.add("warehouse", where, "what it measured is not what is stored", REBUILD)


def _check_reports(warehouse: Warehouse, settings: Settings, found: Findings) -> None:
    """Compare the digest that each report names with that of its run."""
    for path in sorted(settings.out.glob("*/*/scores.json")):
        if path.parent.is_symlink():
            continue
        found.reports += 1
        again = "write it again with `sameness report`, or move its folder away"
        try:
            said = json.loads(path.read_text("utf-8"))
            run_id, digest = said["run_id"], said["method"]["data_digest"]
        except (OSError, ValueError, KeyError, TypeError):
            found.add("report", str(path), "it can't be read", again)
            continue
        runs = warehouse.arrow("run", run_id=run_id).to_pylist()
        if runs and runs[0]["data_digest"] != digest:
            found.add("report", str(path), "it speaks of other data than its run measured", again)


def _check_backup(settings: Settings, folder: Path, found: Findings) -> None:
    """Compare a backup's own files, and the evidence that it names, with its manifest."""
    try:
        manifest = read_manifest(folder)
    except BackupInvalid as error:
        what, _, remedy = str(error).partition("\n")
        found.add("backup", str(folder), what.rstrip("."), remedy.rstrip("."))
        return
    missing, changed = compare_archive(settings, manifest)
    for names, what in ((missing, "is missing"), (changed, "has changed since the backup")):
        for name in names:
            where = f"{settings.archive / name}"
            found.add("backup", where, f"{what} ({folder / MANIFEST})", "bring it from a copy")
