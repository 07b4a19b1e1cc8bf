"""Past pages in the warehouse: dated snapshots that no crawl of our own is compared with."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from crawlers.archive.ledger import LEDGER, Ledger
from crawlers.wayback.periods import Period
from pipeline.archive_readings import GIVEN, archive_stages
from pipeline.backfill import Span, at_archive, backfill, find_place, find_wanted
from pipeline.changes import put_page_changes
from pipeline.moments import newest_snapshot
from pipeline.retention import drop_old_evidence
from pipeline.snapshots import crawl_snapshot, unmeasured_snapshot
from sameness.errors import AddressRefused, IndustryInvalid, SnapshotMissing
from sameness.industry import Industry
from sameness.records import Fetch, Outcome, PageKind
from sameness.settings import Settings
from tests.changing_site import Answer, page, serving
from tests.pretend_archive import Copy, archiving, words
from warehouse.warehouse import Warehouse, to_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWN = "20240701T120000Z"
OWN_AT = datetime(2024, 7, 1, 12, tzinfo=UTC)
ACME = "https://acme.example"
SPAN = Span(datetime(2024, 1, 1, tzinfo=UTC), None, 3)


def industry(base: str = "https://archive.example", pages: int = 6) -> Industry:
    return Industry.model_validate(
        {
            "name": "field",
            "allow_private": True,
            "crawl": {"delay": 0, "timeout": 3, "render": "never", "max_images": 0},
            "backfill": {"cdx": f"{base}/cdx", "replay": f"{base}/web", "delay": 0, "pages": pages},
            "company": [{"name": "Acme", "site": f"{ACME}/"}],
        }
    )


def fetch(path: str, kind: PageKind, depth: int = 1, outcome: Outcome = Outcome.FETCHED) -> Fetch:
    url = f"{ACME}{path}"
    return Fetch(
        "Acme", url, url, kind, "", depth, outcome, "", 200, "", "", OWN_AT, 1, path, "s/f#1"
    )


def store(warehouse: Warehouse, snapshot_id: str, fetches: list[Fetch]) -> None:
    keys = {"industry": "field", "snapshot_id": snapshot_id}
    table = to_arrow(fetches, Fetch)
    for name, value in keys.items():
        table = table.append_column(name, pa.array([value] * table.num_rows))
    warehouse.insert("raw.fetches", table)
    row = keys | {"started_at": OWN_AT, "finished_at": OWN_AT}
    warehouse.insert("raw.snapshots", pa.Table.from_pylist([row]))


@pytest.fixture
def crawled(tmp_path: Path) -> Iterator[Warehouse]:
    """Give a warehouse with one crawl of a company of our own."""
    with Warehouse(Settings(tmp_path).warehouse) as warehouse:
        pages = [
            fetch("/jobs", PageKind.CAREERS),
            fetch("/features/deep/er", PageKind.FEATURES, 2),
            fetch("/features", PageKind.FEATURES),
            fetch("/pricing", PageKind.PRICING),
            fetch("/lost", PageKind.PRODUCT, outcome=Outcome.FAILED),
            fetch("/", PageKind.HOME, 0),
        ]
        store(warehouse, OWN, pages)
        yield warehouse


def test_the_home_page_comes_first_then_one_of_each_kind(crawled: Warehouse) -> None:
    found = find_wanted(crawled, "field", industry(), None)
    assert [(page.url.removeprefix(ACME), until) for page, until in found] == [
        (path, OWN_AT) for path in ("/", "/features", "/pricing", "/features/deep/er")
    ]
    assert len(find_wanted(crawled, "field", industry(pages=2), None)) == 2
    early = datetime(2023, 1, 1, tzinfo=UTC)
    assert {until for _, until in find_wanted(crawled, "field", industry(), early)} == {early}


def test_what_was_never_crawled_has_no_past_to_read(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with Warehouse(settings.warehouse) as warehouse, pytest.raises(SnapshotMissing):
        backfill(warehouse, settings, "field", industry(), SPAN, lambda _: None)


def test_past_pages_are_snapshots_that_no_crawl_is_compared_with(
    crawled: Warehouse, tmp_path: Path
) -> None:
    settings = Settings(tmp_path)
    with archiving() as archive:
        archive.copies = {
            f"{ACME}/": [
                Copy("20240210000000", words("Old"), "A"),
                Copy("20240510000000", words("Newer"), "B"),
                Copy("20240702000000", words("After our own crawl"), "C"),
            ],
            f"{ACME}/features": [Copy("20240210000000", words("Features"), "F")],
        }
        late = f"/web/20240510000000id_/{ACME}/"
        archive.busy[late] = Answer(status=504)
        field = industry(archive.base)
        first = backfill(crawled, settings, "field", field, SPAN, lambda _: None)
        assert first.is_partial
        assert first.lines()[1] == (
            "Acme: since 2024-02-10; 4 pages, 2 read, 0 unchanged, 0 of no use. "
            "Left open: the web archive answers HTTP 504."
        )
        second = backfill(crawled, settings, "field", field, SPAN, lambda _: None)
        third = backfill(crawled, settings, "field", field, SPAN, lambda _: None)
    assert first.snapshots == ("20240101T000000Z-archive",)
    assert second.snapshots == ("20240401T000000Z-archive",)
    assert (third.snapshots, third.is_partial) == ((), False)
    sources = {
        row["snapshot_id"]: row["source"] for row in crawled.table("raw.snapshots").to_pylist()
    }
    past = dict.fromkeys([*first.snapshots, *second.snapshots], "web archive")
    assert sources == {OWN: "crawl"} | past

    assert newest_snapshot(crawled, "field") == OWN
    assert crawled.tuples("last_good_snapshots", industry="field") == [("Acme", OWN)]
    put_page_changes(crawled, "field", OWN, ["Acme"])
    changes = {row["change"] for row in crawled.table("page_changes").to_pylist()}
    assert changes == {"first read"}
    crawls = {snapshot_id: is_complete(crawled, snapshot_id) for snapshot_id in sources}
    assert crawls == {OWN: True} | dict.fromkeys(past, False)


def is_complete(warehouse: Warehouse, snapshot_id: str) -> bool:
    """Tell whether a snapshot counts as a crawl that read all it found."""
    key: dict[str, object] = {"industry": "field", "snapshot_id": snapshot_id, "most_pages": 60}
    key |= {"companies": ["Acme"], "channels": [], "model": "", "version": ""}
    ((_, _, _, complete),) = warehouse.tuples("site_crawls", **key)
    return bool(complete)


def test_evidence_that_is_old_by_nature_is_kept(crawled: Warehouse, tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with archiving() as archive:
        archive.copies = {f"{ACME}/": [Copy("20240210000000", words("Old"))]}
        backfill(crawled, settings, "field", industry(archive.base), SPAN, lambda _: None)
    drop_old_evidence(crawled, settings, "field", keep_months=1)
    kept = {row["snapshot_id"] for row in crawled.table("raw.fetches").to_pylist() if row["record"]}
    assert "20240101T000000Z-archive" in kept


def test_a_backfill_that_was_cut_off_is_no_crawl_to_go_on_with(tmp_path: Path) -> None:
    """Also where its period began within the week in which crawls are taken up."""
    settings = Settings(tmp_path)
    begun = f"{datetime.now(UTC) - timedelta(days=1):%Y%m%dT%H%M%SZ}-archive"
    folder = settings.archive / "field" / begun
    folder.mkdir(parents=True)
    ledger = Ledger(folder / LEDGER)
    ledger.enter(replace(fetch("/", PageKind.HOME), company="Site"))
    ledger.close()
    with serving() as site, Warehouse(settings.warehouse) as warehouse:
        site.pages = {"/": page("Home")}
        field = industry().model_dump(mode="json")
        field["company"] = [{"name": "Site", "site": f"{site.base}/"}]
        own = crawl_snapshot(
            warehouse, settings, "field", Industry.model_validate(field), lambda _: None
        )
        assert unmeasured_snapshot(warehouse, "field", Industry.model_validate(field)) == own
    assert not own.endswith("-archive")


def test_a_period_that_is_stored_gets_another_folder(tmp_path: Path) -> None:
    period = Period(datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC))
    first, second = "20240101T000000Z-archive", "20240101T000000Z-archive-2"
    (tmp_path / first).mkdir()
    assert find_place(tmp_path, period, ()).folder == first
    place = find_place(tmp_path, period, {first, "20240101T000000Z", "20240102T000000Z-archive"})
    assert (place.folder, place.earlier) == (second, (first,))
    assert find_place(tmp_path, period, {first, second}).folder.endswith("-archive-3")


@pytest.mark.parametrize(
    "base",
    ["http://127.0.0.1:8080/kept", "http://[::1]/kept", "http://0x7f.1/", "http://db.local/"],
)
def test_a_private_archive_takes_the_files_leave(base: str) -> None:
    closed = industry().model_copy(update={"allow_private": False})
    with pytest.raises(AddressRefused):
        at_archive(closed, base)
    assert at_archive(industry(), f"{base}/").backfill.cdx == f"{base.rstrip('/')}/cdx"
    file = {"name": "f", "company": [{"name": "A", "site": ACME}], "backfill": {"cdx": base}}
    with pytest.raises(ValueError, match="private or loopback"):
        Industry.model_validate(file)


@pytest.mark.parametrize("base", ["archive", "ftp://archive.example", "https://me:pw@a.example"])
def test_what_is_no_archive_is_refused(base: str) -> None:
    with pytest.raises(IndustryInvalid):
        at_archive(industry(), base)


def test_past_pages_are_read_for_their_texts_and_claims_alone() -> None:
    stages = archive_stages()
    names = {stage.name for stage in stages}
    assert {"marketing_statements", "claims"} <= names
    assert not names & {"company_scores", "industry_scores", "home_pages", "claim_sightings"}
    assert set().union(*(stage.reads for stage in stages)) <= names | GIVEN
