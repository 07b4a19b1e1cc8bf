"""A field with sites that only a browser can read, crawled once with a browser and once without."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
import threading
import time
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.warc import name_file
from crawlers.browser.marks import parse_marks
from crawlers.browser.orders import NEEDS_BROWSER, STILL_THIN
from crawlers.browser.screenshots import read_screenshots
from crawlers.browser.views import View
from crawlers.crawl import crawl
from sameness.industry import Industry
from sameness.records import Fetch, Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

TIMEOUT = 4.0
WORDS = "Rota planning that your whole team can read at a glance. " * 8
APP = f"""
const pages = {{
  '/': '<a href=/pricing>Pricing</a> <a href=/moved>Moved</a> <a href=/away>Away</a>' +
       '<a href=/inside>Inside</a> <a href=/hung>Hung</a> <a href=/blank>Blank</a>' +
       '<a href=/blog/secret>Secret</a> <a href=/circle>Circle</a>',
}};
document.getElementById('root').innerHTML =
  `<h1>We are ${{location.pathname}}</h1><p>{WORDS}</p>` + (pages[location.pathname] || '');
"""
SHELL = "<!doctype html><title>{}</title><div id=root></div><script src=/app.js></script>"
MOVES = {
    "/moved": "/arrived",
    "/away": "http://127.0.0.99:9/",
    "/inside": "file:///etc/passwd",
    "/circle": "/circle?again",
    "/circle?again": "/circle",
    "/blog/secret": "/forbidden",
}
ROBOTS = "User-agent: *\nDisallow: /forbidden\n"


class Site(BaseHTTPRequestHandler):
    """A site in JavaScript at 127.0.0.7, a plain one at 127.0.0.8."""

    protocol_version = "HTTP/1.1"
    asked: defaultdict[str, list[str]]

    def do_GET(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        self.asked[host].append(self.path)
        if self.path == "/robots.txt":
            self.send(ROBOTS, "text/plain")
        elif self.path == "/sitemap.xml" or "missing" in self.path:
            self.send("gone", status=404)
        elif host == "127.0.0.8":
            self.send(
                f"<title>{self.path}</title>{WORDS}{self.path}<a href=/a>a</a><a href=/b>b</a>"
            )
        else:
            self.send_scripted()

    def send_scripted(self) -> None:
        if self.path == "/app.js":
            self.send(APP, "text/javascript")
        elif self.path in MOVES:
            self.send(f"<div id=root></div><script>location = '{MOVES[self.path]}'</script>")
        elif self.path == "/hung":
            self.send("<div id=root></div><script>while (true) {}</script>")
        elif self.path == "/blank":
            self.send("<div id=root></div><script>1</script>")
        else:
            self.send(SHELL.format(self.path))

    def send(self, text: str, content_type: str = "text/html", status: int = 200) -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Clients die in these tests."""


@contextmanager
def sites() -> Iterator[tuple[Industry, defaultdict[str, list[str]]]]:
    asked: defaultdict[str, list[str]] = defaultdict(list)
    handler = type("Asked", (Site,), {"asked": asked})
    with Server(("0.0.0.0", 0), handler) as server:  # noqa: S104 - every company has an address
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        port = server.server_port
        companies = [("Scripted", 7), ("Plain", 8)]
        try:
            yield (
                Industry.model_validate(
                    {
                        "name": "rendered",
                        "allow_private": True,
                        "crawl": {"delay": 0, "timeout": TIMEOUT},
                        "company": [
                            {"name": name, "site": f"http://127.0.0.{number}:{port}/"}
                            for name, number in companies
                        ],
                    }
                ),
                asked,
            )
        finally:
            server.shutdown()
            thread.join()


@dataclass
class Crawled:
    """A snapshot, by company and path."""

    folder: Path
    pages: dict[tuple[str, str], tuple[Fetch, str]]
    asked: dict[str, list[str]]

    def reason(self, path: str) -> str:
        return self.pages["Scripted", path][0].reason


def crawl_sites(folder: Path, chromium: Path | None) -> Crawled:
    with sites() as (industry, asked):
        crawl(industry, folder, lambda _: None, {}, chromium)
        return Crawled(folder, read_pages(folder), dict(asked))


def read_pages(folder: Path) -> dict[tuple[str, str], tuple[Fetch, str]]:
    return {
        (fetch.company, "/" + fetch.url.split("/", 3)[3]): (fetch, markup)
        for fetch, markup in read_snapshot(folder)
    }


