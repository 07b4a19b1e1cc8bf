"""A crawl into the warehouse: fetched once, stored once, found again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers import CrawlEvent, crawl, read_snapshot
from sameness.errors import SnapshotMissing
from sameness.records import Fetch, Outcome
from warehouse.warehouse import to_arrow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


def new_id(taken: Callable[[str], bool]) -> str:
    """Give an id made of the present time in UTC, such as ``20261122T014500Z``, not yet taken."""
    stem = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    number, candidate = 1, stem
    while taken(candidate):
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def crawl_snapshot(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    on_event: Callable[[CrawlEvent], None],
) -> str:
    """Read every company's site and store the snapshot; gives its id. Raises CrawlFailed."""
    archive = settings.archive / name
    snapshot_id = new_id(lambda candidate: (archive / candidate).exists())
    folder = archive / snapshot_id
    folder.mkdir(parents=True)
    started = datetime.now(UTC)
    crawl(industry, folder, on_event)
    load_snapshot(warehouse, name, snapshot_id, folder, started)
    return snapshot_id


def load_snapshot(
    warehouse: Warehouse, name: str, snapshot_id: str, folder: Path, started: datetime
) -> None:
    """Store an archive folder's fetches and documents, all or nothing."""
    fetches: list[Fetch] = []
    documents: dict[str, str] = {}
    for fetch, html in read_snapshot(folder):
        record = f"{snapshot_id}/{fetch.record}" if fetch.record else ""
        fetches.append(replace(fetch, record=record))
        if fetch.outcome is Outcome.FETCHED:
            documents[fetch.digest] = html
    known = {digest for (digest,) in warehouse.tuples("known_documents", digests=[*documents])}
    new = {digest: html for digest, html in documents.items() if digest not in known}
    with warehouse.transaction():
        warehouse.insert("raw.fetches", _with_key(to_arrow(fetches, Fetch), name, snapshot_id))
        warehouse.insert("raw.documents", pa.table({"digest": [*new], "html": [*new.values()]}))
        row = {"started_at": [started], "finished_at": [datetime.now(UTC)]}
        warehouse.insert("raw.snapshots", _with_key(pa.table(row), name, snapshot_id))
    warehouse.checkpoint()


def _with_key(table: pa.Table, name: str, snapshot_id: str) -> pa.Table:
    keys = {"industry": name, "snapshot_id": snapshot_id}
    for column, value in keys.items():
        table = table.append_column(column, pa.array([value] * table.num_rows, pa.string()))
    return table


def newest_snapshot(warehouse: Warehouse, name: str) -> str:
    """Give the id of the industry's newest snapshot; raises SnapshotMissing."""
    found = warehouse.tuples("newest_snapshot", industry=name)
    if not found:
        raise SnapshotMissing(
            f"Nothing was ever fetched for {name!r}.", f"Run: sameness crawl --industry {name}"
        )
    return str(found[0][0])
