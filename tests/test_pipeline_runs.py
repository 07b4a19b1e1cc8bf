"""Runs are noted with what they were made with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pipeline.runs import RunKey, note_run
from sameness.settings import LARGER_JUDGE, PLAIN_JUDGE, JudgeName, Settings
from tests.made_up_posts import field_of
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("judge", [PLAIN_JUDGE, LARGER_JUDGE])
def test_a_run_notes_its_judge(tmp_path: Path, judge: JudgeName) -> None:
    settings = Settings(tmp_path, judge=judge)
    with Warehouse(settings.warehouse) as warehouse:
        note_run(warehouse, settings, field_of("bakers"), RunKey("r1", "bakers", "s1", "pages"))
        ((run,),) = (warehouse.arrow("run", run_id="r1").to_pylist(),)
    assert (run["judge"], run["model"].split()[0]) == (judge, settings.model)


def test_a_run_of_before_judges_were_noted_had_the_plain_one(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with Warehouse(settings.warehouse) as warehouse:
        note_run(warehouse, settings, field_of("bakers"), RunKey("r1", "bakers", "s1", "pages"))
        columns = warehouse.table("raw.runs").drop_columns(["judge", "run_id"])
        warehouse.insert("raw.runs", columns.append_column("run_id", [["r0"]]))
        (run,) = warehouse.arrow("run", run_id="r0").to_pylist()
    assert run["judge"] == PLAIN_JUDGE
