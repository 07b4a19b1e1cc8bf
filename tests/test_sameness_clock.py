"""A clock that is wrong: what was stored stays in order, and a false date does no lasting harm."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.forgetting import forget_snapshot
from pipeline.moments import check_clock, new_id, newest_snapshot, stamp
from pipeline.retention import months_before
from pipeline.runs import newest_run
from sameness.errors import ClockBehind, SnapshotInUse, SnapshotMissing
from sameness.settings import Settings
from tests.changing_site import page, serving
from tests.test_sameness_months import two_pages, write_industry
from warehouse.ledger import RUN, SNAPSHOT, Step
from warehouse.warehouse import Warehouse

ROOT = Path(__file__).parent.parent
NOW = datetime.now(UTC)


def ago(**span: float) -> str:
    return stamp(NOW - timedelta(**span))


def store(warehouse: Warehouse, snapshot_id: str, run_id: str = "") -> None:
    """Store a snapshot without pages, with a finished run if it has an id."""
    moment = NOW.replace(tzinfo=None)
    key = {"industry": "field", "snapshot_id": snapshot_id}
    row = key | {"started_at": moment, "finished_at": moment}
    warehouse.insert("raw.snapshots", pa.Table.from_pylist([row]))
    warehouse.acknowledge(Step(SNAPSHOT, "field", snapshot_id))
    if run_id:
        run = row | {
            "run_id": run_id, "industry_name": "field", "model": "m", "version": "1",
            "rivals_sampled": 1, "data_digest": "d",
        }  # fmt: skip
        warehouse.insert("raw.runs", pa.Table.from_pylist([run]))
        warehouse.acknowledge(Step(RUN, "field", run_id, "d"))


def test_an_id_sorts_after_the_newest_also_where_the_clock_was_put_back() -> None:
    ahead = ago(hours=-3)
    following = new_id(lambda _: False, ahead)
    assert following > ahead
    assert new_id({following}.__contains__, ahead) == f"{following}-2"
    assert new_id(lambda _: False, f"{ahead}-2") > f"{ahead}-2"
    assert stamp(NOW) <= new_id(lambda _: False, ago(days=400)) < ahead


def test_the_hour_that_comes_twice_changes_no_order() -> None:
    """Ids are in UTC, whatever the machine's clock shows."""
    program = (
        "import os, time\nfrom datetime import UTC, datetime, timedelta\n"
        "from pipeline.moments import moment_of, stamp\n"
        "start = datetime(2026, 1, 1, tzinfo=UTC)\n"
        "moments = [start + timedelta(minutes=30 * n) for n in range(17520)]\n"
        "for zone in ('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'):\n"
        "    os.environ['TZ'] = zone\n    time.tzset()\n    assert time.tzname[0] != 'UTC'\n"
        "    local = [stamp(m.astimezone().astimezone(UTC)) for m in moments]\n"
        "    assert local == sorted(set(local)) and [moment_of(i) for i in local] == moments\n"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", program], check=True, env=environment)


def test_every_month_before_the_last_of_january_is_a_month() -> None:
    """No day is skipped or doubled by counting months back from the end of a long one."""
    moment = datetime(2028, 1, 31, 12, tzinfo=UTC)
    back = [months_before(moment, number) for number in range(600)]
    assert [(m.year, m.month) for m in back] == [
        (2028 - (number + 11) // 12, (0 - number) % 12 + 1) for number in range(600)
    ]
    assert back == sorted(back, reverse=True)


def test_a_crawl_that_lies_ahead_stops_the_next_one_until_it_is_forgotten(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    right, ahead = ago(days=30), ago(days=-900)
    (settings.archive / "field" / ahead).mkdir(parents=True)
    with closing(Warehouse(settings.warehouse)) as warehouse:
        store(warehouse, right, right)
        assert check_clock(warehouse, "field") == right
        store(warehouse, ahead, ahead)
        with pytest.raises(ClockBehind, match=f"sameness forget --industry field {ahead}"):
            check_clock(warehouse, "field")
        assert check_clock(warehouse, "another") is None
        with pytest.raises(SnapshotInUse, match=f"The newest is {ahead}"):
            forget_snapshot(warehouse, settings, "field", right)
        aside = forget_snapshot(warehouse, settings, "field", ahead)
        assert aside.is_dir()
        assert newest_snapshot(warehouse, "field") == right
        assert newest_run(warehouse, "field") == right
        for wrong in (ahead, "20300101T000000Z", "..", "../field"):
            with pytest.raises(SnapshotMissing):
                forget_snapshot(warehouse, settings, "field", wrong)
    with closing(Warehouse(settings.warehouse)) as warehouse:
        assert check_clock(warehouse, "field") == right, "the ledger misses nothing"


def test_a_clock_put_back_by_hours_keeps_the_order_of_runs(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    ahead = ago(hours=-5)
    with closing(Warehouse(settings.warehouse)) as warehouse:
        store(warehouse, ahead, ahead)
        newest = check_clock(warehouse, "field")
        following = new_id(lambda _: False, newest)
        store(warehouse, following, new_id(lambda _: False, ahead))
        assert newest_snapshot(warehouse, "field") == following
        assert newest_run(warehouse, "field") > ahead


def fake(moment: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["faketime", moment, sys.executable, "-m", "sameness", *arguments]
    environment = {**os.environ, "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )


@pytest.mark.skipif(shutil.which("faketime") is None, reason="needs Debian's faketime")
def test_31_january_a_jump_ahead_and_back_again(tmp_path: Path) -> None:
    where = ("-i", "field", "-w", str(tmp_path))
    with serving() as acme:
        two_pages(acme, "Acme")
        write_industry(tmp_path, [("Acme", acme)])
        first = fake("2027-01-31 23:59:50", "crawl", *where)
        assert first.returncode == 0, first.stderr
        acme.pages = dict(acme.pages) | {"/pricing": page("Acme pricing, again")}
        ahead = fake("2033-03-01 00:00:10", "crawl", *where)
        assert "1 unchanged, 1 changed" in ahead.stdout
        acme.asked.clear()
        refused = fake("2027-02-28 12:00:00", "crawl", *where)
        assert (refused.returncode, acme.asked) == (2, [])
        assert "The clock says 2027-02-28 12:00 UTC, but the newest crawl" in refused.stderr
        wrong = refused.stderr.strip().split()[-1]
        forgotten = fake("2027-02-28 12:00:01", "forget", *where, wrong)
        assert "forgotten" in forgotten.stdout
        again = fake("2027-02-28 12:00:02", "crawl", *where)
    assert "1 unchanged, 1 changed" in again.stdout, again.stderr
    snapshots = sorted(folder.name for folder in (tmp_path / "archive" / "field").glob("*Z*"))
    assert [one[:8] for one in snapshots] == ["20270131", "20270228"]
