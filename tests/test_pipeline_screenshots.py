"""A home page's picture from the crawl to the bars in the report, with a real browser."""

from __future__ import annotations

import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from crawlers.look import shrink, to_pixels
from pipeline.retention import drop_old_evidence
from pipeline.screenshots import SCHEMA, home_page_pictures
from pipeline.snapshots import crawl_snapshot
from pipeline.stages.home_pages import home_pages
from sameness.industry import Industry
from sameness.settings import Settings
from tests.page_pictures import TAKEN, shot
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = """<!doctype html><title>Acme</title><style>body {{ margin: 0; background: #ddeeff }}</style>
<header><a href="/"><img alt="Acme" src="sign.png" width="120" height="40"></a></header>
<h1>{name} plans the week</h1>"""


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> Iterator[Warehouse]:
    """Give the warehouse after a crawl of one company whose site is one page."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text(PAGE.format(name="Acme"))
    server = ThreadingHTTPServer(("127.0.0.7", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    site = f"http://127.0.0.7:{server.server_port}/"
    industry = Industry.model_validate(
        {
            "name": "planning",
            "allow_private": True,
            "crawl": {"delay": 0, "max_pages": 2},
            "company": [{"name": "Acme", "site": site}],
        }
    )
    settings = Settings(tmp_path_factory.mktemp("workspace"), chromium=chromium)
    with Warehouse(settings.warehouse) as warehouse:
        crawl_snapshot(warehouse, settings, "planning", industry, lambda _: None)
        yield warehouse
    server.shutdown()
    server.server_close()


def pictures(warehouse: Warehouse, snapshot: str = "3") -> pa.Table:
    key = {"industry": "planning", "companies": ["Acme"]}
    return warehouse.arrow("run_screenshots", snapshot_id=snapshot, **key)


def test_home_page_reaches_the_report_with_its_name_covered(crawled: Warehouse) -> None:
    shots = pictures(crawled)
    assert shots.num_rows == 1
    terms = pa.table({"company": ["Acme"], "term": ["Acme"], "kind": ["name"]})
    (page,) = home_pages(shots, terms, shrink=shrink).to_pylist()
    assert (page["width"], page["height"], page["covered"]) == (1280, 800, True)
    logo, heading = page["bars"]
    assert (logo["left"], logo["top"], 20 < logo["width"] < 140) == (0, 0, True)
    assert heading["top"] > 20
    pixels = to_pixels(page["picture"])
    assert pixels is not None
    assert pixels.shape == (400, 640, 3)
    assert pixels[-1, -1].tolist() == pytest.approx([0xDD, 0xEE, 0xFF], abs=4)


def test_archive_without_the_browsers_pictures_has_none(tmp_path: Path, crawled: Warehouse) -> None:
    archive = crawled.path.parent / "archive" / "planning"
    (folder,) = archive.iterdir()
    copy = tmp_path / "20260101T000000Z"
    copy.mkdir()
    for file in folder.iterdir():
        if not file.name.endswith(".warc.gz") and file.is_file():
            (copy / file.name).write_bytes(file.read_bytes())
    assert home_page_pictures(folder).num_rows == 1
    assert home_page_pictures(copy).num_rows == 0


def store(warehouse: Warehouse, snapshot: str, company: str = "Acme") -> None:
    rows = pa.Table.from_pylist([shot(company)], schema=SCHEMA)
    for name, value in (("industry", "planning"), ("snapshot_id", snapshot)):
        rows = rows.append_column(name, pa.array([value], pa.string()))
    warehouse.insert("raw.screenshots", rows)


def test_site_that_shows_nothing_this_time_is_shown_as_last_seen(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        store(warehouse, "20260101T000000Z")
        store(warehouse, "20260301T000000Z")
        (row,) = pictures(warehouse, "20260201T000000Z").to_pylist()
        assert row["taken_at"] == TAKEN
        assert pictures(warehouse, "20251231T000000Z").num_rows == 0


def test_old_pictures_go_but_for_the_newest(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    with Warehouse(settings.warehouse) as warehouse:
        for snapshot in ("20200101T000000Z", "20200201T000000Z"):
            store(warehouse, snapshot)
        drop_old_evidence(warehouse, settings, "planning", 3, 12)
        assert pictures(warehouse, "20200115T000000Z").num_rows == 0
        assert pictures(warehouse, "20200301T000000Z").num_rows == 1
