"""How a workspace stands: runs that ended in every way, sites and keys, disk, what is urgent."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa
import pytest

from pipeline.attempts import Attempts
from pipeline.attention import find_attention
from pipeline.moments import stamp
from pipeline.next_run import NextRun, Schedules
from pipeline.status import Status, find_status
from pipeline.status_lines import write_status
from reports.write import write_report
from sameness.settings import Settings
from tests.test_warehouse_old_schemas import make_old
from warehouse.lines import append_lines
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from tests.conftest import MakeReport

ROOT = Path(__file__).parent.parent
NOW = datetime.now(UTC).replace(microsecond=0)
SOON = NOW + timedelta(days=9)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give a workspace of one industry with three companies."""
    (tmp_path / "industries").mkdir()
    companies = "".join(
        f'[[company]]\nname = "{name}"\nsite = "https://{name}.example/"\n'
        for name in ("ash", "birch", "cedar")
    )
    file = tmp_path / "industries" / "bakers.toml"
    file.write_text(f'name = "Fine baking"\n{companies}', "utf-8")
    return Settings(tmp_path)


def look(settings: Settings) -> Status:
    return find_status(settings, lambda *_: SOON)


def store_crawls(settings: Settings, *crawls: dict[str, str]) -> None:
    """Store crawls a month apart, the newest today: what came of each company's home page."""
    rows = []
    for age, outcomes in enumerate(reversed(crawls)):
        crawled = NOW - timedelta(days=30 * age)
        rows += [fetch(stamp(crawled), company, how) for company, how in outcomes.items()]
    with Warehouse(settings.warehouse) as warehouse:
        warehouse.insert("raw.fetches", pa.Table.from_pylist(rows))


def fetch(snapshot_id: str, company: str, outcome: str) -> dict[str, Any]:
    texts = ("url", "final_url", "chosen", "content_type", "encoding", "digest", "record")
    return dict.fromkeys(texts, "") | {
        "industry": "bakers", "snapshot_id": snapshot_id, "company": company, "kind": "home",
        "outcome": outcome, "reason": "" if outcome == "fetched" else "HTTP 503", "status": 0,
        "fetched_at": NOW.replace(tzinfo=None), "size": 0, "depth": 0,
    }  # fmt: skip


def test_a_new_workspace_says_what_to_do(settings: Settings) -> None:
    status = look(settings)
    (industry,) = status.industries
    assert (industry.title, industry.companies) == ("Fine baking", 3)
    assert industry.next_run == NextRun(None, None, None), "nobody printed a schedule"
    (only,) = find_attention(status)
    assert only.remedy == "Run: sameness run --industry bakers"
    assert not settings.warehouse.exists(), "looking makes nothing"
    nothing = look(Settings(settings.workspace / "nowhere"))
    assert (nothing.industries, find_attention(nothing)) == ((), [])
    assert "No industry is set up here: sameness init NAME URL URL URL" in write_status(nothing, [])


@pytest.mark.parametrize(
    ("code", "how", "urgent"),
    [
        (0, "done", []),
        (3, "done, partial", []),
        (4, "failed (exit 4)", [4]),
        (1, "failed (exit 1)", [4]),
        (130, "interrupted", [4]),
        (None, "cut off: killed, or the machine went down", [4]),
    ],
)
def test_the_last_run_as_it_ended(
    settings: Settings, code: int | None, how: str, urgent: list[int]
) -> None:
    attempts = Attempts(settings.attempts)
    begun = attempts.begin("run", "bakers")
    if code is not None:
        attempts.end(begun, code, "No page could be read.\nSee the log." if code == 4 else "")
    status = look(settings)
    (industry,) = status.industries
    assert industry.last is not None
    assert industry.last.how == how
    assert [one.urgency for one in find_attention(status)] == urgent
    assert any(how in line for line in write_status(status, []))


def test_a_run_under_way_and_one_turned_away_meanwhile(settings: Settings) -> None:
    attempts = Attempts(settings.attempts)
    with Warehouse(settings.warehouse):
        attempts.begin("run", "bakers")
        attempts.end(attempts.begin("run", "bakers"), 11, "held")
        status = look(settings)
    (industry,) = status.industries
    assert status.holder is not None
    assert industry.last is not None
    assert (industry.last.under_way, industry.last.turned_away) == (True, 1)
    assert industry.health is None
    assert [one.urgency for one in find_attention(status)] == [6]
    assert "works in it" in write_status(status, [])[1]


def test_a_schedule_that_stopped_is_noticed(settings: Settings) -> None:
    Attempts(settings.attempts).end(Attempts(settings.attempts).begin("run", "bakers"), 0)
    status = look(settings)
    (industry,) = status.industries
    assert industry.last is not None
    began = industry.last.began_at
    assert find_attention(status, began + timedelta(days=39)) == []
    (late,) = find_attention(status, began + timedelta(days=41))
    assert f"since {began:%Y-%m-%d}" in late.matter
    Schedules(settings.schedules).note("bakers", "weekly")
    status = look(settings)
    assert find_attention(status, began + timedelta(days=9)) == []
    assert len(find_attention(status, began + timedelta(days=10))) == 1