@pytest.fixture(scope="module")
def shown(chromium: Path, tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_sites(tmp_path_factory.mktemp("shown") / "snapshot", chromium)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    return crawl_sites(tmp_path_factory.mktemp("plain") / "snapshot", None)


def test_text_that_a_script_built_is_in_the_snapshot(shown: Crawled) -> None:
    for path in ("/", "/pricing"):
        fetch, markup = shown.pages["Scripted", path]
        assert f"<h1>We are {path}</h1>" in markup
        assert (fetch.outcome, fetch.reason) == (Outcome.FETCHED, "")


def test_each_page_and_script_is_asked_for_once(shown: Crawled) -> None:
    asked = shown.asked["127.0.0.7"]
    assert sorted(asked) == sorted(set(asked))


def test_site_beside_is_complete(shown: Crawled, plain: Crawled) -> None:
    for crawled in (shown, plain):
        read = {path for company, path in crawled.pages if company == "Plain"}
        assert read == {"/", "/a", "/b"}


def test_hung_page_is_noted_and_kept_as_it_came(shown: Crawled) -> None:
    fetch, markup = shown.pages["Scripted", "/hung"]
    assert fetch.outcome is Outcome.FETCHED
    assert fetch.reason == f"came to no rest in a browser within {TIMEOUT:g} s"
    assert "while (true)" in markup


def test_page_without_words_in_a_browser_either_is_noted(shown: Crawled) -> None:
    assert shown.reason("/blank") == STILL_THIN
    assert shown.reason("/inside") == STILL_THIN
    assert "root:x:0" not in shown.pages["Scripted", "/inside"][1]


def test_script_that_leads_on_is_followed_under_the_crawls_rules(shown: Crawled) -> None:
    moved, markup = shown.pages["Scripted", "/moved"]
    assert moved.final_url.endswith("/arrived")
    assert "<h1>We are /arrived</h1>" in markup
    away = shown.pages["Scripted", "/away"][0]
    assert (away.outcome, away.reason) == (
        Outcome.REFUSED,
        "redirects to another site (127.0.0.99:9)",
    )
    secret = shown.pages["Scripted", "/blog/secret"][0]
    assert (secret.outcome, secret.reason) == (Outcome.REFUSED, "robots.txt says no")
    assert "/forbidden" not in shown.asked["127.0.0.7"]


def test_pages_that_lead_in_a_circle_come_to_an_end(shown: Crawled) -> None:
    assert ("Scripted", "/circle") in shown.pages
    assert shown.reason("/circle") == STILL_THIN


def test_what_was_built_is_a_conversion_of_the_answer(shown: Crawled) -> None:
    fetch, _ = shown.pages["Scripted", "/pricing"]
    records = {}
    with (shown.folder / name_file("Scripted")).open("rb") as file:
        for record in ArchiveIterator(file):
            about = record.rec_headers.get_header
            records[about("WARC-Record-ID")] = (record.rec_type, about, record.raw_stream.read())
    built = [about for kind, about, body in records.values() if b"We are /pricing" in body]
    (about,) = built
    assert about("WARC-Type") == "conversion"
    assert about("Content-Type") == "text/html; charset=utf-8"
    kind, answer, body = records[about("WARC-Refers-To")]
    assert (kind, answer("WARC-Target-URI")) == ("response", fetch.url)
    assert b"<div id=root></div>" in body


def test_home_pages_have_their_pictures(shown: Crawled) -> None:
    pictures = list(read_screenshots(shown.folder))
    taken = {(picture.company, picture.view) for picture in pictures}
    assert taken == {(c, v) for c in ("Plain", "Scripted") for v in (View.DESKTOP, View.PHONE)}
    sizes = {View.DESKTOP: (1280, 800), View.PHONE: (390, 844)}
    for picture in pictures:
        assert struct.unpack(">II", picture.png[16:24]) == sizes[picture.view]
        assert picture.url == shown.pages[picture.company, "/"][0].final_url
        marks = parse_marks(picture.marks)
        assert marks is not None
        if picture.view is View.DESKTOP:  # a phone shows a page without a viewport of its own small
            assert (marks.width, marks.height) == sizes[picture.view]
        assert "We" in [word.text for word in marks.words] or picture.company == "Plain"


def test_without_a_browser_the_pages_say_that_they_need_one(plain: Crawled) -> None:
    fetch, markup = plain.pages["Scripted", "/"]
    assert (fetch.outcome, fetch.reason) == (Outcome.FETCHED, NEEDS_BROWSER)
    assert markup == SHELL.format("/")
    assert not list(read_screenshots(plain.folder))


def test_browser_that_does_not_start_costs_its_pages_only(tmp_path: Path, chromium: Path) -> None:
    assert chromium
    broken = tmp_path / "chromium"
    broken.write_text("#!/bin/sh\nexit 1\n")
    broken.chmod(0o755)
    crawled = crawl_sites(tmp_path / "snapshot", broken)
    assert crawled.reason("/") == "could not be shown in a browser"
    assert ("Plain", "/b") in crawled.pages


PROGRAM = """
import json, sys
from pathlib import Path
from crawlers.crawl import crawl
from sameness.industry import Industry
spec = json.loads(sys.argv[1])
crawl(
    Industry.model_validate(spec["industry"]), Path(spec["folder"]),
    lambda event: print(event.url, flush=True), {}, Path(spec["chromium"]),
)
"""


def descendants(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in map(int, task.read_text().split()):
            found += [child, *descendants(child)]
    return found


def is_running(pid: int) -> bool:
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.parametrize("victim", ["starter", "crawl process"])
def test_no_browser_outlives_its_crawl_and_the_next_goes_on(
    tmp_path: Path, chromium: Path, victim: str
) -> None:
    folder = tmp_path / "snapshot"
    with sites() as (industry, asked):
        spec = {
            "industry": industry.model_dump(mode="json"),
            "folder": str(folder),
            "chromium": str(chromium),
        }
        command = [sys.executable, "-c", PROGRAM, json.dumps(spec)]
        with subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as starter:
            assert starter.stdout is not None
            for line in starter.stdout:
                if line.strip().endswith("/pricing"):
                    break
            started = descendants(starter.pid)
            assert any(b"--type=renderer" in cmdline(pid) for pid in started)
            os.kill(starter.pid if victim == "starter" else started[0], signal.SIGKILL)
        deadline = time.monotonic() + 20
        while any(map(is_running, started)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not [pid for pid in started if is_running(pid)]
        before = list(asked["127.0.0.7"])
        crawl(industry, folder, lambda _: None, {}, chromium)
        assert "<h1>We are /pricing</h1>" in read_pages(folder)["Scripted", "/pricing"][1]
        assert before.count("/pricing") == asked["127.0.0.7"].count("/pricing") == 1


def cmdline(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
