"""A look into a warehouse: nothing is changed by it, and whoever comes to work waits."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from sameness.errors import SamenessError, WarehouseDamaged, WarehouseOlder, WorkspaceLocked
from tests.test_warehouse_old_schemas import OLDER, make_old
from warehouse.glance import glance
from warehouse.ledger import RUN, SNAPSHOT, Step
from warehouse.lock import find_holder
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import os, sys
from datetime import datetime
from pathlib import Path
import pyarrow as pa
from warehouse.warehouse import Warehouse
warehouse = Warehouse(Path(sys.argv[1]))
now = datetime(2026, 1, 1)
row = {"industry": "field", "snapshot_id": "20260101T000000Z", "started_at": now,
       "finished_at": now}
warehouse.insert("raw.snapshots", pa.Table.from_pylist([row]))
os.kill(os.getpid(), 9)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "warehouse.duckdb"


def files(path: Path) -> dict[str, tuple[bytes, int]]:
    """Give everything that lies in a folder, with its time of change."""
    found = sorted(path.parent.iterdir())
    return {one.name: (one.read_bytes(), one.stat().st_mtime_ns) for one in found}


def test_what_only_the_log_holds_is_seen_and_stays_there(path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False, env=environment)
    assert path.with_name("warehouse.duckdb.wal").stat().st_size
    before = files(path)
    with glance(path) as found:
        assert found.tuples("snapshot_ids", industry="field") == [("20260101T000000Z",)]
    assert files(path) == before


@pytest.mark.parametrize("schema", [OLDER[0], OLDER[-1]])
def test_an_older_schema_is_told_and_left(path: Path, schema: int) -> None:
    make_old(path, schema)
    before = files(path)
    with pytest.raises(WarehouseOlder, match=f"has the schema {schema} of an older"), glance(path):
        pass
    assert files(path) == before


def test_a_damaged_one_stays_where_it_is(path: Path) -> None:
    path.write_bytes(b"no database" * 1000)
    before = files(path)
    with pytest.raises(WarehouseDamaged, match="can't be read"), glance(path):
        pass
    assert files(path) == before


def test_steps_that_were_lost_are_told_before_anybody_moves_the_file(path: Path) -> None:
    with closing(Warehouse(path)) as warehouse:
        steps = Step(SNAPSHOT, "field", "1"), Step(RUN, "field", "2", "digest")
        warehouse.acknowledge(*steps)
    before = files(path)
    with pytest.raises(WarehouseDamaged, match="lacks 2 of the steps"), glance(path):
        pass
    assert files(path) == before


def test_whoever_comes_to_work_waits_and_whoever_works_is_not_looked_at(path: Path) -> None:
    with closing(Warehouse(path)), pytest.raises(WorkspaceLocked), glance(path):
        pass
    ended: list[SamenessError | None] = []

    def work() -> None:
        try:
            Warehouse(path).close()
            ended.append(None)
        except SamenessError as error:
            ended.append(error)

    worker = threading.Thread(target=work)
    with glance(path) as found:
        worker.start()
        worker.join(0.3)
        assert worker.is_alive()
        assert find_holder(path) is None
        assert found.tuples("snapshot_ids", industry="field") == []
    worker.join(10)
    assert ended == [None]
