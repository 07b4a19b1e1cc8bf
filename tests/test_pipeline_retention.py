"""Old evidence goes, cited evidence stays: three crawls of a built-in company, years apart."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from crawlers.archive.ledger import read_ledger
from crawlers.archive.proof import open_proof
from crawlers.archive.stored import read_stored
from crawlers.archive.warc import WarcFile, Wire
from pipeline.citations import Citation, cite_pages, note_citations
from pipeline.industries import serve_industry
from pipeline.pruning import read_age
from pipeline.retention import Dropped, drop_old_evidence, months_before, preview_drop
from pipeline.snapshots import crawl_snapshot, load_snapshot
from reports.write import write_report
from sameness.errors import AgeUnclear, EvidenceMissing
from sameness.industry import CrawlSettings
from sameness.records import Outcome
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import MakeReport

OLD, NEW = "20200101T000000Z", "20210101T000000Z"


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give a workspace with one small crawl, stored as if it had been read twice, long ago."""
    settings = Settings(tmp_path_factory.mktemp("workspace"))
    with (
        serve_industry(settings, "demo") as industry,
        Warehouse(settings.warehouse) as warehouse,
    ):
        few = CrawlSettings(max_pages=4, delay=0)
        small = industry.model_copy(update={"company": industry.company[:1], "crawl": few})
        first = crawl_snapshot(warehouse, settings, "demo", small, lambda _: None)
    archive = settings.archive / "demo"
    for name in (OLD, NEW):
        shutil.copytree(archive / first, archive / name)
        ledger = archive / name / "fetches.jsonl"
        ledger.write_text(ledger.read_text().replace(first, name))
    shutil.rmtree(archive / first)
    for file in settings.workspace.glob("warehouse.duckdb*"):
        file.unlink()
    return settings


