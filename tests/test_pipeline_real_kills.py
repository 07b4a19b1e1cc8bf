"""Kills at chance moments of real runs: with every stage, posts and reports, the end is the same.

``SAMENESS_KILLS`` says how many (2 by default).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pipeline.verify import verify
from sameness.settings import Settings
from tests.small_year import KEPT_MONTHS, NAME, Silent, content
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from tests.small_year import Content

KILLS = int(os.environ.get("SAMENESS_KILLS", "2"))
CLOCKED = {"raw.runs": "started_at"}
"""The column that says when a run began: the clock's, not the work's."""


def by_month(settings: Settings) -> Content:
    """Give a warehouse's content with runs called by their snapshots, however often begun."""
    found = content(settings)
    names = {run["run_id"]: run["snapshot_id"] + run["run_id"][16:] for run in found["raw.runs"]}
    return {
        table: sorted((_timeless(table, row) | _named(row, names) for row in rows), key=repr)
        for table, rows in found.items()
    }


def _timeless(table: str, row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name != CLOCKED.get(table)}


def _named(row: dict[str, object], names: dict[str, str]) -> dict[str, object]:
    run_id = row.get("run_id")
    return {"run_id": names[run_id]} if isinstance(run_id, str) else {}


@pytest.mark.timeout(3600)
def test_killed_in_the_midst_of_real_stages_all_ends_as_if_nothing_had_happened(
    kept_year: Settings, tmp_path: Path
) -> None:
    # What was read, and nothing that was made of it: records lie at the same places.
    read = Settings(tmp_path / "read")
    shutil.copytree(kept_year.industries, read.industries)
    for folder in (kept_year.archive / NAME).glob("2*Z"):
        shutil.copytree(folder, read.archive / NAME / folder.name)
    (tmp_path / "work").mkdir()
    chain = Path(__file__).with_name("real_chain.py")
    ended = subprocess.run(
        [sys.executable, str(chain), str(read.workspace), str(tmp_path / "work"), str(KILLS)],
        capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert int(ended.stdout.split()[-1]) == KILLS
    expected = by_month(kept_year)
    for folder in sorted((tmp_path / "work").iterdir()):
        settings = Settings(folder, bootstrap_rounds=20)
        found = by_month(settings)
        assert set(found) == set(expected)
        for table, rows in expected.items():
            assert found[table] == rows, table
        with Warehouse(settings.warehouse) as warehouse:
            assert verify(warehouse, settings, Silent()).faults == []
        assert len(list((settings.out / NAME).glob("2*Z"))) == KEPT_MONTHS
        shutil.rmtree(folder)
