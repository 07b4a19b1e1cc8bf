"""A crawl into the warehouse, with the built-in industry's own servers."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.industries import serve_industry
from pipeline.moments import new_id, newest_snapshot
from pipeline.snapshots import crawl_snapshot, load_snapshot
from sameness.errors import SnapshotMissing
from sameness.industry import CrawlSettings, Industry
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawlers.events import CrawlEvent


def fetched(warehouse: Warehouse) -> list[dict[str, Any]]:
    """Give every request of the snapshot, as it is stored."""
    rows: list[dict[str, Any]] = warehouse.table("raw.fetches").to_pylist()
    return [row for row in rows if row["industry"] == "demo"]


def small(industry: Industry) -> Industry:
    """Give two of the companies, four pages each."""
    few = CrawlSettings(max_pages=4, delay=0, contact="test")
    return industry.model_copy(update={"company": industry.company[:2], "crawl": few})


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, str, list[CrawlEvent]]:
    """Give a workspace with one snapshot, its id, and what was told meanwhile."""
    settings = Settings(tmp_path_factory.mktemp("workspace"))
    events: list[CrawlEvent] = []
    with (
        serve_industry(settings, "demo") as industry,
        Warehouse(settings.warehouse) as warehouse,
    ):
        snapshot = crawl_snapshot(warehouse, settings, "demo", small(industry), events.append)
    return settings, snapshot, events


@pytest.fixture
def warehouse(crawled: tuple[Settings, str, list[CrawlEvent]]) -> Iterator[Warehouse]:
    with Warehouse(crawled[0].warehouse) as opened:
        yield opened


def test_ids_are_the_time_in_utc_and_never_twice() -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    first = new_id(lambda _: False)
    told = datetime.strptime(first, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    assert before <= told <= datetime.now(UTC)
    taken = {first}
    assert re.fullmatch(r"\d{8}T\d{6}Z(-2)?", new_id(taken.__contains__))
    stem = new_id(lambda candidate: "-" not in candidate)
    assert stem.endswith("-2")
    assert new_id(lambda candidate: not candidate.endswith("-4")).endswith("-4")


def test_a_snapshot_is_stored_and_found(
    crawled: tuple[Settings, str, list[CrawlEvent]], warehouse: Warehouse
) -> None:
    settings, snapshot, events = crawled
    assert newest_snapshot(warehouse, "demo") == snapshot
    fetches = fetched(warehouse)
    assert len({row["company"] for row in fetches}) == 2
    assert {row["snapshot_id"] for row in fetches} == {snapshot}
    assert len(fetches) == sum(event.asked for event in events if event.finished)
    for row in fetches:
        if row["outcome"] == "fetched":
            file, _, offset = row["record"].partition("#")
            assert (settings.archive / "demo" / file).is_file()
            assert offset.isdigit()
    documents = {row["digest"] for row in warehouse.table("raw.documents").to_pylist()}
    assert documents == {row["digest"] for row in fetches if row["outcome"] == "fetched"}


def test_the_pages_of_a_run_are_those_of_the_snapshot(
    crawled: tuple[Settings, str, list[CrawlEvent]], warehouse: Warehouse
) -> None:
    fetches = fetched(warehouse)
    (company, *_) = sorted({row["company"] for row in fetches})
    key = {"industry": "demo", "snapshot_id": crawled[1], "companies": [company]}
    warehouse.make_from("pages", "run_pages", **key)
    pages = warehouse.table("pages").to_pylist()
    assert {page["company"] for page in pages} == {company}
    assert len({page["url"] for page in pages}) == len(pages) > 1
    assert all("<" in page["html"] for page in pages)
    warehouse.make_from("fetches", "run_fetches", **key)
    assert warehouse.table("fetches").num_rows == sum(
        1 for row in fetches if row["company"] == company
    )


def test_the_same_pages_in_two_snapshots_are_stored_once(
    crawled: tuple[Settings, str, list[CrawlEvent]], warehouse: Warehouse
) -> None:
    settings, snapshot, _ = crawled
    documents = warehouse.table("raw.documents").num_rows
    folder = settings.archive / "demo" / snapshot
    later = datetime(2999, 1, 1, tzinfo=UTC)
    load_snapshot(warehouse, "again", "29990101T000000Z", folder, later)
    assert warehouse.table("raw.documents").num_rows == documents
    assert newest_snapshot(warehouse, "again") == "29990101T000000Z"
    assert newest_snapshot(warehouse, "demo") == snapshot


def test_a_snapshot_that_can_not_be_read_leaves_nothing(
    tmp_path: Path, warehouse: Warehouse
) -> None:
    fetches = warehouse.table("raw.fetches").num_rows
    with pytest.raises(SnapshotMissing):
        load_snapshot(warehouse, "empty", "s1", tmp_path, datetime.now(UTC))
    assert warehouse.table("raw.fetches").num_rows == fetches
    with pytest.raises(SnapshotMissing, match="Nothing was ever fetched for 'empty'"):
        newest_snapshot(warehouse, "empty")
