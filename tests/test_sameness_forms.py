"""A run's forms as its user asks for them: PDF, tables, and the index of the workspace."""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from crawlers.archive.proof import open_proof

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).parent.parent


def sameness(
    *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sameness", *arguments]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )


@pytest.fixture(scope="module")
def demo(
    demo_workspace: Path, tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> tuple[Path, Path]:
    """Give a workspace whose newest run was reported with ``--pdf``, and the run's folder."""
    workspace = tmp_path_factory.mktemp("forms") / "demo"
    shutil.copytree(demo_workspace, workspace, symlinks=True)
    environment = os.environ | {"SAMENESS_CHROMIUM": str(chromium)}
    arguments = ("report", "-i", "demo", "-w", str(workspace), "--pdf", "--json")
    done = sameness(*arguments, environment=environment)
    assert done.returncode == 0, done.stderr
    return workspace, Path(json.loads(done.stdout)["report"]).parent


def exported(workspace: Path, *arguments: str) -> dict[str, Any]:
    done = sameness("export", "-i", "demo", "-w", str(workspace), "--json", *arguments)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def test_the_pdf_lies_beside_the_page_and_says_the_same_finding(demo: tuple[Path, Path]) -> None:
    _, folder = demo
    assert sorted(path.name for path in folder.iterdir() if path.is_file()) == [
        *("index.html", "report.pdf", "scores.json"),
    ]
    finding = json.loads((folder / "scores.json").read_text())["finding"]
    reader = PdfReader(folder / "report.pdf")
    assert reader.metadata is not None
    assert reader.metadata.title == finding
    assert "Answer key" in "".join(page.extract_text() for page in reader.pages[-2:])


def test_every_form_holds_the_same_rows(demo: tuple[Path, Path], tmp_path: Path) -> None:
    workspace, _ = demo
    told = [
        exported(workspace, "--format", form, "--out", str(tmp_path))
        for form in ("csv", "xlsx", "parquet", "json")
    ]
    rows = told[0]["rows"]
    assert all(each["rows"] == rows for each in told)
    assert rows["matrix"] == 30
    book = load_workbook(tmp_path / "demo.xlsx", read_only=True)
    document = json.loads((tmp_path / "demo.json").read_text("ascii"))
    for name, number in rows.items():
        assert len(rows_of(tmp_path / f"{name}.csv")) == number
        assert pq.read_metadata(tmp_path / f"{name}.parquet").num_rows == number
        assert sum(1 for _ in book[name].iter_rows()) == number + 1
        assert len(document[name]) == number
    book.close()


def test_claims_agree_with_scores_and_every_quote_leads_to_its_record(
    demo: tuple[Path, Path], tmp_path: Path
) -> None:
    workspace, folder = demo
    wish = ("--format", "csv", "--table", "claims", "--table", "evidence")
    exported(workspace, *wish, "--out", str(tmp_path))
    scores = json.loads((folder / "scores.json").read_text())
    claims = {row["claim_id"]: row for row in rows_of(tmp_path / "claims.csv")}
    for claim in scores["claims"]:
        row = claims[claim["id"]]
        assert row["said_by"] == str(len(claim["companies"]))
        assert (row["low"], row["high"]) == (str(claim["low"]), str(claim["high"]))
    evidence = rows_of(tmp_path / "evidence.csv")
    read = [row for row in evidence if row["channel"] == "pages"]
    assert len(read) > 50
    places = {(row["record"], row["sha256"]) for row in read}
    for record, digest in places:
        assert open_proof(workspace / "archive" / "demo", record, "utf-8", digest).markup
    assert all(row["record"] for row in evidence if row["channel"] == "posts")


def test_without_pdf_an_older_one_goes_away_and_the_index_follows(
    demo: tuple[Path, Path], tmp_path: Path
) -> None:
    workspace = tmp_path / "copy"
    shutil.copytree(demo[0], workspace, symlinks=True)
    index, pdf = workspace / "out" / "index.html", f"demo/{demo[1].name}/report.pdf"
    assert f'href="{pdf}"' in index.read_text("utf-8")
    assert sameness("report", "-i", "demo", "-w", str(workspace)).returncode == 0
    assert not (workspace / "out" / pdf).exists()
    assert pdf not in index.read_text("utf-8")
    shutil.rmtree(workspace / "out" / "demo")
    done = sameness("index", "-w", str(workspace))
    assert done.stdout == f"Index: {index}\n"
    assert "0 reports" in index.read_text("utf-8")


def test_without_a_browser_nothing_is_read_for_a_pdf(tmp_path: Path) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "SAMENESS_CHROMIUM"}
    environment["PATH"] = str(tmp_path)
    arguments = ("run", "-i", "demo", "-w", str(tmp_path), "--pdf")
    done = sameness(*arguments, environment=environment)
    assert done.returncode == 2
    assert "A PDF needs Chromium" in done.stderr
    assert "leave --pdf out" in done.stderr
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["attempts.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--table", "calims"), 2, "There is no table 'calims' to export."),
        (("--run", "20200101T000000Z"), 4, "No run '20200101T000000Z' of 'demo'"),
        (("--run", "../../etc"), 4, "No run '../../etc' of 'demo'"),
        (("--client", "Nobody"), 2, "read no company 'Nobody'"),
        (("--format", "pdf"), 2, "'pdf'"),
    ],
)
def test_what_cannot_be_exported_is_told_and_nothing_written(
    demo: tuple[Path, Path], tmp_path: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    out = tmp_path / "tables"
    done = sameness("export", "-i", "demo", "-w", str(demo[0]), "--out", str(out), *arguments)
    assert done.returncode == code
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists()


def test_an_export_before_any_run_says_what_to_do(tmp_path: Path) -> None:
    done = sameness("export", "-i", "demo", "-w", str(tmp_path))
    assert done.returncode == 4
    assert "sameness run --industry demo" in done.stderr
