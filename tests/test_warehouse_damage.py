"""A warehouse that lost something says so, is put aside whole, and nothing acknowledged is lost."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from sameness.errors import WarehouseDamaged
from warehouse.ledger import RUN, SNAPSHOT, Ledger, Step
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked


def store_snapshot(warehouse: Warehouse, number: int) -> None:
    key = {"industry": "bakers", "snapshot_id": f"s{number}"}
    row = {**key, "started_at": NOON, "finished_at": NOON}
    warehouse.insert("raw.snapshots", pa.Table.from_pylist([row]))
    warehouse.acknowledge(Step(SNAPSHOT, "bakers", f"s{number}"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give a warehouse of two acknowledged snapshots."""
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        for number in (1, 2):
            store_snapshot(warehouse, number)
    return path


def files(path: Path) -> list[str]:
    """Give what lies in the folder beside the lock, which stays for the next to take."""
    return sorted(file.name for file in path.parent.iterdir() if file.suffix != ".lock")


def test_what_was_acknowledged_is_there(path: Path) -> None:
    with Warehouse(path) as warehouse:
        assert len(warehouse.tuples("stored_snapshots")) == 2
    assert files(path) == ["warehouse.duckdb", "warehouse.duckdb.ledger"]


def test_an_older_copy_of_the_file_is_noticed_and_put_aside(path: Path) -> None:
    older = path.read_bytes()
    with Warehouse(path) as warehouse:
        store_snapshot(warehouse, 3)
    path.write_bytes(older)
    with pytest.raises(
        WarehouseDamaged, match=r"lacks 1 of the.* was moved to .*damaged-"
    ) as caught:
        Warehouse(path)
    assert caught.value.exit_code == 12
    assert "sameness restore" in str(caught.value)
    assert not path.exists()
    assert len(files(path)) == 2
    with Warehouse(path) as warehouse:
        assert warehouse.tuples("stored_snapshots") == []


def test_a_file_that_vanished_is_noticed(path: Path) -> None:
    path.unlink()
    with pytest.raises(WarehouseDamaged, match="lacks 2 of"):
        Warehouse(path)


def test_a_run_with_another_digest_is_not_the_one_that_was_finished(path: Path) -> None:
    with Warehouse(path) as warehouse:
        warehouse.ledger.note(Step(RUN, "bakers", "r1", "abc"))
    with pytest.raises(WarehouseDamaged, match="lacks 1 of"):
        Warehouse(path)


def test_what_is_removed_on_purpose_is_not_missed(path: Path) -> None:
    Ledger(path).note(Step(RUN, "bakers", "r1", "abc"))
    Ledger(path).note(Step(RUN, "bakers", "r1", gone=True))
    Warehouse(path).close()


def test_a_line_cut_by_a_kill_was_never_promised(path: Path) -> None:
    ledger = Ledger(path)
    with ledger.path.open("ab") as file:
        file.write(b'{"kind": "run", "indus')
    assert len(ledger.steps()) == 2
    ledger.note(Step(SNAPSHOT, "bakers", "s1"))
    assert len(ledger.steps()) == 2
    Warehouse(path).close()


def test_bytes_overwritten_are_found_and_nothing_is_deleted(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xaa" * (len(whole) - 4096))
    with pytest.raises(WarehouseDamaged, match="nothing was deleted"):
        Warehouse(path)
    (aside,) = [file for file in files(path) if file.endswith("Z")]
    assert (path.parent / aside).stat().st_size == len(whole)


def test_damage_that_shows_only_in_the_middle_of_work(path: Path) -> None:
    texts = [hashlib.sha256(b"%d" % number).hexdigest() for number in range(40_000)]
    with Warehouse(path) as warehouse:
        warehouse.insert("raw.documents", pa.table({"digest": texts, "html": texts}))
    size = path.stat().st_size
    with path.open("r+b") as file:
        for place in range(size // 3, size - 4096, 100_000):
            file.seek(place)
            file.write(b"\xaa" * 64)
    with pytest.raises(WarehouseDamaged, match="was moved to"), Warehouse(path) as warehouse:
        warehouse.table("raw.documents")


@pytest.mark.skipif(os.geteuid() == 0, reason="whoever may read everything is never refused")
def test_a_file_that_may_not_be_read_stays_where_it_is(path: Path) -> None:
    path.chmod(0)
    with pytest.raises(WarehouseDamaged, match="See that you may read"):
        Warehouse(path)
    assert path.exists()
