"""A crawl into the warehouse: fetched once, stored once, found again."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers.archive.snapshot import read_snapshot
from crawlers.crawl import can_take_up
from crawlers.wayback.source import is_archived, read_source
from pipeline.crawling import CrawlPlan, crawl_field, keep_parts
from pipeline.executors import executor_for
from pipeline.images import store_images
from pipeline.moments import TOLERANCE, check_clock, moment_of, new_id, stamp
from pipeline.runs import PAGES_CHANNEL
from pipeline.screenshots import home_page_pictures
from sameness.records import Fetch
from warehouse.ledger import SNAPSHOT, Step
from warehouse.warehouse import to_arrow

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from crawlers.events import CrawlEvent
    from pipeline.crawls_ahead import CrawlsAhead
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


log = logging.getLogger(__name__)

MAX_AGE = timedelta(days=7)
"""What was begun longer ago is not taken up: its pages would be of another time."""


def crawl_snapshot(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    on_event: Callable[[CrawlEvent], None],
    ahead: CrawlsAhead | None = None,
) -> str:
    """Read every company's pages, then their pictures, and store both; gives the snapshot's id.

    A crawl that was interrupted less than MAX_AGE ago is taken up. Pages are asked whether they
    changed since the company's last good snapshot, which stands in for what can't be read. What
    was begun ``ahead`` of its turn is taken from there.
    Raises ClockBehind before anything is asked for, CrawlFailed.
    """
    check_clock(warehouse, name)
    plan = ahead.take(warehouse, name, industry) if ahead else None
    if ahead and plan:
        keep_parts(plan, ahead.bring(warehouse, plan), on_event)
    else:
        plan = plan_crawl(warehouse, settings, name, industry)
        crawl_field(executor_for(settings), plan, on_event)
    snapshot_id = plan.folder.name
    load_snapshot(warehouse, name, snapshot_id, plan.folder, moment_of(snapshot_id))
    return snapshot_id


def plan_crawl(
    warehouse: Warehouse, settings: Settings, name: str, industry: Industry
) -> CrawlPlan:
    """Give the crawl that an industry needs now: an interrupted one, or a new one.

    Raises ClockBehind.
    """
    archive = settings.archive / name
    newest = check_clock(warehouse, name)
    snapshot_id = _interrupted(warehouse, archive, name, industry) or new_id(
        lambda candidate: (archive / candidate).exists(), newest
    )
    earlier = {
        company: good
        for company, good in warehouse.tuples("last_good_snapshots", industry=name)
        if (archive / good).is_dir()
    }
    if (archive / snapshot_id).exists():
        log.info("The crawl of %s was interrupted: going on with it.", snapshot_id)
    return CrawlPlan(industry, archive / snapshot_id, earlier, settings.chromium)


def obtain_snapshot(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    on_event: Callable[[CrawlEvent], None],
    ahead: CrawlsAhead | None = None,
) -> str:
    """Give the snapshot to measure now: a stored one that no run has measured, else a new one.

    Raises ClockBehind, CrawlFailed.
    """
    check_clock(warehouse, name)
    unmeasured = unmeasured_snapshot(warehouse, name, industry)
    if unmeasured is None:
        return crawl_snapshot(warehouse, settings, name, industry, on_event, ahead)
    log.info("The crawl of %s is stored and was not measured yet: going on with it.", unmeasured)
    return unmeasured


def _interrupted(warehouse: Warehouse, archive: Path, name: str, industry: Industry) -> str | None:
    """Give the newest crawl that was begun and never stored, if it is worth going on with.

    It must have been begun after the newest that is stored, and not at a time that is yet to come.
    """
    now = datetime.now(UTC)
    stored = {row[0] for row in warehouse.tuples("snapshot_ids", industry=name)}
    first = max(stored | {stamp(now - MAX_AGE)})
    names = (f.name for f in archive.glob("*Z*") if not is_archived(f.name))
    begun = max((one for one in names if first < one <= stamp(now + TOLERANCE)), default=None)
    if begun is None:
        return None
    return begun if can_take_up(archive / begun, industry.names) else None


def load_snapshot(
    warehouse: Warehouse,
    name: str,
    snapshot_id: str,
    folder: Path,
    started: datetime,
    lost: list[str] | None = None,
) -> None:
    """Store an archive folder's fetches, documents and pictures, all or nothing.

    Raises SnapshotMissing where a page can't be read back; where a list ``lost`` is given, such
    pages are left out instead, and named in it.
    """
    fetches: list[Fetch] = []
    documents: dict[str, str] = {}
    for fetch, html in read_snapshot(folder, lost):
        fetches.append(fetch)
        if html:
            documents[fetch.digest] = html
    known = {digest for (digest,) in warehouse.tuples("known_documents", digests=[*documents])}
    new = {digest: html for digest, html in documents.items() if digest not in known}
    with warehouse.transaction():
        warehouse.insert("raw.fetches", _with_key(to_arrow(fetches, Fetch), name, snapshot_id))
        warehouse.insert("raw.documents", pa.table({"digest": [*new], "html": [*new.values()]}))
        store_images(warehouse, name, snapshot_id, folder)
        pictures = home_page_pictures(folder)
        warehouse.insert("raw.screenshots", _with_key(pictures, name, snapshot_id))
        row: dict[str, list[object]] = {
            "started_at": [started],
            "finished_at": [datetime.now(UTC)],
            "source": [read_source(folder)],
        }
        warehouse.insert("raw.snapshots", _with_key(pa.table(row), name, snapshot_id))
    warehouse.acknowledge(Step(SNAPSHOT, name, snapshot_id))


def _with_key(table: pa.Table, name: str, snapshot_id: str) -> pa.Table:
    keys = {"industry": name, "snapshot_id": snapshot_id}
    for column, value in keys.items():
        table = table.append_column(column, pa.array([value] * table.num_rows, pa.string()))
    return table


def unmeasured_snapshot(warehouse: Warehouse, name: str, industry: Industry) -> str | None:
    """Give the newest snapshot if a run was cut off before it was measured, else None.

    It must have asked every company of the industry, less than MAX_AGE ago.
    """
    key = {"industry": name, "channel": PAGES_CHANNEL}
    for snapshot_id, companies in warehouse.tuples("unmeasured_snapshot", **key):
        asked_all = set(industry.names).issubset(companies)
        if asked_all and snapshot_id >= stamp(datetime.now(UTC) - MAX_AGE):
            return str(snapshot_id)
    return None
