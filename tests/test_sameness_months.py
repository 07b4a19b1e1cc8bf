"""Month after month, as cron runs it: what is unchanged costs nothing, what is down stands in."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from evaluation.sites import industry_names, serve_industry
from pipeline.changes import CrawlSummary, Unread, summarize_crawl
from pipeline.snapshots import crawl_snapshot
from sameness.settings import Settings
from tests.changing_site import Answer, page, serving
from tests.shared_demo import NETWORK, copy_of_demo
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.changing_site import Site

ROOT = Path(__file__).parent.parent
SITES = Path(os.environ.get("SAMENESS_SITES", ROOT.parent / "shared" / "sites"))


def sameness(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sameness", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)


def write_industry(workspace: Path, sites: Iterable[tuple[str, Site]]) -> None:
    file = workspace / "industries" / "field.toml"
    file.parent.mkdir(parents=True)
    companies = (f'[[company]]\nname = "{name}"\nsite = "{site.base}/"\n' for name, site in sites)
    head = 'name = "field"\nallow_private = true\n[crawl]\ndelay = 0\ntimeout = 3\n'
    file.write_text(head + "".join(companies), "utf-8")


def two_pages(site: Site, name: str) -> None:
    site.pages = {
        "/": page(f"{name} home", "/pricing"),
        "/pricing": page(f"{name} pricing"),
    }


def test_a_site_that_is_down_is_named_and_stands_in(tmp_path: Path) -> None:
    with serving() as acme, serving() as bolt:
        two_pages(acme, "Acme")
        two_pages(bolt, "Bolt")
        write_industry(tmp_path, [("Acme", acme), ("Bolt", bolt)])
        first = sameness("crawl", "-i", "field", "-w", str(tmp_path))
        assert first.returncode == 0, first.stderr
        assert "4 pages asked for: 4 read for the first time." in first.stdout
        bolt.pages = {path: Answer(status=503) for path in ("/", "/pricing", "/robots.txt")}
        acme.pages = dict(acme.pages) | {"/pricing": page("Acme pricing, again")}
        second = sameness("run", "-i", "field", "-w", str(tmp_path), "--json")
        # The first crawl was never measured: it is, without asking anybody again.
        assert second.returncode == 0, second.stderr
        assert json.loads(second.stdout)["pages"]["first_read"] == 4
        third = sameness("run", "-i", "field", "-w", str(tmp_path))
    assert third.returncode == 3
    assert "1 unchanged, 1 changed, 2 kept from an earlier crawl." in third.stdout
    assert "Not read: Bolt (robots.txt can't be read (HTTP 503)); its pages of 20" in third.stdout
    told = sameness("status", "-w", str(tmp_path)).stdout
    assert "UTC: done, partial. Not read: Bolt (robots.txt can't be read (HTTP 503))" in told
    assert "not read    Bolt: in the last crawl (robots.txt can't be read (HTTP 503));" in told
    latest = tmp_path / "out" / "field" / "latest"
    _, bolt_coverage = json.loads((latest / "scores.json").read_text("utf-8"))["coverage"]
    assert (bolt_coverage["fetched"], bolt_coverage["kept"]) == (0, 2)
    assert bolt_coverage["marketing"] + bolt_coverage["other_languages"] == 2
    assert "2 pages stand in" in (latest / "index.html").read_text("utf-8")


def computed(workspace: Path) -> tuple[list[int], list[dict[str, Any]]]:
    """Give how many rows each cache has, and all fetches so far."""
    with Warehouse(workspace / "warehouse.duckdb") as warehouse:
        names = ("blocks", "entities", "vectors")
        caches = [warehouse.table(f"cache.{name}").num_rows for name in names]
        return caches, warehouse.table("raw.fetches").to_pylist()


def test_a_second_month_of_the_demo_computes_nothing_anew(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page is answered with headers only; nothing is cut, tagged or embedded again."""
    workspace = copy_of_demo(tmp_path_factory, "months")
    before, fetches = computed(workspace)
    pages = sum(fetch["outcome"] == "fetched" for fetch in fetches)
    monkeypatch.setenv("SAMENESS_DEMO_NETWORK", str(NETWORK))
    done = sameness("run", "-i", "demo", "-w", str(workspace), "--json")
    assert done.returncode == 0, done.stderr
    caches, fetches = computed(workspace)
    assert caches == before
    assert json.loads(done.stdout)["pages"]["unchanged"] == pages > 50
    newest = max(fetch["snapshot_id"] for fetch in fetches)
    statuses = [
        f["status"] for f in fetches if f["snapshot_id"] == newest and f["outcome"] == "fetched"
    ]
    assert statuses == [304] * pages


