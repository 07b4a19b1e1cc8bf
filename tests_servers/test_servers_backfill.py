"""Years of history on the first day, out of the Wayback Machine's own software."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from crawlers.wayback.periods import read_month
from pipeline.backfill import BackfillSummary, Span, at_archive, backfill
from pipeline.industries import find_industry
from sameness.settings import Settings
from tests.changing_site import Answer, Site, serving
from tests_servers.programs import need
from tests_servers.wayback import replaying
from tests_servers.workspace import NAME, lay_out
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.servers

CLAIM = "Our reports save your accountants several hours of work every single week."
OWN = {
    "Ash": (
        "Bookkeepers in mountain villages keep their ledgers with us since the great flood.",
        "Receipts are sorted by the colour of their paper before anybody types a single number.",
        "Every quarter a person with a bicycle brings the printed balance to your door.",
    ),
    "Birch": (
        "Payroll for orchestras is difficult because every soloist is paid by the evening.",
        "The conductor approves overtime from her telephone while the audience leaves the hall.",
        "Instruments on loan appear in the inventory together with their insurance.",
    ),
    "Cedar": (
        "Harbour fees are booked in the currency of the ship and settled when the tide allows.",
        "Customs forms fill themselves from the bill of lading and the weight of the crane.",
        "Captains sign with a thumb, and the office ashore sees it before the engine stops.",
    ),
}
SINCE = {"Ash": "2022-02-10", "Birch": "2023-02-10", "Cedar": ""}
"""Since which crawl each company makes the claim; Cedar is the first to have made it."""
MONTHS = ("2021-05-10", "2022-02-10", "2023-02-10", "2024-02-10")


def text_of(name: str, month: str) -> dict[str, Answer]:
    """Give a company's site in a month: its own words, and the claim from when it makes it."""
    said = [*OWN[name], *([CLAIM] if month >= SINCE[name] else [])]
    body = f"<h1>What {name} does</h1>" + "".join(f"<p>{line}</p>" for line in said)
    prices = "".join(
        f"<p>{line} That costs {cost} crowns for each month.</p>"
        for cost, line in zip((8, 12, 95), OWN[name], strict=True)
    )
    home = f"<title>{name}</title><body>{body}<a href=/pricing>Prices</a></body>"
    pricing = f"<title>Prices</title><body><h1>Prices</h1>{prices}</body>"
    pages = {"/": home, "/pricing": pricing}
    return {path: Answer(f"<html lang=en>{html}</html>".encode()) for path, html in pages.items()}


@dataclass(frozen=True)
class Past:
    """What a backfill left: its workspace, what it printed, and what came of another at once."""

    workspace: Path
    first: subprocess.CompletedProcess[str]
    again: BackfillSummary

    def rows(self, table: str) -> list[dict[str, Any]]:
        """Give a table of the warehouse."""
        with Warehouse(self.workspace / "warehouse.duckdb") as warehouse:
            rows: list[dict[str, Any]] = warehouse.table(table).to_pylist()
            return rows


def sameness(*arguments: str, at: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command, as if it were noon of a day where one is given."""
    shifted = [*need("faketime"), "-f", f"@{at} 12:00:00"] if at else []
    return subprocess.run(
        [*shifted, sys.executable, "-m", "sameness", *arguments],
        env=os.environ | {"FAKETIME_DONT_FAKE_MONOTONIC": "1"},
        capture_output=True,
        text=True,
        check=False,
        timeout=400,
    )


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Past]:
    old, new = tmp_path_factory.mktemp("old"), tmp_path_factory.mktemp("new")
    with (
        serving("127.0.0.11") as ash,
        serving("127.0.0.12") as birch,
        serving("127.0.0.13") as cedar,
        tempfile.TemporaryDirectory() as folder,
    ):
        sites: dict[str, Site] = {"Ash": ash, "Birch": birch, "Cedar": cedar}
        for workspace in (old, new):
            lay_out(workspace, {name: site.base for name, site in sites.items()}, render="never")
            with (workspace / "industries" / f"{NAME}.toml").open("a") as file:
                file.write("[backfill]\ndelay = 0\n")
        for month in MONTHS:
            for name, site in sites.items():
                site.pages = text_of(name, month)
            done = sameness("crawl", "-i", NAME, "-w", str(old), at=month)
            assert done.returncode == 0, done.stderr
        assert sameness("crawl", "-i", NAME, "-w", str(new)).returncode == 0
        archives = sorted(f for f in (old / "archive" / NAME).iterdir() if f.is_dir())
        with replaying(Path(folder), archives) as served:
            command = ["backfill", "-i", NAME, "-w", str(new), "--from", "2021-01"]
            command += ["--archive", served.base]
            yield Past(new, sameness(*command), fill_again(new, served.base))


def fill_again(workspace: Path, base: str) -> BackfillSummary:
    """Give what the same backfill brings when it comes again."""
    settings = Settings(workspace)
    industry = at_archive(find_industry(settings, NAME), base)
    span = Span(read_month("2021-01"), None, 3)
    with Warehouse(settings.warehouse) as warehouse:
        return backfill(warehouse, settings, NAME, industry, span, lambda _: None)


def test_the_first_report_knows_years(past: Past) -> None:
    assert past.first.returncode == 0, past.first.stderr
    assert ": 4 new snapshots of 24 periods." in past.first.stdout
    assert (
        "Cedar: since 2021-05-10; 2 pages, 2 read, 6 unchanged, 0 of no use." in past.first.stdout
    )
    assert (past.workspace / "out" / NAME / "latest" / "index.html").is_file()
    stored = {row["snapshot_id"]: row["source"] for row in past.rows("raw.snapshots")}
    months = ("20210401", "20220101", "20230101", "20240101")
    archived = dict.fromkeys((f"{month}T000000Z-archive" for month in months), "web archive")
    assert archived.items() < stored.items()
    assert list(stored.values()).count("crawl") == 1


def test_claims_are_dated_by_the_archive(past: Past) -> None:
    run = max(row["run_id"] for row in past.rows("raw.runs") if row["channel"] == "pages")
    said = {
        row["statement_id"]
        for row in past.rows("history.compared_statements")
        if row["run_id"] == run and row["text"] == CLAIM
    }
    # What the pages say of prices is a claim that all three share as well.
    (claim,) = {
        row["claim_id"]
        for row in past.rows("history.claims")
        if row["run_id"] == run and row["statement_id"] in said
    }
    dates = {
        row["company"]: tuple(at and f"{at:%Y-%m-%d}" for at in (row["absent_at"], row["seen_at"]))
        for row in past.rows("history.claim_sightings")
        if row["run_id"] == run and row["claim_id"] == claim
    }
    assert dates == {
        "Ash": ("2021-05-10", "2022-02-10"),
        "Birch": ("2022-02-10", "2023-02-10"),
        "Cedar": (None, "2021-05-10"),
    }


def test_the_same_backfill_again_asks_for_no_copy_twice(past: Past) -> None:
    assert past.again.snapshots == ()
    assert {(one.read, one.same, one.settled) for one in past.again.companies} == {(0, 0, 8)}


def test_copies_are_evidence_with_their_own_dates(past: Past) -> None:
    fetches = [row for row in past.rows("raw.fetches") if "-archive" in row["snapshot_id"]]
    assert len(fetches) == 24
    assert {f"{row['fetched_at']:%F}" for row in fetches} == set(MONTHS)
    assert all(row["record"].startswith(row["snapshot_id"]) for row in fetches)
