"""The crawl process ends with its starter, and whatever kills it, what arrived can be read."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crawlers.archive.ledger import LEDGER
from crawlers.archive.snapshot import read_snapshot
from crawlers.crawl import crawl
from sameness.errors import CrawlFailed
from sameness.industry import Industry
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawlers.events import CrawlEvent

STARTER = """
import json, sys
from pathlib import Path
from crawlers.crawl import crawl
from sameness.industry import Industry
spec = json.loads(sys.argv[1])
print("started", flush=True)
crawl(
    Industry.model_validate(spec["industry"]),
    Path(spec["folder"]),
    lambda event: print(event.url, flush=True),
)
"""


class Slow(BaseHTTPRequestHandler):
    """Every page takes a tenth of a second and links to many more."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        time.sleep(0.1)
        here = self.path.rstrip("/")[:12]
        links = "".join(f'<a href="{here}-{n}">more</a>' for n in "abcdefghijklmnopqrstuvwxyz")
        body = f"<p>Page {self.path}</p>{links}".encode()
        self.send_response(404 if self.path.endswith((".txt", ".xml")) else 200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class QuietServer(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, *_: object) -> None:
        """Clients die in these tests."""


@contextmanager
def slow_site() -> Iterator[str]:
    server = QuietServer(("127.0.0.1", 0), Slow)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def make_industry(site: str, **limits: float) -> Industry:
    return Industry.model_validate(
        {
            "name": "slow",
            "allow_private": True,
            "crawl": {"delay": 0, "timeout": 5, **limits},
            "company": [{"name": "Slow", "site": site}],
        }
    )


def children_of(pid: int) -> list[int]:
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def is_running(pid: int) -> bool:
    """Tell whether a process lives; one that only waits to be buried doesn't."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


def ends(pid: int, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(pid)


def test_killed_child_leaves_a_readable_snapshot(tmp_path: Path) -> None:
    seen: list[CrawlEvent] = []

    def kill_after_five(event: CrawlEvent) -> None:
        seen.append(event)
        if len(seen) == 5:
            for child in children_of(os.getpid()):
                os.kill(child, signal.SIGKILL)

    with slow_site() as site, pytest.raises(CrawlFailed, match="exit code -9") as raised:
        crawl(make_industry(site), tmp_path, kill_after_five)
    assert str(tmp_path / "crawl.log") in str(raised.value)
    pages = dict(read_snapshot(tmp_path))
    assert {event.url for event in seen} <= {fetch.url for fetch in pages}
    assert all("<p>Page" in markup for markup in pages.values())


def test_trouble_in_the_listener_ends_the_child(tmp_path: Path) -> None:
    children: list[int] = []

    def fail(_: CrawlEvent) -> None:
        children.extend(children_of(os.getpid()))
        raise ZeroDivisionError

    with slow_site() as site, pytest.raises(ZeroDivisionError):
        crawl(make_industry(site), tmp_path, fail)
    assert children
    assert not any(is_running(child) for child in children)


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_child_ends_with_its_starter(tmp_path: Path, sent: signal.Signals) -> None:
    with slow_site() as site:
        spec = {"industry": make_industry(site).model_dump(mode="json"), "folder": str(tmp_path)}
        with subprocess.Popen(
            [sys.executable, "-c", STARTER, json.dumps(spec)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        ) as starter:
            assert starter.stdout is not None
            assert starter.stdout.readline() == "started\n"
            assert starter.stdout.readline().startswith(site)
            children = children_of(starter.pid)
            starter.send_signal(sent)
            assert starter.wait(10) != 0
        assert len(children) == 1
        assert ends(children[0], 3)
    assert any(markup for _, markup in read_snapshot(tmp_path))


def test_time_cap_ends_the_crawl_and_is_told(tmp_path: Path) -> None:
    events: list[CrawlEvent] = []
    with slow_site() as site:
        crawl(make_industry(site, max_seconds=1.0), tmp_path, events.append)
    assert events[-1].finished
    assert 1 <= events[-1].fetched < 60
    capped = [fetch for fetch, _ in read_snapshot(tmp_path) if fetch.outcome is Outcome.FAILED]
    # What was under way is cut off; with what would have come next, one line each.
    assert 1 <= len(capped) <= 5
    assert {fetch.reason for fetch in capped} == {"time cap of 1 s reached"}


def test_child_that_cannot_start_is_reported(tmp_path: Path) -> None:
    (tmp_path / "slow.warc.gz").mkdir()
    with pytest.raises(CrawlFailed, match="exit code 1"):
        crawl(make_industry("http://127.0.0.1:9/"), tmp_path, print)
    assert "Traceback" in (tmp_path / "crawl.log").read_text()


def test_full_disk_ends_the_crawl_and_leaves_what_fitted(tmp_path: Path) -> None:
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))\n"
    with slow_site() as site:
        spec = {"industry": make_industry(site).model_dump(mode="json"), "folder": str(tmp_path)}
        ended = subprocess.run(
            [sys.executable, "-c", limited + STARTER, json.dumps(spec)],
            check=False,
            capture_output=True,
            text=True,
        )
    assert "CrawlFailed: The crawl process broke down (exit code 28)" in ended.stderr
    assert len(list(read_snapshot(tmp_path))) >= 3


def test_torn_last_line_of_a_ledger_is_ignored(tmp_path: Path) -> None:
    with slow_site() as site:
        crawl(make_industry(site, max_pages=3), tmp_path, lambda _: None)
    whole = list(read_snapshot(tmp_path))
    ledger = tmp_path / LEDGER
    # The last line says that the company is finished.
    lines = ledger.read_bytes().splitlines(keepends=True)
    ledger.write_bytes(b"".join(lines[:-1])[:-7])
    assert len(list(read_snapshot(tmp_path))) == len(whole) - 1


def test_starter_never_loads_scrapy_or_twisted() -> None:
    program = (
        "import crawlers.crawl, sys; print([m for m in sys.modules if m in ('scrapy', 'twisted')])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert loaded.stdout == "[]\n"
