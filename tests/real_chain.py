"""Three months with every real stage, run in children that are killed at chance moments.

Called with a workspace whose sites were read, how many kills, and a seed. The children are forked
once everything is imported, so that a kill falls into work and not into imports.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from pathlib import Path

from crawlers.exports import Hints
from pipeline.discover import discover_stages
from pipeline.imports import Given, carry_out, plan_given
from pipeline.moments import stamp
from pipeline.report import report_run
from pipeline.run import analyze
from pipeline.snapshots import load_snapshot
from sameness.settings import Settings
from tests.small_year import EXPORT, IMPORTED_AT, KEPT_MONTHS, NAME, Silent, industry, moment
from warehouse.warehouse import Warehouse


def go_on(settings: Settings) -> None:
    """Bring three months to their end from wherever they are; a repeat changes nothing."""
    for month in range(1, KEPT_MONTHS + 1):
        snapshot = stamp(moment(month))
        with Warehouse(settings.warehouse) as warehouse:
            if (snapshot,) not in warehouse.tuples("snapshot_ids", industry=NAME):
                folder = settings.archive / NAME / snapshot
                load_snapshot(warehouse, NAME, snapshot, folder, moment(month))
            run_id = next((one for one, of in _runs(warehouse) if of == snapshot), None)
            if run_id is None:
                run_id = analyze(warehouse, settings, NAME, industry(), snapshot, Silent())
            if not (settings.out / NAME / run_id).is_dir():
                report_run(warehouse, settings, run_id)
            if month == 2:
                _import(warehouse, settings)


def _runs(warehouse: Warehouse) -> list[tuple[str, str]]:
    """Give the finished runs of pages with their snapshots."""
    found = warehouse.table("raw.runs").to_pylist()
    done = [run for run in found if run["finished_at"] is not None and run["channel"] == "pages"]
    return [(run["run_id"], run["snapshot_id"]) for run in done]


def _import(warehouse: Warehouse, settings: Settings) -> None:
    given = Given("posts.csv", EXPORT, IMPORTED_AT)
    hints = Hints(platform="x", handle="brindlow")
    plan = plan_given(warehouse, NAME, industry().find("Brindlow"), given, hints)
    carry_out(warehouse, settings, NAME, plan)


def killed(settings: Settings, kills: int, dice: random.Random) -> int:
    """Go on and be killed until there were so many kills, or the end came; gives how many."""
    for count in range(kills):
        child = os.fork()
        if not child:
            go_on(settings)
            os._exit(0)
        _wait(child, dice.uniform(0, 6))
        os.kill(child, signal.SIGKILL)
        if os.waitpid(child, 0)[1] == 0:
            return count
        _check_reports(settings)
    return kills


def _wait(child: int, seconds: float) -> None:
    """Wait for a child, but no longer than so many seconds; it stays to be reaped."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if os.waitid(os.P_PID, child, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return
        time.sleep(0.01)


def _check_reports(settings: Settings) -> None:
    for folder in (settings.out / NAME).glob("2*Z"):
        assert (folder / "index.html").read_text("utf-8").rstrip().endswith("</html>"), folder
        json.loads((folder / "scores.json").read_text("utf-8"))


def main(read: Path, work: Path, kills: int) -> None:
    """Kill so often, each time the end came from a new copy of what was read; tell each ending."""
    discover_stages()
    dice = random.Random(20261123)  # noqa: S311 - chance, not secrets
    done = round_ = 0
    while done < kills:
        round_ += 1
        shutil.copytree(read, work / str(round_), symlinks=True)
        settings = Settings(work / str(round_), bootstrap_rounds=20)
        done += killed(settings, kills - done, dice)
        child = os.fork()
        if not child:
            go_on(settings)
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        sys.stdout.write(f"{round_} {done}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
