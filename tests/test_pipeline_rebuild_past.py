"""What was read out of a web archive, forgotten, pruned or read again comes back as it was."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from crawlers.archive.warc import Wire
from crawlers.social.reading.keeping import (
    POSTS_WARC,
    READINGS,
    PostArchive,
    ReadingsLedger,
    ReadProfile,
)
from crawlers.social.reading.secrets import Secrets
from crawlers.wayback.periods import Period
from crawlers.wayback.source import ENDING, write_source
from pipeline.book import BOOK, read_book
from pipeline.citations import kept_reports
from pipeline.forgetting import forget_snapshot
from pipeline.moments import moment_of, stamp
from pipeline.profiles import recall_profiles
from pipeline.rebuild import rebuild
from pipeline.report import report_run
from pipeline.rereading import Reading, measure_again
from pipeline.retention import drop_old_evidence
from pipeline.run import analyze
from pipeline.runs import newest_run
from pipeline.snapshots import load_snapshot
from pipeline.verify import verify
from reports.read import read_report
from reports.scores import scores_text
from sameness.records import Post, PostKind, Profile, ReadingStatus
from sameness.settings import Settings
from tests.small_year import (
    KEPT_MONTHS,
    NAME,
    Silent,
    content,
    industry,
    moment,
    write_month,
)
from tests.test_pipeline_citations import (
    is_proved,
    let_early_reports_quote_little,
    shown_of_the_past,
)
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(kept_year: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(kept_year.workspace, tmp_path / "copy", symlinks=True)
    return Settings(tmp_path / "copy", bootstrap_rounds=20)


def write_past(settings: Settings, month: int) -> str:
    """Write what a web archive gave of a month's pages a year earlier; gives the snapshot's id."""
    made = settings.archive / NAME / write_month(settings, month)
    begins = moment(month) - timedelta(days=365)
    folder = made.with_name(f"{stamp(begins)}{ENDING}")
    ledger = (made / "fetches.jsonl").read_text()
    year = f"{moment(month):%Y-%m-%d}", f"{begins:%Y-%m-%d}"
    (made / "fetches.jsonl").write_text(ledger.replace(made.name, folder.name).replace(*year))
    made.rename(folder)
    write_source(folder, "https://archive.example", Period(begins, begins + timedelta(days=30)))
    return folder.name


def read_posts(settings: Settings, snapshot_id: str, *texts: str) -> None:
    """Write what reading Brindlow's profile leaves in a snapshot's folder: these posts."""
    folder, at = settings.archive / NAME / snapshot_id, moment_of(snapshot_id)
    profile = Profile(
        company="Brindlow", platform="mastodon", handle="brindlow@bread.example",
        url="https://bread.example/@brindlow", found_at="", found_by="listed",
    )  # fmt: skip
    warc = PostArchive(folder / POSTS_WARC)
    body = json.dumps(texts).encode()
    headers = (("Content-Type", "application/json"),)
    place = warc.store(Wire("https://bread.example/api", 200, headers, body, "192.0.2.1", at))
    warc.close()
    posts = tuple(
        Post(
            company="Brindlow", platform="mastodon", handle=profile.handle, post_id=str(number),
            url=f"{profile.url}/{number}", posted_at=at - timedelta(days=number + 1), exact=True,
            text=text, kind=PostKind.BROADCAST, reply_to="", mentions=(), links=(), language="en",
            origin="read", read_at=at, record=place,
        )
        for number, text in enumerate(texts)
    )  # fmt: skip
    ledger = ReadingsLedger(folder / READINGS, Secrets({}))
    ledger.enter(ReadProfile(profile, ReadingStatus.OK, "", at, posts))
    ledger.close()


def load(warehouse: Warehouse, settings: Settings, snapshot_id: str) -> None:
    began, folder = moment_of(snapshot_id), settings.archive / NAME / snapshot_id
    load_snapshot(warehouse, NAME, snapshot_id, folder, began)


def crawl_month(warehouse: Warehouse, settings: Settings, month: int, *posts: str) -> str:
    """Store a month with posts as a crawl would, measure it and report; gives the snapshot's id."""
    snapshot = write_month(settings, month)
    read_posts(settings, snapshot, *posts)
    load(warehouse, settings, snapshot)
    recall_profiles(warehouse, settings, NAME, industry(), snapshot)
    run_id = analyze(warehouse, settings, NAME, industry(), snapshot, Silent())
    report_run(warehouse, settings, run_id)
    return snapshot


def reports(settings: Settings) -> dict[str, str]:
    """Give what each run of pages says, read from the warehouse."""
    with Warehouse(settings.warehouse) as warehouse:
        runs = warehouse.table("raw.runs").to_pylist()
        ids = [run["run_id"] for run in runs if run["channel"] == "pages"]
        return {run_id: scores_text(read_report(warehouse, run_id)) for run_id in ids}


def check_sound(settings: Settings) -> None:
    with Warehouse(settings.warehouse) as warehouse:
        assert verify(warehouse, settings, Silent()).faults == []


@pytest.mark.timeout(900)
def test_past_pages_second_readings_and_what_was_forgotten_come_back_as_they_were(
    copy: Settings,
) -> None:
    """Past pages count from the run on that first read them, not in the reports before it."""
    cake, van = "Sunday is cake day at our place.", "The van is fixed and out again."
    with Warehouse(copy.warehouse) as warehouse:
        load(warehouse, copy, write_past(copy, 5))
        crawl_month(warehouse, copy, 4, cake, van)
        assert "2025-" in scores_text(read_report(warehouse, newest_run(warehouse, NAME)))
        again = Reading(stamp(moment(2)), 1, 0)
        measure_again(warehouse, copy, NAME, industry(), [again], Silent())
        posts = warehouse.table("raw.posts").to_pylist()
        gone = crawl_month(warehouse, copy, 7, cake, "Rye is back.")
        forget_snapshot(warehouse, copy, NAME, gone)
        left = warehouse.table("raw.posts").to_pylist()
        assert sorted(map(repr, left)) == sorted(map(repr, posts)), "what was known before stays"
    book = read_book(copy.archive / NAME / BOOK)
    assert [entry.channel for entry in book].count("web archive") == 1
    expected, said = content(copy), reports(copy)
    copy.warehouse.unlink()
    assert rebuild(copy, Silent()).lost == []
    found = content(copy)
    assert set(found) == set(expected)
    for name, rows in expected.items():
        assert found[name] == rows, name
    assert reports(copy) == said
    check_sound(copy)


@pytest.mark.timeout(900)
def test_what_was_pruned_is_said_to_be_gone_and_what_is_cited_stays_cited(copy: Settings) -> None:
    with Warehouse(copy.warehouse) as warehouse:
        early = let_early_reports_quote_little(warehouse, copy)
        shown = shown_of_the_past(copy)
        assert drop_old_evidence(warehouse, copy, NAME, 1).pages > 0
    copy.warehouse.unlink()
    made = rebuild(copy, Silent())
    gone = [line for line in made.lost if "old evidence was dropped" in line]
    # Of the first month all is cited, since what the last report shows was first read then.
    assert [[run_id for run_id in early if run_id in line] for line in gone] == [early[1:]]
    assert made.runs == KEPT_MONTHS, "two of pages, one of posts"
    check_sound(copy)
    with Warehouse(copy.warehouse) as warehouse:
        ((_, cited),) = kept_reports(copy, NAME)
        assert len(warehouse.table("raw.citations")) == len(cited)
        # Only the page that a report quoted which was thrown away.
        assert drop_old_evidence(warehouse, copy, NAME, 1).pages == 1
        assert all(is_proved(copy, warehouse, one) for one in shown)
