"""A report on disk: whole or not at all, and the last good one survives."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import UndefinedError

from reports.write import write_report
from sameness.errors import NameInvalid

if TYPE_CHECKING:
    from reports.data import Report
    from tests.conftest import MakeReport


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def later(report: Report) -> Report:
    return replace(report, run_id="20261221T101500Z")


def test_both_files_lie_in_the_runs_folder_and_latest_leads_there(
    make_report: MakeReport, tmp_path: Path
) -> None:
    report = make_report()
    page = write_report(report, tmp_path / "out")
    assert page == tmp_path / "out" / report.industry / report.run_id / "index.html"
    assert names(page.parent) == ["index.html", "scores.json"]
    assert names(page.parent.parent) == [report.run_id, "latest"]
    latest = page.parent.parent / "latest"
    assert latest.readlink() == Path(report.run_id)
    assert json.loads((latest / "scores.json").read_text())["run_id"] == report.run_id


def test_the_files_may_be_read_by_others_as_the_umask_allows(
    make_report: MakeReport, tmp_path: Path
) -> None:
    before = os.umask(0o022)
    try:
        page = write_report(make_report(), tmp_path)
    finally:
        os.umask(before)
    assert page.parent.stat().st_mode & 0o777 == 0o755
    assert page.stat().st_mode & 0o777 == 0o644


def test_the_next_run_stands_beside_the_last_and_becomes_latest(
    make_report: MakeReport, tmp_path: Path
) -> None:
    first = write_report(make_report(), tmp_path)
    second = write_report(later(make_report()), tmp_path)
    assert first.exists()
    assert (second.parent.parent / "latest").resolve() == second.parent.resolve()


def test_a_run_reported_again_is_replaced_whole(make_report: MakeReport, tmp_path: Path) -> None:
    page = write_report(make_report(), tmp_path)
    again = write_report(make_report(industry_name="tax advice"), tmp_path)
    assert again == page
    assert "tax advice" in page.read_text()
    assert names(page.parent.parent) == [page.parent.name, "latest"]


def test_a_pdf_lies_beside_the_page_until_the_run_is_written_without_one(
    make_report: MakeReport, tmp_path: Path
) -> None:
    page = write_report(make_report(), tmp_path, b"%PDF-1")
    assert (page.parent / "report.pdf").read_bytes() == b"%PDF-1"
    write_report(make_report(), tmp_path, b"%PDF-2")
    assert (page.parent / "report.pdf").read_bytes() == b"%PDF-2"
    write_report(make_report(), tmp_path)
    assert names(page.parent) == ["index.html", "scores.json"]


def test_a_report_that_cannot_be_rendered_leaves_the_old_one(
    make_report: MakeReport, tmp_path: Path
) -> None:
    page = write_report(make_report(), tmp_path)
    before = page.read_bytes()
    with pytest.raises(UndefinedError):
        write_report(make_report(method=None), tmp_path)
    assert page.read_bytes() == before
    assert names(page.parent.parent) == [page.parent.name, "latest"]


@pytest.mark.parametrize("stops_at", range(1, 9))
def test_a_disk_that_fails_at_any_sync_leaves_a_whole_report_behind_latest(
    make_report: MakeReport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stops_at: int
) -> None:
    page = write_report(make_report(), tmp_path)
    calls = 0
    sync = os.fsync

    def failing(handle: int) -> None:
        nonlocal calls
        calls += 1
        if calls == stops_at:
            raise OSError(28, "No space left on device")
        sync(handle)

    monkeypatch.setattr(os, "fsync", failing)
    industry = page.parent.parent
    if stops_at <= 5:
        with pytest.raises(OSError, match="No space"):
            write_report(later(make_report()), tmp_path)
    else:
        write_report(later(make_report()), tmp_path)
    assert not [name for name in names(industry) if name.startswith(".")]
    for run in (industry / "latest", page.parent):
        assert names(run) == ["index.html", "scores.json"]
        assert (run / "index.html").read_text().endswith("</html>\n")
        json.loads((run / "scores.json").read_text())
    if stops_at < 4:
        assert (industry / "latest").resolve() == page.parent.resolve()


def test_a_folder_called_latest_is_not_thrown_away(make_report: MakeReport, tmp_path: Path) -> None:
    kept = tmp_path / "boutique_accounting" / "latest" / "notes.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")
    with pytest.raises(OSError, match="latest"):
        write_report(make_report(), tmp_path)
    assert kept.read_text() == "mine"
    assert names(kept.parent.parent) == [make_report().run_id, "latest"]


@pytest.mark.parametrize("run_id", ["../up", "a/b", "..", ".", "", "latest", ".hidden"])
def test_a_run_id_cannot_leave_the_folder(
    make_report: MakeReport, tmp_path: Path, run_id: str
) -> None:
    with pytest.raises(NameInvalid, match="run"):
        write_report(replace(make_report(), run_id=run_id), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_an_industry_cannot_leave_the_folder(make_report: MakeReport, tmp_path: Path) -> None:
    with pytest.raises(NameInvalid, match="industry"):
        write_report(replace(make_report(), industry="../up"), tmp_path)
