"""What a kept report shows keeps its evidence, also where it was read months before the report."""

from __future__ import annotations

import json
import shutil
from datetime import date, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from crawlers.archive.proof import open_proof
from pipeline.citations import Citation, find_citations, kept_reports, note_citations
from pipeline.retention import drop_old_evidence, preview_drop
from pipeline.verify import verify
from sameness.errors import EvidenceMissing
from sameness.settings import Settings
from tests.history_samples import sample_history
from tests.small_year import KEPT_MONTHS, NAME, Silent
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    from tests.conftest import MakeReport

Shown = tuple[str, str, str, str]
"""Company, address, day and words."""


@pytest.fixture
def copy(kept_year: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(kept_year.workspace, tmp_path / "copy", symlinks=True)
    return Settings(tmp_path / "copy", bootstrap_rounds=20)


def shown_of_the_past(settings: Settings) -> set[Shown]:
    """Give all that the reports on the disk show of earlier readings, word for word."""
    shown = set()
    for path in (settings.out / NAME).glob("2*Z/scores.json"):
        history = json.loads(path.read_text())["history"]
        rivals = [earlier for one in history["changes"] for earlier in one["said_before"]]
        for one in [*history["sightings"], *rivals]:
            shown.add((one["company"], one["url"], one["seen"], one["text"]))
        for one in history["changes"]:
            day = one["after"] if one["change"] == "dropped" else one["by"]
            shown.add((one["company"], one["url"], day, one["text"]))
    return shown


def is_proved(settings: Settings, warehouse: Warehouse, shown: Shown) -> bool:
    """Tell whether the archive holds words as they were read on that day."""
    text = shown[3]
    for row in warehouse.table("raw.fetches").to_pylist():
        if (row["company"], row["final_url"], f"{row['fetched_at']:%Y-%m-%d}") == shown[:3]:
            given = settings.archive / NAME, row["record"], row["encoding"], row["digest"]
            try:
                return text in open_proof(*given).markup
            except EvidenceMissing:
                return False
    return False


def let_early_reports_quote_little(warehouse: Warehouse, settings: Settings) -> list[str]:
    """Throw away all reports but the last, as if each had quoted one page; gives their runs."""
    early = sorted(path.name for path in (settings.out / NAME).glob("2*Z"))[:-1]
    for run_id in early:
        shutil.rmtree(settings.out / NAME / run_id)
        warehouse.run("forget_citations", run_id=run_id)
        little = {"run_id": run_id, "company": "Abrovant", "url": "https://abrovant.example/"}
        warehouse.insert("raw.citations", pa.Table.from_pylist([little]))
    return early


def test_what_the_last_report_shows_of_earlier_readings_outlives_a_prune(copy: Settings) -> None:
    """The first reports quoted one page each, and the last one looks back on others."""
    with Warehouse(copy.warehouse) as warehouse:
        let_early_reports_quote_little(warehouse, copy)
        shown = shown_of_the_past(copy)
        assert len({day for _, _, day, _ in shown}) == KEPT_MONTHS
        assert all(is_proved(copy, warehouse, one) for one in shown)
        told = preview_drop(warehouse, copy, NAME, 1)
        done = drop_old_evidence(warehouse, copy, NAME, 1)
        assert done.pages == told.pages > 0
        assert [one for one in shown if not is_proved(copy, warehouse, one)] == []
        assert verify(warehouse, copy, Silent()).faults == []


def test_page_and_document_cite_the_same(copy: Settings, make_report: MakeReport) -> None:
    with Warehouse(copy.warehouse) as warehouse:
        for run_id, cited in kept_reports(copy, NAME):
            noted = warehouse.tuples("citations_of_run", run_id=run_id)
            assert {Citation(*row) for row in noted} == cited
    history = sample_history(make_report(4))
    (reworded,) = (one for one in history.changes if one.change == "reworded")
    cited = find_citations(history)
    assert Citation(reworded.company, reworded.other_url, reworded.other_on) in cited
    for one in history.headlines:
        assert Citation(one.company, one.before_url, one.before_at.date()) in cited
        assert Citation(one.company, one.url, one.after_at.date()) in cited


def test_days_are_read_from_days_alone() -> None:
    said = {"company": "A", "url": "u", "text": "2026-99-01", "seen": "2026-01-02", "n": 3}
    assert find_citations([said, {"run_id": "2026-01-03"}]) == {
        Citation("A", "u", None),
        Citation("A", "u", date(2026, 1, 2)),
    }
    moment: dict[str, object] = {"company": "A", "near_url": "v", "at": datetime(2026, 1, 2, 3)}  # noqa: DTZ001 - as the warehouse gives it
    assert Citation("A", "v", date(2026, 1, 2)) in find_citations(moment)
    since = {"company": "A", "url": "u", "since": {"seen": "2025-05-06", "absent": None}}
    assert Citation("A", "u", date(2025, 5, 6)) in find_citations(since)


def test_a_picture_that_a_report_shows_stays(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    home, taken = "https://acme.example/", datetime(2020, 1, 5)  # noqa: DTZ001 - as above
    with Warehouse(settings.warehouse) as warehouse:
        for month in (1, 2, 3):
            row: dict[str, object] = {
                "industry": "i",
                "snapshot_id": f"20200{month}05T000000Z",
                "company": "Acme",
            }
            row |= {"url": home, "taken_at": taken.replace(month=month), "record": ""}
            row |= {"picture": b"", "marks": ""}
            warehouse.insert("raw.screenshots", pa.Table.from_pylist([row]))
        note_citations(warehouse, "i", "r", {Citation("Acme", home, date(2020, 1, 5))})
        assert drop_old_evidence(warehouse, settings, "i", 1).screenshots == 1
        left = warehouse.table("raw.screenshots").column("taken_at").to_pylist()
    assert [one.month for one in left] == [1, 3]
