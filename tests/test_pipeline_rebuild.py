"""A lost warehouse comes back from the archive with its runs, its claims' ids and its posts."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.social.reading.keeping import READINGS
from pipeline.book import BOOK, read_book
from pipeline.rebuild import rebuild
from sameness.settings import Settings
from tests.small_year import COMPANIES, KEPT_MONTHS, NAME, Silent, content
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def copy(kept_year: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(kept_year.workspace, tmp_path / "copy", symlinks=True)
    return Settings(tmp_path / "copy", bootstrap_rounds=20)


def test_a_lost_warehouse_comes_back_to_the_last_row(kept_year: Settings, copy: Settings) -> None:
    copy.warehouse.write_bytes(os.urandom(20_000))
    made = rebuild(copy, Silent())
    assert (made.lost, made.snapshots, made.imports) == ([], KEPT_MONTHS, 1)
    assert made.runs == KEPT_MONTHS + 1, "posts are known from the third month on"
    expected, found = content(kept_year), content(copy)
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
    assert (made.snapshots, made.runs) == (KEPT_MONTHS - 1, KEPT_MONTHS - 1)


def test_ids_outlive_months_that_are_gone(kept_year: Settings, copy: Settings) -> None:
    """The first month named the claims; without it their ids still stand in the book."""
    copy.warehouse.unlink()
    archive = copy.archive / NAME
    shutil.rmtree(min(archive.glob("*Z")))
    rebuild(copy, Silent())
    (_, *later) = read_book(archive / BOOK)
    for entry in later:
        ids = {row["claim_id"] for row in claims(copy, entry.run_id)}
        assert (
            ids == set(entry.claims) == {row["claim_id"] for row in claims(kept_year, entry.run_id)}
        )


def claims(settings: Settings, run_id: str) -> list[dict[str, Any]]:
    return [row for row in content(settings)["history.claims"] if row["run_id"] == run_id]


def test_a_workspace_from_before_the_book_is_measured_once_a_month(copy: Settings) -> None:
    copy.warehouse.unlink()
    (copy.archive / NAME / BOOK).unlink()
    made = rebuild(copy, Silent())
    assert (made.snapshots, made.runs, made.lost) == (KEPT_MONTHS, KEPT_MONTHS + 1, [])


def test_without_an_industry_file_the_book_knows_the_companies(copy: Settings) -> None:
    copy.warehouse.unlink()
    shutil.rmtree(copy.industries)
    made = rebuild(copy, Silent())
    assert made.runs == KEPT_MONTHS + 1
    with Warehouse(copy.warehouse) as warehouse:
        known = {row["company"] for row in warehouse.table("raw.run_companies").to_pylist()}
    assert known == set(COMPANIES)
    assert not list(copy.archive.glob(f"*/*/{READINGS}"))