@pytest.mark.sites
@pytest.mark.timeout(600)
@pytest.mark.skipif(not SITES.is_dir(), reason=f"the corpus of real sites is not at {SITES}")
def test_a_second_month_of_thirty_real_sites_costs_headers(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    companies = unchanged = asked = 0
    with Warehouse(settings.warehouse) as warehouse:
        for name in industry_names():
            with serve_industry(SITES, name) as industry:
                first = crawl_snapshot(warehouse, settings, name, industry, lambda _: None)
                second = crawl_snapshot(warehouse, settings, name, industry, lambda _: None)
            assert second != first
            statuses = [
                fetch["status"]
                for fetch in warehouse.table("raw.fetches").to_pylist()
                if fetch["snapshot_id"] == second and fetch["outcome"] == "fetched"
            ]
            summary = summarize_crawl(warehouse, name, second, industry.names)
            assert summary.unchanged + summary.new == len(statuses)
            assert (summary.changed, summary.gone, summary.kept) == (0, 0, 0)
            companies += len(industry.company)
            unchanged += statuses.count(304)
            asked += len(statuses)
        digests = warehouse.table("raw.documents").num_rows
    assert companies >= 30
    assert unchanged >= 0.95 * asked
    assert digests <= asked, "no document is new in the second month"


def test_a_crawl_is_told_in_numbers_and_names() -> None:
    summary = CrawlSummary(
        asked=12, first_read=0, unchanged=7, changed=1, new=2, gone=1, kept=3,
        unread=(Unread("Acme", "HTTP 503", 3, date(2026, 10, 1)), Unread("Bolt", "", 0, None)),
    )  # fmt: skip
    assert summary.lines() == [
        "12 pages asked for: 7 unchanged, 1 changed, 2 new, 1 gone, 3 kept from an earlier crawl.",
        "Not read: Acme (HTTP 503); its pages of 2026-10-01 stand in.",
        "Not read: Bolt (not asked); nothing stands in.",
    ]
    nothing = CrawlSummary(0, 0, 0, 0, 0, 0, 0, ())
    assert nothing.lines() == ["0 pages asked for: none read."]


def test_the_workspace_can_be_moved(tmp_path: Path) -> None:
    """A crawl in a copied workspace still finds the archive it rests on."""
    with serving() as acme:
        two_pages(acme, "Acme")
        write_industry(tmp_path / "one", [("Acme", acme)])
        assert sameness("crawl", "-i", "field", "-w", str(tmp_path / "one")).returncode == 0
        shutil.move(tmp_path / "one", tmp_path / "two")
        moved = sameness("crawl", "-i", "field", "-w", str(tmp_path / "two"))
    assert "2 pages asked for: 2 unchanged." in moved.stdout


def test_a_dead_link_is_asked_for_every_other_month(tmp_path: Path) -> None:
    with serving() as acme:
        two_pages(acme, "Acme")
        acme.pages = dict(acme.pages) | {"/": page("Acme home", "/pricing", "/dead")}
        write_industry(tmp_path, [("Acme", acme)])
        asked = []
        for _ in range(3):
            acme.asked.clear()
            assert sameness("crawl", "-i", "field", "-w", str(tmp_path)).returncode == 0
            asked.append([one.path for one in acme.asked].count("/dead"))
        seen = sameness("pages", "-i", "field", "-c", "Acme", "-w", str(tmp_path)).stdout
    assert asked == [1, 0, 1]
    assert "HTTP 404" in seen
