"""`sameness check` and `sameness judge` as their user runs them, on the built-in industry."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

from crawlers.demo import server as demo_server
from sameness.settings import Settings
from tests.shared_demo import copy_of_demo, copy_of_demo_in_another_model
from warehouse.warehouse import Warehouse

ROOT = Path(__file__).parent.parent
TRUTHS = tomllib.loads((ROOT / "crawlers/demo/truths.toml").read_text("utf-8"))


def sameness(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own."""
    command = [sys.executable, "-m", "sameness", *arguments]
    done = subprocess.run(command, input=stdin, capture_output=True, check=False, cwd=ROOT)
    return subprocess.CompletedProcess(
        command, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a workspace in which the demo was crawled and measured, in the default model."""
    return copy_of_demo(tmp_path_factory, "checked")


def check(workspace: Path, *arguments: str) -> list[dict[str, Any]]:
    done = sameness("check", "-i", "demo", "-w", str(workspace), "--json", *arguments)
    assert done.returncode == 0, done.stderr
    statements: list[dict[str, Any]] = json.loads(done.stdout)["statements"]
    return statements


def quotes(statement: dict[str, Any], *keys: str) -> set[tuple[str, str]]:
    return {(q["company"], q["text"]) for key in keys for q in statement[key]}


def test_close_claims_are_found_with_who_says_them(workspace: Path) -> None:
    """Each planted wording, checked as its own company's, finds most of the rivals' ones."""
    claim = next(c for c in TRUTHS["claim"] if c["id"] == "rota-in-minutes")
    planted = {(w["company"], w["text"]) for w in claim["wording"]}
    (found,) = check(workspace, "Build your rota in minutes, not hours.")
    assert len(planted & quotes(found, "same", "alike")) >= len(planted) - 2
    copied = next(q for q in found["same"] if q["company"] == "Rostavel")
    assert copied["probability"] == 1.0
    assert copied["url"].startswith("http://127.77.")
    assert copied["read_on"]
    (own,) = check(workspace, "-c", "Rostavel", "Build your rota in minutes, not hours.")
    assert "Rostavel" not in {company for company, _ in quotes(own, "same", "alike")}
    stock = {p["passage"]: p["companies"] for p in found["phrases"]}
    assert len(stock["rota in minutes, not hours"]) == 4


def test_opposites_are_never_said_to_be_the_same(workspace: Path, tmp_path: Path) -> None:
    pairs = [[w["text"] for w in pair["wording"]] for pair in TRUTHS["not_same"]]
    file = tmp_path / "opposites.txt"
    file.write_text("\n\n".join(text for pair in pairs for text in pair), "utf-8")
    said = {s["text"]: s for s in check(workspace, "--file", str(file))}
    for left, right in pairs:
        for text, other in ((left, right), (right, left)):
            if text in said:
                assert other not in {quoted for _, quoted in quotes(said[text], "same")}
    assert len(said) >= len(pairs) * 2 - 2


def test_a_checked_statement_of_the_field_has_its_share_of_the_index(workspace: Path) -> None:
    """Checked as its own company's, a stored statement comes to the similarities of the run."""
    with Warehouse(Settings(workspace).warehouse) as warehouse:
        rows = warehouse.table("history.compared_statements").to_pylist()
        matches = warehouse.table("history.rival_matches").to_pylist()
    row = next(r for r in rows if r["company"] == "Kessimer" and r["text"] == r["masked"])
    stored = {
        m["rival"]: m["similarity"] for m in matches if m["statement_id"] == row["statement_id"]
    }
    (found,) = check(workspace, "-c", "Kessimer", row["text"])
    assert dict(found["likeness"]["rivals"]) == pytest.approx(stored, abs=0.01)
    assert 0 <= found["likeness"]["below"] <= 1


def test_a_page_of_the_web_is_checked_statement_by_statement(workspace: Path) -> None:
    with demo_server.serve() as field:
        page = field.find("Brindlow").site + "features.html"
        found = check(workspace, "-c", "Brindlow", "--url", page)
    assert len(found) > 8
    never = next(s for s in found if s["text"].startswith("Brindlow never records the location"))
    assert never["masked"].startswith("never records")
    assert not any(company == "Brindlow" for s in found for company, _ in quotes(s, "same"))


def test_the_answer_reads_well_on_a_terminal(workspace: Path) -> None:
    done = sameness(
        "check", "-i", "demo", "-w", str(workspace), "Build your rota in minutes with Zelmura."
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Against run 2")
    for said in ("Compared as: Build your rota in minutes", "Says the same:", "of 100, more than"):
        assert said in done.stdout


def test_one_sentence_loads_nothing_heavy(workspace: Path) -> None:
    """What takes seconds to load stays out, so that the answer comes within three."""
    command = [sys.executable, "-X", "importtime", "-m", "sameness", "check", "-i", "demo"]
    text = "Create your rota in minutes, not hours, and all data is encrypted."
    done = subprocess.run(
        [*command, "-w", str(workspace), text], capture_output=True, text=True, check=True, cwd=ROOT
    )
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines()}
    assert "numpy" in loaded
    assert "Stock phrases:" in done.stdout
    slow = {"torch", "transformers", "sentence_transformers", "sklearn", "scipy", "spacy", "scrapy"}
    assert not loaded & slow


def test_another_model_is_checked_with_its_own_encoder(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    workspace = copy_of_demo_in_another_model(tmp_path_factory, "otherwise")
    (found,) = check(workspace, "Create your rota in minutes, not hours.")
    assert ("Zelmura", "Create your rota in minutes, not hours.") in quotes(found, "same")
    assert found["likeness"]["points"] > 50


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("check", "-i", "nowhere", "A text."), 2, "No industry 'nowhere'"),
        (("check", "-i", "../up", "A text."), 2, "can't name an industry"),
        (("check", "-i", "demo"), 2, "Give one of these: a text, --file, --url."),
        (("check", "-i", "demo", "A text.", "--file", "x"), 2, "Give one of these"),
        (("check", "-i", "demo", "A text.", "-c", "Nobody"), 2, "No company 'Nobody'"),
        (("check", "-i", "demo", " \n "), 2, "There is no statement in this text."),
        (("check", "-i", "demo", "--file", "/nowhere"), 2, "'/nowhere' can't be read: No such"),
        (("check", "-i", "demo", "--url", "ftp://a.example"), 2, "is not a web address"),
        (("check", "-i", "demo", "--url", "http://127.77.0.9:9/"), 4, "was not read: robots.txt"),
        (("judge", "/nowhere"), 2, "'/nowhere' can't be read: No such file"),
        (("judge", "-", "-i", "nowhere"), 2, "No industry 'nowhere'"),
        (("judge", "-", "--model", "gpt"), 2, "No judge of claims ships for the model 'gpt'"),
    ],
)
def test_what_can_go_wrong_says_what_to_do(
    workspace: Path, arguments: tuple[str, ...], code: int, said: str
) -> None:
    where = () if arguments == ("judge", "/nowhere") else ("-w", str(workspace))
    done = sameness(*arguments, *where, stdin=b'{"a": "x", "b": "y"}\n')
    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("check", "A text to check."), ("judge", "-")])
