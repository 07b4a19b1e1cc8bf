"""A backup comes back to the last row, or not at all."""

from __future__ import annotations

import shutil
from datetime import datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline.backup import back_up, restore
from sameness.errors import BackupInvalid, WarehouseNewer, WorkspaceInUse
from sameness.settings import Settings
from warehouse.ledger import SNAPSHOT, Step
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 1, 1, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
TEXTS = ["plain", "it's “quoted”", "日本語 العربية", "line\nbreak", ""]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give a workspace with a snapshot, texts, a kept table, an industry file and evidence."""
    settings = Settings(tmp_path / "it's here")
    with Warehouse(settings.warehouse) as warehouse:
        row = {"industry": ["bakers"], "snapshot_id": ["s1"]}
        warehouse.insert(
            "raw.snapshots", pa.table(row | {"started_at": [NOON], "finished_at": [NOON]})
        )
        documents = pa.table({"digest": [str(i) for i in range(5)], "html": TEXTS})
        warehouse.insert("raw.documents", documents)
        warehouse.put("claims", pa.table({"claim_id": ["c"], "urls": [["a", "b"]], "x": [0.1]}))
        warehouse.keep("claims", "r1")
        warehouse.acknowledge(Step(SNAPSHOT, "bakers", "s1"))
    settings.industries.mkdir()
    (settings.industries / "bakers.toml").write_text("name = 'bakers'", "utf-8")
    (settings.archive / "bakers" / "s1").mkdir(parents=True)
    (settings.archive / "bakers" / "s1" / "ash.warc.gz").write_bytes(b"evidence")
    return settings


def rows(settings: Settings) -> list[list[dict[str, object]]]:
    tables = ("raw.snapshots", "raw.documents", "history.claims", "main.migrations")
    with Warehouse(settings.warehouse) as warehouse:
        return [warehouse.table(name).to_pylist() for name in tables]


def test_a_backup_comes_back_to_the_last_row(settings: Settings, tmp_path: Path) -> None:
    summary = back_up(settings, tmp_path / "backup")
    assert (summary.industries, summary.archive, summary.archive_bytes) == (1, 1, 8)
    other = Settings(tmp_path / "other")
    shutil.copytree(settings.archive, other.archive)
    found = restore(other, tmp_path / "backup")
    assert (found.industries, found.missing, found.changed) == (("bakers",), (), ())
    assert rows(other) == rows(settings)
    with Warehouse(other.warehouse) as warehouse:
        assert warehouse.ledger.steps() == [Step(SNAPSHOT, "bakers", "s1")]


def test_the_tables_are_plain_parquet(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup")
    (file,) = (tmp_path / "backup" / "tables").glob("*documents.parquet")
    assert pq.read_table(file).column("html").to_pylist() == TEXTS


def test_evidence_that_is_missing_or_altered_is_named(settings: Settings, tmp_path: Path) -> None:
    (settings.archive / "bakers" / "s1" / "oak.warc.gz").write_bytes(b"more")
    back_up(settings, tmp_path / "backup")
    other = Settings(tmp_path / "other")
    (other.archive / "bakers" / "s1").mkdir(parents=True)
    (other.archive / "bakers" / "s1" / "ash.warc.gz").write_bytes(b"another")
    found = restore(other, tmp_path / "backup")
    assert found.changed == ("bakers/s1/ash.warc.gz",)
    assert found.missing == ("bakers/s1/oak.warc.gz",)


def test_a_warehouse_that_is_there_is_not_replaced(settings: Settings, tmp_path: Path) -> None:
    back_up(settings, tmp_path / "backup")
    with pytest.raises(WorkspaceInUse, match="is there already"):
        restore(settings, tmp_path / "backup")


def test_nothing_is_written_over_what_stands_there(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "backup").mkdir()
    with pytest.raises(BackupInvalid, match="exists already"):
        back_up(settings, tmp_path / "backup")


@pytest.mark.parametrize("harm", ["altered", "missing", "no manifest"])
def test_a_backup_with_a_fault_changes_nothing(
    settings: Settings, tmp_path: Path, harm: str
) -> None:
    backup = tmp_path / "backup"
    back_up(settings, backup)
    file = next((backup / "tables").glob("*documents.parquet"))
    if harm == "altered":
        file.write_bytes(file.read_bytes()[:-20] + bytes(20))
    elif harm == "missing":
        file.unlink()
    else:
        (backup / "manifest.json").unlink()
    other = Settings(tmp_path / "other")
    with pytest.raises(BackupInvalid):
        restore(other, backup)
    assert not other.warehouse.exists()


def test_a_backup_of_a_newer_program_is_refused(settings: Settings, tmp_path: Path) -> None:
    with Warehouse(settings.warehouse) as warehouse:
        warehouse.insert("main.migrations", pa.table({"number": pa.array([999], pa.int32())}))
    aside = settings.warehouse.with_name("aside")
    shutil.copytree(settings.workspace, aside)
    with pytest.raises(WarehouseNewer):
        back_up(Settings(aside), tmp_path / "backup")
    assert not (tmp_path / "backup").exists()
    assert not (tmp_path / ".backup.part").exists()
