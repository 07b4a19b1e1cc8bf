"""Takes a crawl out of the history whose dates are false, as after a wrong clock."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pipeline.moments import newest_snapshot
from pipeline.recalled_posts import restore_before
from sameness.errors import SnapshotInUse, SnapshotMissing
from warehouse.ledger import RUN, SNAPSHOT, Step
from warehouse.whole_files import write_whole

if TYPE_CHECKING:
    from pathlib import Path

    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

FORGOTTEN = "forgotten"
"""Folder beside an industry's snapshots, for the evidence of those that count no more."""

NOTE = "forgotten-at.txt"
"""File in such a folder that says since when, in UTC: runs that began before knew that crawl."""


def forget_snapshot(warehouse: Warehouse, settings: Settings, name: str, snapshot_id: str) -> Path:
    """Take the newest snapshot and its runs out of the warehouse; gives where its evidence lies.

    Its reports stay, and so do posts that an earlier crawl or an import knew. A repeat after a kill
    ends what was begun. Raises SnapshotInUse where it is not the newest, SnapshotMissing where
    there is none of this id.
    """
    folder = settings.archive / name / snapshot_id
    stored = {row[0] for row in warehouse.tuples("snapshot_ids", industry=name)}
    if snapshot_id in stored:
        _check_newest(warehouse, name, snapshot_id)
        restore_before(warehouse, settings, name, snapshot_id)
        _forget_rows(warehouse, name, snapshot_id)
    elif "Z" not in snapshot_id or folder.parent != settings.archive / name or not folder.is_dir():
        raise SnapshotMissing(
            f"There is no snapshot {snapshot_id!r} of {name!r}.",
            f"Its snapshots are the folders of {settings.archive / name}.",
        )
    aside = folder.parent / FORGOTTEN / snapshot_id
    if folder.is_dir():
        aside.parent.mkdir(exist_ok=True)
        now = datetime.now(UTC).replace(tzinfo=None)
        write_whole(folder / NOTE, now.isoformat().encode())
        folder.rename(aside)
    return aside


def _check_newest(warehouse: Warehouse, name: str, snapshot_id: str) -> None:
    newest = newest_snapshot(warehouse, name)
    if newest != snapshot_id:
        raise SnapshotInUse(
            f"{snapshot_id} is not the newest snapshot of {name!r}: pages of newer ones may be "
            "known by it alone.",
            f"The newest is {newest}; only that can be forgotten.",
        )


def _forget_rows(warehouse: Warehouse, name: str, snapshot_id: str) -> None:
    """Remove what the warehouse has of a snapshot; the ledger first, so that nothing is missed."""
    key = {"industry": name, "snapshot_id": snapshot_id}
    runs = [run_id for (run_id,) in warehouse.tuples("runs_of_snapshot", **key)]
    warehouse.ledger.note(
        Step(SNAPSHOT, name, snapshot_id, gone=True),
        *(Step(RUN, name, run_id, gone=True) for run_id in runs),
    )
    for run_id in runs:
        warehouse.forget(run_id)
    warehouse.forget_snapshot(name, snapshot_id)
    with warehouse.transaction():
        warehouse.run("drop_documents")
        warehouse.run("drop_pictures")
    warehouse.checkpoint()
