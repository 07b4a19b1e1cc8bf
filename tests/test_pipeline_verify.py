"""What is not as it was written is found, named, and told what to do about."""

from __future__ import annotations

import json
import random
import shutil
import sys
from subprocess import run
from typing import TYPE_CHECKING

import duckdb
import pytest

from crawlers.archive.checking import find_fault
from pipeline.backup import back_up
from pipeline.verify import verify
from sameness.settings import Settings
from tests.small_year import KEPT_MONTHS, NAME, Silent
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.faults import Findings


@pytest.fixture
def copy(kept_year: Settings, tmp_path: Path) -> Settings:
    shutil.copytree(kept_year.workspace, tmp_path / "copy", symlinks=True)
    return Settings(tmp_path / "copy", bootstrap_rounds=20)


def look(settings: Settings, backup: Path | None = None) -> Findings:
    with Warehouse(settings.warehouse) as warehouse:
        return verify(warehouse, settings, Silent(), backup)


def told(found: Findings) -> str:
    return "\n".join(map(str, found.faults))


def test_a_sound_workspace_has_no_faults(copy: Settings, tmp_path: Path) -> None:
    back_up(copy, tmp_path / "backup")
    found = look(copy, tmp_path / "backup")
    assert (found.faults, found.exit_code) == ([], 0)
    assert (found.pages, found.reports) == (12 * KEPT_MONTHS, KEPT_MONTHS)
    assert found.runs == KEPT_MONTHS + 1, "the posts' run, too"
    assert found.quotes > 20
    assert found.lines()[-1] == "All is as it was written."


def test_every_flipped_bit_of_an_archive_is_found_or_harmless(copy: Settings) -> None:
    """Of gzip's own head some bytes say nothing of the content."""
    dice = random.Random(7)  # noqa: S311 - chance, not secrets
    path = min((copy.archive / NAME).glob("*/brindlow*.warc.gz"))
    whole = path.read_bytes()
    found = 0
    for _ in range(60):
        place = dice.randrange(len(whole))
        path.write_bytes(
            whole[:place] + bytes([whole[place] ^ 1 << dice.randrange(8)]) + whole[place + 1 :]
        )
        found += bool(find_fault(path))
    assert found >= 50
    assert find_fault(path) or path.read_bytes() == whole
    path.write_bytes(whole)
    assert find_fault(path) == ""


def test_evidence_that_was_altered_or_lost_is_named(copy: Settings) -> None:
    archive = copy.archive / NAME
    first, second, third = sorted(archive.glob("*Z"))
    ash = next(first.glob("abrovant*.warc.gz"))
    body = bytearray(ash.read_bytes())
    body[len(body) // 2] ^= 0x10
    ash.write_bytes(bytes(body))
    shutil.rmtree(second)
    ledger = third / "fetches.jsonl"
    ledger.write_text(ledger.read_text().replace('"status": 200', '"status": 206', 1))
    (export,) = (archive / "imports").glob("*.csv")
    export.write_bytes(export.read_bytes() + b"more")
    found = look(copy)
    assert found.exit_code == 3
    for words in (
        f"{ash}: ",
        f"{second}: the folder is missing",
        "its line in the ledger is not what the warehouse holds",
        f"{export}: it is not what was imported",
        "To do: restore it from a copy of the archive",
    ):
        assert words in told(found), words


def test_a_warehouse_that_was_tampered_with_is_not_believed(copy: Settings) -> None:
    with duckdb.connect(str(copy.warehouse)) as connection:
        connection.execute(
            "update raw.documents set html = html || ' ' where digest in "
            "(select min(digest) from raw.documents)"
        )
        connection.execute(
            "update cache.vectors set vector = list_transform(vector, lambda x: x * 2) "
            "where text_hash in (select min(text_hash) from cache.vectors)"
        )
        connection.execute("delete from raw.fetches where url like '%abrovant.example/about'")
    found = look(copy)
    assert found.exit_code == 12
    assert "the stored page is not the archived one" in told(found)
    assert "1 vectors are not unit vectors" in told(found)
    assert "what it measured is not what is stored" in told(found)
    assert "a report quotes it and it is not stored" in told(found)
    assert "sameness rebuild" in told(found)


def test_a_report_of_other_data_and_a_backup_with_a_fault(copy: Settings, tmp_path: Path) -> None:
    back_up(copy, tmp_path / "backup")
    reports = sorted(
        p for p in (copy.out / NAME).glob("*/scores.json") if not p.parent.is_symlink()
    )
    said = json.loads(reports[0].read_text("utf-8"))
    said["method"]["data_digest"] = "0" * 64
    reports[0].write_text(json.dumps(said), "utf-8")
    reports[1].write_text("{", "utf-8")
    min((copy.archive / NAME).glob("*Z/abrovant*")).touch()
    (tmp_path / "backup" / "tables" / "schema.sql").write_text("", "utf-8")
    found = look(copy, tmp_path / "backup")
    assert found.exit_code == 3
    assert "it speaks of other data than its run measured" in told(found)
    assert "it can't be read" in told(found)
    assert "schema.sql is not as written" in told(found)


def test_a_damaged_block_ends_with_12_and_the_file_aside(copy: Settings) -> None:
    size = copy.warehouse.stat().st_size
    with copy.warehouse.open("r+b") as file:
        for place in range(size // 4, size - 4096, 150_000):
            file.seek(place)
            file.write(b"\xaa" * 64)
    command = [sys.executable, "-m", "sameness", "verify", "-w", str(copy.workspace)]
    ended = run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 12, ended.stderr
    assert "nothing was deleted" in ended.stderr
    assert "sameness restore" in ended.stderr
    assert "sameness rebuild" in ended.stderr
    assert not copy.warehouse.exists()
