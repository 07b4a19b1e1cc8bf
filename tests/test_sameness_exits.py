"""Every exit code that the README names, met by its command line; and a run as cron starts it."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipeline.attempts import Attempts
from reports.write import write_report
from sameness import errors
from sameness.cli.app import INTERRUPTED, NO_SPACE, PARTIAL
from sameness.settings import Settings
from tests.changing_site import serving
from tests.test_sameness_months import two_pages, write_industry
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from tests.conftest import MakeReport

ROOT = Path(__file__).parent.parent


def sameness(*arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sameness", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


def test_the_readme_names_every_exit_code_and_no_other() -> None:
    table = (ROOT / "README.md").read_text("utf-8").partition("| exit code |")[2]
    told = {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)}
    raised = {kind.exit_code for kind in kinds_of(errors.SamenessError)}
    assert told == {0, PARTIAL, NO_SPACE, INTERRUPTED} | raised


def kinds_of(kind: type[errors.SamenessError]) -> set[type[errors.SamenessError]]:
    return {kind}.union(*(kinds_of(child) for child in kind.__subclasses__()))


def test_0_and_2(tmp_path: Path) -> None:
    assert sameness("status", "-w", str(tmp_path)).returncode == 0
    assert sameness("prune", "-w", str(tmp_path)).returncode == 2
    assert sameness("prune", "-w", str(tmp_path), "--older-than", "soon").returncode == 2


def test_4_nothing_usable_and_the_last_report_stays(
    tmp_path: Path, make_report: MakeReport
) -> None:
    with serving() as acme:
        write_industry(tmp_path, [("Acme", acme)])
    page = write_report(make_report(3), tmp_path / "out")
    before = page.read_bytes()
    done = sameness("run", "-i", "field", "-w", str(tmp_path))
    assert done.returncode == 4, done.stderr
    assert "No page could be read: Acme: " in done.stderr
    assert page.read_bytes() == before
    (attempt,) = Attempts(Settings(tmp_path).attempts).read()
    assert (attempt.exit_code, attempt.report) == (4, "")


def test_11_the_workspace_is_in_use(tmp_path: Path) -> None:
    with serving() as acme, Warehouse(Settings(tmp_path).warehouse):
        two_pages(acme, "Acme")
        write_industry(tmp_path, [("Acme", acme)])
        done = sameness("run", "-i", "field", "-w", str(tmp_path))
        assert acme.asked == []
    assert done.returncode == 11
    assert f"is held by process {os.getpid()} since " in done.stderr


def test_12_the_warehouse_is_damaged(tmp_path: Path) -> None:
    Settings(tmp_path).warehouse.write_bytes(b"no warehouse" * 999)
    done = sameness("report", "-i", "demo", "-w", str(tmp_path))
    assert done.returncode == 12
    assert "nothing was deleted" in done.stderr


def test_13_the_warehouse_is_newer(tmp_path: Path) -> None:
    path = Settings(tmp_path).warehouse
    Warehouse(path).close()
    with duckdb.connect(str(path)) as connection:
        connection.execute("insert into main.migrations values (999)")
    done = sameness("report", "-i", "demo", "-w", str(tmp_path))
    assert done.returncode == 13
    assert "Upgrade sameness." in done.stderr


@pytest.mark.parametrize("mask", ["077", "000"])
def test_cron_s_bare_world_gets_plain_lines(tmp_path: Path, mask: str) -> None:
    """No terminal, no HOME, no LANG, the root folder: what is printed is text, line by line."""
    with serving() as acme:
        two_pages(acme, "Ächme")
        write_industry(tmp_path, [("Ächme", acme)])
        command = [sys.executable, "-m", "sameness", "crawl", "-i", "field", "-w", str(tmp_path)]
        done = subprocess.run(
            ["/bin/sh", "-c", f"umask {mask}; exec {shlex.join(command)}"],
            capture_output=True, check=False, cwd="/", stdin=subprocess.DEVNULL,
            env={"PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), *sys.path]))},
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    assert "crawl: Ächme: 2 read, 0 refused, 0 failed".encode() in done.stderr
    for line in done.stderr.decode().splitlines():
        assert re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \S", line), line