@pytest.fixture
def workspace(crawled: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(crawled.workspace, tmp_path / "copy")
    return Settings(tmp_path / "copy")


@pytest.fixture
def warehouse(workspace: Settings) -> Iterator[Warehouse]:
    with Warehouse(workspace.warehouse) as opened:
        load(opened, workspace)
        yield opened


def load(warehouse: Warehouse, workspace: Settings) -> None:
    for name in (OLD, NEW):
        started = datetime.strptime(name, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        load_snapshot(warehouse, "demo", name, workspace.archive / "demo" / name, started)


def pages_of(warehouse: Warehouse, snapshot: str) -> list[dict[str, str]]:
    rows = warehouse.table("raw.fetches").to_pylist()
    return [r for r in rows if r["snapshot_id"] == snapshot and r["outcome"] == "fetched"]


def can_be_read(workspace: Settings, page: dict[str, str]) -> bool:
    try:
        open_proof(workspace.archive / "demo", page["record"], page["encoding"], page["digest"])
    except EvidenceMissing:
        return False
    return True


def cite(warehouse: Warehouse, snapshot: str, page: dict[str, str]) -> None:
    run = {
        "run_id": "r1", "industry": "demo", "snapshot_id": snapshot,
        "started_at": datetime(2020, 1, 1, tzinfo=UTC),
        "finished_at": datetime(2020, 1, 1, tzinfo=UTC),
        "industry_name": "demo", "client": None, "model": "m", "version": "1", "rivals_sampled": 1,
    }  # fmt: skip
    warehouse.insert("raw.runs", pa.Table.from_pylist([run]))
    cited = {Citation(page["company"], page["final_url"], None)}
    note_citations(warehouse, "demo", "r1", cited)


def test_without_a_limit_everything_stays(workspace: Settings, warehouse: Warehouse) -> None:
    assert drop_old_evidence(warehouse, workspace, "demo", 0).freed == 0
    assert all(can_be_read(workspace, page) for page in pages_of(warehouse, OLD))


def test_old_evidence_goes_but_cited_pages_and_the_last_good_snapshot_stay(
    workspace: Settings, warehouse: Warehouse
) -> None:
    cited, *others = pages_of(warehouse, OLD)
    assert len(others) == 3
    cite(warehouse, OLD, cited)
    assert drop_old_evidence(warehouse, workspace, "demo", 12).freed > 0
    assert can_be_read(workspace, cited)
    assert not any(can_be_read(workspace, page) for page in others)
    assert {page["record"] != "" for page in pages_of(warehouse, OLD)} == {True, False}
    assert all(can_be_read(workspace, page) for page in pages_of(warehouse, NEW))
    assert drop_old_evidence(warehouse, workspace, "demo", 12).freed == 0, (
        "a repeat changes nothing"
    )


def test_what_came_with_word_that_a_cited_page_is_unchanged_stays(workspace: Settings) -> None:
    archive = workspace.archive / "demo"
    word = call_unchanged(archive)
    with Warehouse(workspace.warehouse) as warehouse:
        load(warehouse, workspace)
        (cited,) = (page for page in pages_of(warehouse, OLD) if page["record"] == word)
        cite(warehouse, OLD, cited)
        assert drop_old_evidence(warehouse, workspace, "demo", 12).freed > 0
        assert can_be_read(workspace, cited)
        assert read_stored(archive, word).headers == (("ETag", '"1"'),)


def call_unchanged(archive: Path) -> str:
    """Let the old ledger rest on word that its first page is unchanged; give that word's place."""
    ledger = archive / OLD / "fetches.jsonl"
    page = next(fetch for fetch in read_ledger(archive / OLD) if fetch.outcome is Outcome.FETCHED)
    warc = WarcFile(archive / page.record.partition("#")[0])
    moment = datetime(2020, 1, 1, tzinfo=UTC)
    wire = Wire(page.final_url, 304, (("ETag", '"1"'),), b"", "127.0.0.1", moment)
    word = warc.store_unchanged(wire, read_stored(archive, page.record))
    warc.close()
    ledger.write_text(ledger.read_text().replace(f'"{page.record}"', f'"{word}"'))
    return word


def test_a_run_from_before_citations_were_noted_keeps_its_snapshot(
    workspace: Settings, warehouse: Warehouse
) -> None:
    cite(warehouse, OLD, pages_of(warehouse, OLD)[0])
    warehouse.run("forget_citations", run_id="r1")
    drop_old_evidence(warehouse, workspace, "demo", 12)
    assert all(can_be_read(workspace, page) for page in pages_of(warehouse, OLD))


def test_what_was_read_within_the_months_stays(workspace: Settings, warehouse: Warehouse) -> None:
    assert drop_old_evidence(warehouse, workspace, "demo", 600).freed == 0
    assert all(can_be_read(workspace, page) for page in pages_of(warehouse, OLD))


def test_every_page_that_a_report_quotes_is_cited_once(
    warehouse: Warehouse, make_report: MakeReport
) -> None:
    report = make_report(8)
    cite_pages(warehouse, report)
    cite_pages(warehouse, report)
    rows = warehouse.table("raw.citations").to_pylist()
    named = {(row["company"], row["url"]) for row in rows}
    assert len(rows) == len(named) + sum(row["seen_on"] is not None for row in rows)
    for claim in report.claims:
        assert {(quote.company, quote.url) for quote in claim.quotes} <= named
    for own in report.only_you:
        assert (own.nearest.company, own.nearest.url) in named


@pytest.mark.parametrize(
    ("moment", "months", "before"),
    [
        ("2026-11-22", 1, "2026-10-22"),
        ("2026-11-22", 11, "2025-12-22"),
        ("2026-01-31", 2, "2025-11-30"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-03-31", 37, "2023-02-28"),
    ],
)
def test_months_before(moment: str, months: int, before: str) -> None:
    assert months_before(datetime.fromisoformat(moment), months) == datetime.fromisoformat(before)


def test_a_preview_says_what_goes_and_touches_nothing(
    workspace: Settings, warehouse: Warehouse
) -> None:
    cite(warehouse, OLD, pages_of(warehouse, OLD)[0])
    files = sizes(workspace)
    told = preview_drop(warehouse, workspace, "demo", 12)
    assert (told.pages, told.posts) == (3, 0)
    assert sizes(workspace) == files
    assert all(can_be_read(workspace, page) for page in pages_of(warehouse, OLD))
    done = drop_old_evidence(warehouse, workspace, "demo", 12)
    assert replace(done, freed=0) == replace(told, freed=0)
    assert done.freed == pytest.approx(told.freed, rel=0.05)
    assert sum(files.values()) - sum(sizes(workspace).values()) == done.freed
    assert preview_drop(warehouse, workspace, "demo", 12) == Dropped()


def sizes(workspace: Settings) -> dict[str, int]:
    files = (file for file in workspace.archive.rglob("*") if file.is_file())
    return {str(file): file.stat().st_size for file in files}


def prune_command(workspace: Settings, *arguments: str) -> str:
    command = [sys.executable, "-m", "sameness", "prune", "-w", str(workspace.workspace)]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout


def test_the_command_asks_first_and_leaves_every_report(
    workspace: Settings, make_report: MakeReport
) -> None:
    with Warehouse(workspace.warehouse) as warehouse:
        load(warehouse, workspace)
    report = replace(make_report(3), industry="demo")
    before = write_report(report, workspace.out).read_bytes()
    files = sizes(workspace)
    first = prune_command(workspace, "--older-than", "2y")
    assert "demo: 4 pages, 3 pictures older than 24 months would go; 0.1 MB" in first
    assert "add --yes" in first
    assert sizes(workspace) == files
    assert "4 pages, 3 pictures older than 24 months went" in prune_command(
        workspace, "--older-than", "24m", "--yes", "-i", "demo"
    )
    assert "nothing older than" in prune_command(workspace, "--older-than", "24m", "--yes")
    assert sum(sizes(workspace).values()) < sum(files.values())
    assert (workspace.out / "demo" / "latest" / "index.html").read_bytes() == before


@pytest.mark.parametrize(("text", "months"), [("24m", 24), (" 2 Y ", 24), ("1m", 1), ("50y", 600)])
def test_an_age_is_months_or_years(text: str, months: int) -> None:
    assert read_age(text) == months


@pytest.mark.parametrize("text", ["", "24", "0m", "-1m", "601m", "51y", "3w", "1.5y", "٣m"])
def test_what_is_no_age_is_told(text: str) -> None:
    with pytest.raises(AgeUnclear, match="Write months or years"):
        read_age(text)
