"""A new version or model goes over earlier readings, so that all stand on one scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline import rereading, runs
from pipeline.rereading import measure_again, readings_to_measure
from pipeline.run import analyze
from pipeline.runs import newest_run
from pipeline.snapshots import load_snapshot
from reports.read import read_report
from reports.render import render
from sameness import __version__
from sameness.settings import Settings
from tests.small_year import NAME, Silent, industry, moment, write_month
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, list[str]]:
    """Give four stored months, the first three measured by version 0."""
    settings = Settings(tmp_path_factory.mktemp("year"), bootstrap_rounds=20)
    ids = [write_month(settings, month) for month in (1, 2, 3, 4)]
    with Warehouse(settings.warehouse) as warehouse, pytest.MonkeyPatch.context() as patch:
        patch.setattr(runs, "__version__", "0")
        for month, snapshot in enumerate(ids, start=1):
            folder = settings.archive / NAME / snapshot
            load_snapshot(warehouse, NAME, snapshot, folder, moment(month))
            if month < 4:
                analyze(warehouse, settings, NAME, industry(), snapshot, Silent())
    return settings, ids


def test_the_history_is_read_again_and_the_report_says_so(
    year: tuple[Settings, list[str]],
) -> None:
    settings, (first, second, third, fourth) = year
    with Warehouse(settings.warehouse) as warehouse:
        key = (warehouse, settings, NAME, industry())
        (only,) = readings_to_measure(*key, fourth)
        assert (only.snapshot_id, only.runs, only.alike) == (third, 1, 0)
        measure_again(*key, [only], Silent())
        assert readings_to_measure(*key, fourth) == [], "what is measured is not measured twice"
        newest = warehouse.tuples("run", run_id=newest_run(warehouse, NAME))[0]
        assert newest[2] == third
        run_id = analyze(*key, fourth, Silent())
        method = read_report(warehouse, run_id).method
        assert method.read_again == (moment(3).date(),)
        assert method.other_scale == (moment(1).date(), moment(2).date())
        page = render(read_report(warehouse, run_id))
        assert "stand on one scale with this one: 4 March 2026." in page
        assert "nothing here is compared with them: 3 January 2026 and 2 February 2026." in page
        # All of them, the oldest first: what came later can then look back.
        waiting = readings_to_measure(*key, fourth, None)
        assert [reading.snapshot_id for reading in waiting] == [first, second]
        measure_again(*key, waiting, Silent())
        assert newest_run(warehouse, NAME) == run_id, "an older reading is not the newest run"
        method = read_report(warehouse, run_id).method
        assert (len(method.read_again), method.other_scale) == (3, ())
        claims = warehouse.table("history.claims").to_pylist()
    by_version: dict[str, set[str]] = {}
    versions = {row["run_id"]: row for row in runs_of(settings)}
    for row in claims:
        if versions[row["run_id"]]["snapshot_id"] == second:
            by_version.setdefault(versions[row["run_id"]]["version"], set()).add(row["claim_id"])
    assert by_version["0"] == by_version[__version__], "claims keep their ids"


def runs_of(settings: Settings) -> list[dict[str, str]]:
    with Warehouse(settings.warehouse) as warehouse:
        rows: list[dict[str, str]] = warehouse.table("raw.runs").to_pylist()
    return rows


def test_a_reading_of_which_evidence_was_dropped_is_left_alone(
    year: tuple[Settings, list[str]], tmp_path: Path
) -> None:
    settings, ids = year
    other = Settings(tmp_path, model="another")
    for snapshot in ids:
        (other.archive / NAME / snapshot).mkdir(parents=True)
    (other.archive / NAME / ids[1] / "abrovant.kept.warc.gz").touch()
    with Warehouse(settings.warehouse) as warehouse:
        key = (warehouse, Settings(tmp_path), NAME, industry(), ids[3])
        assert rereading.is_whole(other.archive / NAME / ids[0])
        waiting = readings_to_measure(*key, None)
    assert ids[1] not in {reading.snapshot_id for reading in waiting}
