"""`sameness import` as its user runs it: what it prints, what it stores, how it exits."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipeline.posts import posts_of
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

ROOT = Path(__file__).parent.parent
INDUSTRY = """
name = "Rotas"
[[company]]
name = "Zelmura"
site = "https://zelmura.example/"
profiles = ["https://www.facebook.com/zelmura"]
"""
GOOD = """Message body,Sent,Likes
We are thrilled to announce this,03/04/2026 10:00,7
What keeps your team busy?,04/04/2026 11:30,9
"""


def load(workspace: Path, text: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Import a text as Zelmura's export, in a process of its own."""
    file = workspace / "posts.csv"
    file.write_text(text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "sameness",
        "import",
        str(file),
        "-i",
        "rotas",
        "-c",
        "zelmura",
    ]
    command += ["-w", str(workspace), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "industries").mkdir()
    (tmp_path / "industries" / "rotas.toml").write_text(INDUSTRY, encoding="utf-8")
    return tmp_path


def stored(workspace: Path) -> list[tuple[str, str]]:
    with Warehouse(Settings(workspace=workspace).warehouse) as warehouse:
        posts = posts_of(warehouse, "rotas", "Zelmura")
    return [(f"{post.posted_at:%Y-%m-%d %H:%M}", post.text) for post in posts]


def summary(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_what_is_unclear_is_asked_for_until_all_is_said(workspace: Path) -> None:
    order = load(workspace, GOOD, "--platform", "facebook")
    assert (order.returncode, order.stdout) == (2, "")
    assert "--date-order dmy" in order.stderr
    platform = load(workspace, GOOD, "--date-order", "dmy")
    assert platform.returncode == 2
    assert "--platform" in platform.stderr
    said = ["--platform", "Facebook", "--date-order", "dmy", "--time-zone", "Europe/Berlin"]
    dry = load(workspace, GOOD, *said, "--dry-run")
    assert (dry.returncode, dry.stderr) == (0, "")
    assert "would bring Zelmura posts: 2 new" in dry.stdout
    assert stored(workspace) == []
    done = load(workspace, GOOD, *said)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Posts of Zelmura: 2 new, 0 changed, 0 known.\n")
    assert stored(workspace) == [
        ("2026-04-04 09:30", "What keeps your team busy?"),
        ("2026-04-03 08:00", "We are thrilled to announce this"),
    ]
    again = load(workspace, GOOD, *said)
    assert again.returncode == 0
    assert again.stdout.startswith("Nothing changes: all 2 posts of Zelmura are known already.")


def test_every_bad_row_is_in_the_json_and_the_first_in_the_text(workspace: Path) -> None:
    bad = "".join(f"Words without a day {i},\n" for i in range(25))
    good = "".join(f"Words of a day {i},2026-04-{i % 30 + 1:02}\n" for i in range(60))
    said = ["--platform", "facebook", "--map", "text=Body of it", "--map", "date=When it was"]
    text = "Body of it,When it was\n" + bad + good
    shown = load(workspace, text, *said, "--dry-run")
    assert shown.returncode == 3
    assert "25 rows are no posts:\n  row 2: has no date\n" in shown.stdout
    assert shown.stdout.count("has no date") == 20
    assert "and 5 more" in shown.stdout
    found = load(workspace, text, *said, "--json")
    assert found.returncode == 3
    rows = summary(found)["bad"]
    assert [row["number"] for row in rows] == [*range(2, 27)]
    assert (summary(found)["new"], len(stored(workspace))) == (60, 60)


@pytest.mark.parametrize(
    ("text", "arguments", "complaint"),
    [
        ("text,date\nonly a heading", (), "ends in the middle of row 2"),
        (GOOD, ("--map", "text"), "FIELD=COLUMN"),
        (GOOD, ("--map", "text=Body"), "There is no column 'Body'."),
        (GOOD, ("--platform", "orkoot"), "There is no platform 'orkoot'."),
        (GOOD, ("--date-order", "dmy", "--time-zone", "Moon"), "There is no time zone 'Moon'."),
        (GOOD, ("--company", "Nobody"), "No company 'Nobody'"),
        (GOOD, ("--industry", "none"), "none"),
    ],
)
def test_errors_are_two_lines_and_store_nothing(
    workspace: Path, text: str, arguments: tuple[str, ...], complaint: str
) -> None:
    done = load(workspace, text, *arguments)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "Traceback" not in done.stderr
    assert stored(workspace) == []
    assert not (workspace / "archive").exists()


def test_a_missing_file_is_named(workspace: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "sameness",
        "import",
        "none.csv",
        "-i",
        "rotas",
        "-c",
        "Zelmura",
    ]
    command += ["-w", str(workspace)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert "'none.csv' can't be read" in done.stderr
