"""One lock per workspace: one winner of every race, free again after any end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sameness.errors import WorkspaceLocked, WorkspaceUnwritable
from warehouse import lock as lock_module
from warehouse.backup import export_tables
from warehouse.lock import Lock, find_holder
from warehouse.warehouse import Warehouse

RACERS = """
import os, sys
from pathlib import Path
from sameness.errors import WorkspaceLocked
from warehouse.lock import Lock

path, races = Path(sys.argv[1]), int(sys.argv[2])
for _ in range(races):
    start, gate = os.pipe()
    over, whistle = os.pipe()
    told, tell = os.pipe()
    for _ in range(2):
        if not os.fork():
            os.close(gate), os.close(whistle)
            os.read(start, 1)
            lock = Lock(path)
            try:
                lock.take()
                os.write(tell, b"won\\n")
                os.read(over, 1)
            except WorkspaceLocked as error:
                os.write(tell, str(error).partition("\\n")[0].encode() + b"\\n")
            os._exit(0)
    os.close(gate)
    said = b""
    while said.count(b"\\n") < 2:
        said += os.read(told, 4096)
    os.close(whistle)
    winner = {os.wait()[0] for _ in range(2)}
    for end in (start, over, told, tell):
        os.close(end)
    print("|".join(said.decode().splitlines()), sorted(winner), flush=True)
"""

HOLDER = """
import sys
from pathlib import Path
from warehouse.warehouse import Warehouse
warehouse = Warehouse(Path(sys.argv[1]))
sys.stdout.write("held\\n")
sys.stdout.flush()
sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def python(program: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", program, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )


def test_of_two_that_begin_at_once_one_wins_fifty_times(path: Path) -> None:
    with python(RACERS, str(path), "50") as races:
        told, _ = races.communicate(timeout=60)
    assert len(told.splitlines()) == 50
    for race in told.splitlines():
        said, _, pids = race.rpartition(" [")
        refused = [one for one in said.split("|") if one != "won"]
        assert len(refused) == 1, race
        holder = refused[0].partition("is held by process ")[2].partition(" since")[0]
        assert holder in pids, race


def test_the_second_is_told_who_and_since_when(path: Path) -> None:
    with python(HOLDER, str(path)) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        said = rf"is held by process {holder.pid} since \d{{4}}-\d\d-\d\d \d\d:\d\d UTC\.\nWait"
        for begin in (lambda: Warehouse(path), lambda: export_tables(path, path.parent / "new")):
            with pytest.raises(WorkspaceLocked, match=said) as caught:
                begin()
            assert caught.value.exit_code == 11
        found = find_holder(path)
        assert found is not None
        assert found.pid == holder.pid
        assert datetime.now(UTC) - found.since < timedelta(minutes=1)
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        # What the killed one wrote is there still, and holds nobody up.
        assert json.loads(path.with_name("warehouse.duckdb.lock").read_text())["pid"] == holder.pid
        assert find_holder(path) is None
        with closing(Warehouse(path)):
            held = find_holder(path)
        assert held is not None
        assert held.pid == os.getpid()


def test_whoever_fails_to_open_lets_go(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(Exception, match="moved to"):
        Warehouse(path)
    assert find_holder(path) is None
    Warehouse(path).close()
    assert find_holder(path) is None


def test_what_stands_in_the_file_is_not_believed(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_module, "MOST_WAITED", 0.1)
    lock = Lock(path)
    lock.path.write_text('{"pid": 1, "since": "not a day"')
    assert find_holder(path) is None
    with lock:
        assert find_holder(path) is not None
        lock.path.write_text("torn")
        with pytest.raises(WorkspaceLocked, match="is held by another process"):
            Lock(path).take()


def test_a_folder_that_may_not_be_written_is_told() -> None:
    with pytest.raises(WorkspaceUnwritable, match="See that you may write there") as caught:
        Lock(Path("/sys/warehouse.duckdb")).take()  # where not even root may
    assert caught.value.exit_code == 2
