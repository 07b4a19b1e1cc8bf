"""kill -9 at every stage of an analysis: the next run ends where an undisturbed one would."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from pipeline.channels import PAGES, channel_stages
from pipeline.industries import serve_industry
from pipeline.snapshots import crawl_snapshot, unmeasured_snapshot
from sameness.industry import CrawlSettings, Industry
from sameness.settings import Settings
from warehouse.ledger import RUN, Step
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

PROGRAM = """
import os, signal, sys
from pathlib import Path
from pipeline.discover import discover_stages
from pipeline.run import analyze
from sameness.industry import Industry
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

class Killer:
    def __init__(self, stage):
        self.last = stage
    def stage(self, name, number, count):
        if name == self.last:
            os.kill(os.getpid(), signal.SIGKILL)
    def encoded(self, done, count):
        pass

settings = Settings(Path(sys.argv[1]), bootstrap_rounds=20)
industry = Industry.model_validate_json(sys.argv[2])
discover_stages()
for stage in [*sys.argv[4:], "none"]:
    child = os.fork()
    if not child:
        with Warehouse(settings.warehouse) as warehouse:
            analyze(warehouse, settings, "demo", industry, sys.argv[3], Killer(stage))
        os._exit(0)
    print(stage, os.waitpid(child, 0)[1], flush=True)
"""


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, Industry, str]:
    """Give a workspace with one crawl of three companies, measured once, so that all is cached."""
    settings = Settings(tmp_path_factory.mktemp("workspace"), bootstrap_rounds=20)
    with (
        serve_industry(settings, "demo") as whole,
        Warehouse(settings.warehouse) as warehouse,
    ):
        few = CrawlSettings(max_pages=5, delay=0)
        update = {"company": whole.company[:3], "client": None, "crawl": few}
        industry = whole.model_copy(update=update)
        snapshot = crawl_snapshot(warehouse, settings, "demo", industry, lambda _: None)
        assert unmeasured_snapshot(warehouse, "demo", industry) == snapshot
    analyze_killing(settings, industry, snapshot, [])
    return settings, industry, snapshot


def analyze_killing(
    settings: Settings, industry: Industry, snapshot: str, stages: list[str]
) -> dict[str, int]:
    """Analyse again and again, killed at each of these stages, at last undisturbed."""
    given = [str(settings.workspace), industry.model_dump_json(), snapshot, *stages]
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, *given],
        check=True,
        capture_output=True,
        text=True,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
    )
    return {stage: int(code) for stage, code in map(str.split, ended.stdout.splitlines())}


def history(settings: Settings) -> tuple[set[str], dict[str, pa.Table]]:
    """Give the runs of the workspace, and what its history holds but for the run's id."""
    with Warehouse(settings.warehouse) as warehouse:
        names = {path.partition(".")[0] for (path,) in warehouse.tuples("history_columns")}
        tables = {name: warehouse.table(f"history.{name}") for name in names}
        runs = set(warehouse.table("raw.runs").column("run_id").to_pylist())
    for table in tables.values():
        runs |= set(table.column("run_id").to_pylist())
    return runs, {name: table.drop_columns(["run_id"]) for name, table in tables.items()}


def take_out(warehouse: Warehouse, *runs: str) -> None:
    """Remove finished runs on purpose, as the ledger is told."""
    warehouse.ledger.note(*(Step(RUN, "demo", run, gone=True) for run in runs))
    warehouse.forget(*runs)


@pytest.mark.timeout(1200)
def test_kill_at_every_stage_ends_as_if_nothing_had_happened(
    crawled: tuple[Settings, Industry, str], tmp_path: Path
) -> None:
    settings, industry, snapshot = crawled
    runs, expected = history(settings)
    assert len(runs) == 1
    shutil.copytree(settings.workspace, tmp_path / "copy")
    copy = Settings(tmp_path / "copy", bootstrap_rounds=20)
    with Warehouse(copy.warehouse) as warehouse:
        take_out(warehouse, *runs)
    stages = [stage.name for stage in channel_stages(PAGES)]
    codes = analyze_killing(copy, industry, snapshot, stages)
    assert codes == dict.fromkeys(stages, signal.SIGKILL) | {"none": 0}
    runs, found = history(copy)
    assert len(runs) == 1, "what the killed runs left is forgotten"
    assert set(found) == set(expected)
    for name, table in expected.items():
        rows = [sorted(map(repr, one.to_pylist())) for one in (found[name], table)]
        assert rows[0] == rows[1], name


def test_a_measured_snapshot_is_not_taken_up(crawled: tuple[Settings, Industry, str]) -> None:
    settings, industry, snapshot = crawled
    with Warehouse(settings.warehouse) as warehouse:
        assert unmeasured_snapshot(warehouse, "demo", industry) is None
        (run,) = warehouse.table("raw.runs").column("run_id").to_pylist()
        take_out(warehouse, run)
        assert unmeasured_snapshot(warehouse, "demo", industry) == snapshot
        other = industry.company[0].model_copy(
            update={"name": "New", "site": "https://new.example"}
        )
        more = industry.model_copy(update={"company": (*industry.company, other)})
        assert unmeasured_snapshot(warehouse, "demo", more) is None