def test_sites_are_counted_back_to_the_last_time_they_were_read(settings: Settings) -> None:
    store_crawls(
        settings,
        {"ash": "fetched", "birch": "failed", "cedar": "fetched"},
        {"ash": "failed", "birch": "failed", "cedar": "failed", "gone": "failed"},
        {"ash": "failed", "birch": "failed", "cedar": "fetched"},
    )
    status = look(settings)
    (industry,) = status.industries
    assert industry.health is not None
    unread = {one.company: (one.crawls, one.last_read) for one in industry.health.unread}
    read = (NOW - timedelta(days=60)).date()
    assert unread == {"ash": (2, read), "birch": (3, None)}
    told = [one.matter for one in find_attention(status) if one.urgency < 9]
    assert told == [
        "No page of birch was ever read (HTTP 503).",
        f"ash could not be read 2 times in a row (HTTP 503); its pages of {read} stand in.",
    ]


def test_keys_that_are_missing_are_named(settings: Settings) -> None:
    reasons = {"youtube": "needs a key: set SAMENESS_YOUTUBE_KEY", "rss": "HTTP 404", "x": ""}
    texts = ("handle", "url", "found_at", "found_by", "linked_back")
    rows = [
        dict.fromkeys(texts, "") | {
            "industry": "bakers", "snapshot_id": stamp(NOW), "company": "ash",
            "platform": platform, "status": "unauthorised", "reason": reason, "posts": 0,
            "read_at": NOW.replace(tzinfo=None),
        }
        for platform, reason in reasons.items()
    ]  # fmt: skip
    with Warehouse(settings.warehouse) as warehouse:
        warehouse.insert("raw.profiles", pa.Table.from_pylist(rows))
    (industry,) = look(settings).industries
    assert industry.health is not None
    assert industry.health.keys == ("youtube: needs a key: set SAMENESS_YOUTUBE_KEY",)


def test_the_most_urgent_comes_first(settings: Settings, make_report: MakeReport) -> None:
    (settings.workspace / "industries" / "smiths.toml").write_text('name = "x"\n', "utf-8")
    aside = settings.workspace / "warehouse.duckdb.damaged-20260101T000000Z"
    aside.write_bytes(b"x" * 1000)
    (settings.workspace / "warehouse.duckdb.schema-7").write_bytes(b"y" * 10)
    write_report(make_report(3), settings.out)
    attempts = Attempts(settings.attempts)
    attempts.end(attempts.begin("run", "bakers"), 28, "No space left on the disk.\nFree some.")
    append_lines(settings.attempts, [{"id": "from a later version", "mood": "fine"}])
    status = look(settings)
    kept = {one.name: one.size for one in status.disk.aside}
    assert kept == {aside.name: 1000, "warehouse.duckdb.schema-7": 10}
    assert status.disk.reports > 1000
    found = find_attention(status)
    assert [(one.urgency, one.industry) for one in found] == [
        (1, ""), (3, "smiths"), (4, "bakers"), (9, "smiths"),
    ]  # fmt: skip
    assert found[2].remedy == "Free some."
    full = replace(status, disk=replace(status.disk, free=999_000_000))
    assert find_attention(full)[1].remedy.startswith("Remove the copies kept aside (0.0 MB). Free")
    text = "\n".join(write_status(status, found))
    assert "1. A damaged warehouse lies aside" in text
    assert "schema-7, 0.0 MB: the warehouse before a newer version moved its schema on; re" in text
    assert "With reports, and without a file in industries/: boutique_accounting" in text
    assert "smiths.toml:1: company: is missing" in text


def test_a_crawl_of_the_future_is_told(settings: Settings) -> None:
    ahead = NOW + timedelta(days=400)
    row = {"industry": "bakers", "snapshot_id": stamp(ahead), "started_at": ahead,
           "finished_at": ahead}  # fmt: skip
    with Warehouse(settings.warehouse) as warehouse:
        warehouse.insert("raw.snapshots", pa.Table.from_pylist([row]))
    told = find_attention(look(settings))[0]
    assert f"sameness forget --industry bakers {stamp(ahead)}" in told.remedy


def test_the_command_prints_text_or_json(settings: Settings) -> None:
    command = [sys.executable, "-m", "sameness", "status", "-w", str(settings.workspace)]
    text = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout
    assert "bakers: Fine baking, 3 companies" in text
    done = subprocess.run([*command, "--json"], capture_output=True, check=True, cwd=ROOT)
    told = json.loads(done.stdout)
    assert told["attention"][0]["industry"] == "bakers"
    assert told["industries"][0]["next_run"]["at"] is None


@pytest.mark.parametrize("schema", [4, 99])
def test_a_warehouse_of_another_version_is_told_and_not_touched(
    settings: Settings, schema: int
) -> None:
    """Also where nobody may write: what `status` says of the files needs no migration."""
    make_old(settings.warehouse, min(schema, 9))
    if schema == 99:
        with duckdb.connect(str(settings.warehouse)) as connection:
            connection.execute("insert into main.migrations values (99)")
    before = {path: path.read_bytes() for path in settings.workspace.iterdir() if path.is_file()}
    status = look(settings)
    (first,) = (one for one in find_attention(status) if not one.industry)
    assert f"has schema {schema}" in first.matter.replace("the schema", "schema")
    assert ("Upgrade sameness." if schema == 99 else "sameness verify") in first.remedy
    assert "is not looked at" in write_status(status, [])[1]
    files = {path: path.read_bytes() for path in settings.workspace.iterdir() if path.is_file()}
    assert files == before
