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
from sameness.settings import Settings
from tests.small_year import NAME, industry, moment, write_month
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


class Silent:
    """Takes note of nothing."""

    def stage(self, name: str, number: int, count: int) -> None: ...

    def encoded(self, done: int, count: int) -> None: ...


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


def measured(warehouse: Warehouse) -> list[tuple[str, str]]:
    rows = warehouse.table("raw.runs").sort_by("snapshot_id").to_pylist()
    return sorted((row["snapshot_id"], row["version"]) for row in rows)


def test_the_history_is_read_again_and_the_report_says_so(
    year: tuple[Settings, list[str]],
) -> None:
    settings, (first, second, third, fourth) = year
    key = (settings, NAME, industry(), fourth)
    with Warehouse(settings.warehouse) as warehouse:
        (only,) = readings_to_measure(warehouse, *key)
        assert (only.snapshot_id, only.runs, only.alike) == (third, 1, 0)
        assert measure_again(warehouse, *key, Silent()) == [third]
        # What is measured is not measured twice, and the newest reading is still the newest.
        assert measure_again(warehouse, *key, Silent()) == []
        newest = warehouse.tuples("run", run_id=newest_run(warehouse, NAME))[0]
        assert newest[2] == third
        run_id = analyze(warehouse, settings, NAME, industry(), fourth, Silent())
        method = read_report(warehouse, run_id).method
        assert method.read_again == (moment(3).date(),)
        assert method.other_scale == (moment(1).date(), moment(2).date())
        page = render(read_report(warehouse, run_id))
        assert "stand on one scale with this one: 4 March 2026." in page
        assert "nothing here is compared with them: 3 January 2026 and 2 February 2026." in page
        # All of them, the oldest first: what came later can then look back.
        assert measure_again(warehouse, *key, Silent(), None) == [first, second]
        assert newest_run(warehouse, NAME) == run_id, "an older reading is not the newest run"
        method = read_report(warehouse, run_id).method
        assert (len(method.read_again), method.other_scale) == (3, ())
        claims = warehouse.table("history.claims").to_pylist()
    by_version: dict[str, set[str]] = {}
    versions = {row["run_id"]: row for row in _runs(settings)}
    for row in claims:
        if versions[row["run_id"]]["snapshot_id"] == second:
            by_version.setdefault(versions[row["run_id"]]["version"], set()).add(row["claim_id"])
    assert by_version["0"] == by_version[rereading.__version__], "claims keep their ids"


def _runs(settings: Settings) -> list[dict[str, str]]:
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
