"""A year's chain of storing, run in a process of its own: crawls in, runs kept, reports out.

The stages are left out (``test_pipeline_kill`` kills at each of them); all else is what a run does,
with its own functions. Each step is told on standard output once it is promised to be kept.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from pipeline.book import enter_runs
from pipeline.moments import stamp
from pipeline.runs import RunKey, note_run
from pipeline.snapshots import load_snapshot
from reports.write import publish
from sameness.cli.ending import tell_end
from sameness.settings import Settings
from tests.small_year import NAME, industry, moment
from warehouse.ledger import RUN, Step
from warehouse.warehouse import Warehouse


def go_on(settings: Settings, months: int) -> None:
    """Bring the chain to its end from wherever it is; a repeat changes nothing."""
    for month in range(1, months + 1):
        with Warehouse(settings.warehouse) as warehouse:
            snapshot = stamp(moment(month))
            if (NAME, snapshot) not in warehouse.tuples("stored_snapshots"):
                folder = settings.archive / NAME / snapshot
                load_snapshot(warehouse, NAME, snapshot, folder, moment(month))
            _tell("snapshot", snapshot)
            if not warehouse.tuples("run", run_id=snapshot) or _unfinished(warehouse, snapshot):
                _measure(warehouse, settings, snapshot, month)
            _tell("run", snapshot)
        report = settings.out / NAME / snapshot
        if not report.is_dir():
            publish({"index.html": b"<html>" * 2000, "scores.json": b"{}" * 2000}, report)
        _tell("report", snapshot)


def _unfinished(warehouse: Warehouse, run_id: str) -> bool:
    return (run_id,) in warehouse.tuples("unfinished_runs", industry=NAME)


def _measure(warehouse: Warehouse, settings: Settings, run_id: str, month: int) -> None:
    for (unfinished,) in warehouse.tuples("unfinished_runs", industry=NAME):
        warehouse.forget(unfinished)
    key = RunKey(run_id, NAME, run_id, "pages", moment(month))
    note_run(warehouse, settings, industry(), key)
    for stage in range(6):
        texts = [f"{stage} {number // (month + 1)} {'word ' * 20}" for number in range(400)]
        warehouse.put(f"stage_{stage}", pa.table({"text": texts, "number": range(400)}))
        warehouse.keep(f"stage_{stage}", run_id)
    finished = {"run_id": run_id, "finished_at": datetime.now(UTC), "data_digest": "d"}
    warehouse.run("finish_run", **finished)
    warehouse.acknowledge(Step(RUN, NAME, run_id, "d"))
    enter_runs(warehouse, settings, NAME)


def _tell(kind: str, what: str) -> None:
    sys.stdout.write(f"{kind} {what}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        go_on(Settings(Path(sys.argv[1])), int(sys.argv[2]))
    except Exception as error:
        code, why = tell_end(error)
        sys.stderr.write(f"{why}\n{error!r}\n")
        sys.exit(code)