def test_without_a_run_there_is_nothing_to_hold_it_against(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = sameness(*command, "-i", "demo", "-w", str(tmp_path))
    assert done.returncode == 4
    assert "No run of 'demo' was ever completed." in done.stderr
    assert "sameness run --industry demo" in done.stderr


def test_a_private_page_is_refused_where_the_industry_does_not_allow_it(
    workspace: Path, tmp_path: Path
) -> None:
    text = (demo_server.HERE / "industry.toml").read_text("utf-8")
    public = text.replace("allow_private = true", "").replace("http://127.77.0.", "http://192.0.2.")
    ours = tmp_path / "industries" / "demo.toml"
    ours.parent.mkdir()
    ours.write_text(public.replace("192.0.2", "93.184.216"), "utf-8")
    (tmp_path / "warehouse.duckdb").write_bytes((workspace / "warehouse.duckdb").read_bytes())
    done = sameness("check", "-i", "demo", "-w", str(tmp_path), "--url", "http://127.0.0.1/")
    assert done.returncode == 2
    assert "is a private or loopback address" in done.stderr


@pytest.mark.parametrize(
    "change",
    [
        "drop view history.white_space",
        "update stored.claim_prevalence set alike_companies = null",
    ],
)
def test_a_run_of_an_older_version_is_told(workspace: Path, tmp_path: Path, change: str) -> None:
    (tmp_path / "warehouse.duckdb").write_bytes((workspace / "warehouse.duckdb").read_bytes())
    with Warehouse(Settings(tmp_path).warehouse) as warehouse:
        warehouse._connection.execute(change)
    done = sameness("check", "-i", "demo", "-w", str(tmp_path), "A text to check.")
    assert done.returncode == 4
    assert "was made by an older version" in done.stderr
    assert "sameness analyze --industry demo" in done.stderr


def test_judge_writes_rows_back_as_they_came(workspace: Path, tmp_path: Path) -> None:
    rows: list[dict[str, Any]] = [
        {"a": "Staff swap shifts on the phone.", "b": "Staff swap shifts on the phone.", "id": 1},
        {"a": "No credit card is required.", "b": "A credit card is required.", "note": ["é"]},
    ]
    file = tmp_path / "pairs.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), "utf-8")
    done = sameness("judge", str(file))
    piped = sameness("judge", "-", stdin=file.read_bytes())
    assert done.returncode == piped.returncode == 0, done.stderr
    assert done.stdout == piped.stdout
    back = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["verdict"] for row in back] == ["same", "opposed"]
    for row, given in zip(back, rows, strict=True):
        assert row.items() >= given.items()
        assert 0 <= row["probability"] <= 1
    ours = sameness("judge", str(file), "-i", "demo", "-w", str(workspace))
    assert ours.returncode == 0, ours.stderr
    assert len(ours.stdout.splitlines()) == 2
    assert ours.stdout != done.stdout


def test_a_bad_row_is_told_by_its_line_and_nothing_is_written() -> None:
    done = sameness("judge", "-", stdin=b'{"a": "x", "b": "y"}\n\n{"a": "x"}\n')
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.startswith("Line 3 has no 'b'.")
