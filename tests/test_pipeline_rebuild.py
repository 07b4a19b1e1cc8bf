"""A lost warehouse comes back from the archive with its runs, its claims' ids and its posts."""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.exports import Hints
from crawlers.social.reading.keeping import READINGS
from pipeline.book import BOOK, read_book
from pipeline.imports import Given, carry_out, plan_given
from pipeline.rebuild import rebuild
from pipeline.report import report_run
from pipeline.run import analyze
from pipeline.snapshots import load_snapshot
from sameness.settings import Settings
from tests.small_year import COMPANIES, NAME, Silent, industry, moment, write_industry, write_month
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    Content = dict[str, list[dict[str, Any]]]

EXPORT = b"""text,date,link
Our rye is back and it has never been darker.,2026-01-15,https://x.com/brindlow/status/11
Come by on Sunday for the last apricot tarts.,2026-02-20,https://x.com/brindlow/status/12
"""
MONTHS = 3


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Give a workspace of three months, each measured and reported, with an import after two."""
    settings = Settings(tmp_path_factory.mktemp("kept"), bootstrap_rounds=20)
    write_industry(settings)
    for month in range(1, MONTHS + 1):
        snapshot = write_month(settings, month)
        with Warehouse(settings.warehouse) as warehouse:
            folder = settings.archive / NAME / snapshot
            load_snapshot(warehouse, NAME, snapshot, folder, moment(month))
            run_id = analyze(warehouse, settings, NAME, industry(), snapshot, Silent())
            report_run(warehouse, settings, run_id)
            if month == 2:
                given = Given("posts.csv", EXPORT, datetime.now(UTC))
                hints = Hints(platform="x", handle="brindlow")
                company = industry().find("Brindlow")
                plan = plan_given(warehouse, NAME, company, given, hints)
                carry_out(warehouse, settings, NAME, plan)
    return settings


@pytest.fixture
def copy(kept: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(kept.workspace, tmp_path / "copy", symlinks=True)
    return Settings(tmp_path / "copy", bootstrap_rounds=20)


def content(settings: Settings) -> Content:
    """Give all that a warehouse holds, but for caches, moments of its making and schema."""
    found = {}
    with Warehouse(settings.warehouse) as warehouse:
        for (name,) in warehouse.tuples("stored_tables"):
            if name.startswith(("raw.", "history.")):
                rows = warehouse.table(name)
                made = [column for column in rows.column_names if column == "finished_at"]
                found[name] = sorted(rows.drop_columns(made).to_pylist(), key=repr)
    return found


def test_a_lost_warehouse_comes_back_to_the_last_row(kept: Settings, copy: Settings) -> None:
    copy.warehouse.write_bytes(os.urandom(20_000))
    made = rebuild(copy, Silent())
    assert (made.lost, made.snapshots, made.imports) == ([], MONTHS, 1)
    assert made.runs == MONTHS + 1, "posts are known from the third month on"
    expected, found = content(kept), content(copy)
    assert set(found) == set(expected)
    for name, rows in expected.items():
        assert found[name] == rows, name
    assert found["history.claims"], "there are claims whose ids could have changed"
    assert found["raw.citations"], "what reports quote is known again"
    assert (copy.workspace / made.aside).stat().st_size == 20_000
    Warehouse(copy.warehouse).close()  # the ledger finds all its steps


def test_what_the_archive_lacks_is_named_and_the_rest_comes_back(copy: Settings) -> None:
    copy.warehouse.unlink()
    archive = copy.archive / NAME
    first, second, _ = sorted(folder.name for folder in archive.glob("*Z"))
    shutil.rmtree(archive / first)
    ash = archive / second / "abrovant.warc.gz"
    ash.write_bytes(ash.read_bytes()[:-40])
    (archive / "imports" / "imports.jsonl").unlink()
    made = rebuild(copy, Silent())
    told = "\n".join(made.lost)
    assert f"run {read_book(archive / BOOK)[0].run_id} can't be done again" in told
    assert "abrovant.example/news of Abrovant" in told
    assert "its pages are not all those that it measured" in told
    assert "posts.csv was read: `sameness import` it again" in told
    assert (made.snapshots, made.runs) == (MONTHS - 1, MONTHS - 1)


def test_ids_outlive_months_that_are_gone(kept: Settings, copy: Settings) -> None:
    """The first month named the claims; without it their ids still stand in the book."""
    copy.warehouse.unlink()
    archive = copy.archive / NAME
    shutil.rmtree(min(archive.glob("*Z")))
    rebuild(copy, Silent())
    (_, *later) = read_book(archive / BOOK)
    for entry in later:
        ids = {row["claim_id"] for row in claims(copy, entry.run_id)}
        assert ids == set(entry.claims) == {row["claim_id"] for row in claims(kept, entry.run_id)}


def claims(settings: Settings, run_id: str) -> list[dict[str, Any]]:
    return [row for row in content(settings)["history.claims"] if row["run_id"] == run_id]


def test_a_workspace_from_before_the_book_is_measured_once_a_month(copy: Settings) -> None:
    copy.warehouse.unlink()
    (copy.archive / NAME / BOOK).unlink()
    made = rebuild(copy, Silent())
    assert (made.snapshots, made.runs, made.lost) == (MONTHS, MONTHS + 1, [])


def test_without_an_industry_file_the_book_knows_the_companies(copy: Settings) -> None:
    copy.warehouse.unlink()
    shutil.rmtree(copy.industries)
    made = rebuild(copy, Silent())
    assert made.runs == MONTHS + 1
    with Warehouse(copy.warehouse) as warehouse:
        known = {row["company"] for row in warehouse.table("raw.run_companies").to_pylist()}
    assert known == set(COMPANIES)
    assert not list(copy.archive.glob(f"*/*/{READINGS}"))
