"""How often, how many at a time and how long a site is asked: measured where it is asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

import pytest

from crawlers.archive.ledger import read_ledger
from crawlers.crawl import crawl
from crawlers.policy import concurrency, scrapy_settings
from sameness.errors import CrawlFailed
from sameness.industry import Company, CrawlSettings, Industry
from sameness.records import Fetch, Outcome
from tests.pretend_internet import Internet, crawl_on

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawlers.events import CrawlEvent

PATHS = ("/about", "/pricing", "/features", "/customers")

UNDER_WAY = 0.9
"""Seconds in which what was sent before a busy answer came may arrive; the shortest wait is one."""


class Site(BaseHTTPRequestHandler):
    """Five pages, each a moment under way; keeps account of who asks when, and how."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[list[tuple[float, str, str]]]
    headers_seen: ClassVar[list[dict[str, str]]]
    at_once: ClassVar[list[int]]
    robots: ClassVar[bytes] = b""
    seconds: ClassVar[float] = 0.05
    _lock: ClassVar[threading.Lock] = threading.Lock()
    _under_way: ClassVar[int] = 0

    def do_GET(self) -> None:
        kind = type(self)
        with kind._lock:
            kind._under_way += 1
            kind.asked.append((time.monotonic(), self.headers["Host"], self.path))
            kind.headers_seen.append({k.casefold(): v for k, v in self.headers.items()})
            kind.at_once.append(kind._under_way)
        time.sleep(self.seconds)
        with kind._lock:
            kind._under_way -= 1
        self.answer()

    def answer(self) -> None:
        if self.path == "/robots.txt":
            self.send(self.robots)
        elif self.path in {"/", *PATHS}:
            links = "".join(f'<a href="{path}">{path}</a>' for path in PATHS)
            self.send(f"<title>{self.path}</title>Page {self.path} {links}".encode())
        else:
            self.send(b"", status=404)

    def log_message(self, *_: object) -> None:
        pass

    def send(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "session=abc123")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)


class QuietServer(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the test."""


@contextmanager
def serving(kind: type[Site]) -> Iterator[int]:
    kind.asked, kind.headers_seen, kind.at_once = [], [], []
    with QuietServer(("127.0.0.1", 0), kind) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def make_industry(site: str, **limits: float) -> Industry:
    return Industry(
        name="polite",
        allow_private=True,
        crawl=CrawlSettings.model_validate({"timeout": 10, **limits}),
        company=(Company(name="Site", site=site),),
    )


def crawl_site(kind: type[Site], folder: Path, **limits: float) -> list[Fetch]:
    with serving(kind) as port:
        industry = make_industry(f"http://127.0.0.1:{port}/", **limits)
        with suppress(CrawlFailed):
            crawl(industry, folder, lambda _: None)
    return list(read_ledger(folder))


def gaps(kind: type[Site]) -> list[float]:
    moments = [at for at, _, _ in kind.asked]
    return [later - earlier for earlier, later in pairwise(moments)]


def test_defaults_are_one_request_at_a_time_and_a_second_apart() -> None:
    limits = CrawlSettings()
    settings = scrapy_settings(make_industry("http://127.0.0.1/"))
    assert limits.delay == 1.0
    assert concurrency(limits) == 1
    assert settings["DOWNLOAD_DELAY"] == settings["AUTOTHROTTLE_START_DELAY"] == 1.0
    assert settings["CONCURRENT_REQUESTS_PER_DOMAIN"] == 1
    assert settings["AUTOTHROTTLE_ENABLED"] is True
    assert settings["DOWNLOAD_DELAY_JITTER"] == 0.0


def test_requests_come_one_at_a_time_and_the_delay_apart(tmp_path: Path) -> None:
    class Asked(Site):
        """An ordinary site."""

    fetches = crawl_site(Asked, tmp_path, delay=0.4)
    assert sum(fetch.outcome is Outcome.FETCHED for fetch in fetches) == 5
    assert max(Asked.at_once) == 1
    assert len(Asked.asked) >= 7
    # A request may be on its way for a while, so only the sum is exact.
    assert min(gaps(Asked)) > 0.2
    assert sum(gaps(Asked)) > 0.4 * len(gaps(Asked)) - 0.2


def test_slow_site_is_asked_less_often_than_the_delay_says(tmp_path: Path) -> None:
    class Slow(Site):
        """Half a second for each answer."""

        seconds = 0.6

    crawl_site(Slow, tmp_path, delay=0.1)
    after_the_first = gaps(Slow)[3:]
    assert max(Slow.at_once) == 1
    assert min(after_the_first) > 0.55


@pytest.mark.parametrize(
    ("robots", "least"),
    [
        (b"User-agent: *\nCrawl-delay: 0.7", 0.7),
        (b"User-agent: sameness\nCrawl-delay: 0.7\n\nUser-agent: *\nCrawl-delay: 30", 0.7),
        (b"User-agent: *\nRequest-rate: 2/1s", 0.5),
    ],
)
def test_wished_delay_is_kept_where_it_is_longer(
    tmp_path: Path, robots: bytes, least: float
) -> None:
    class Wishing(Site):
        """Asks for pauses."""

    Wishing.robots = robots
    crawl_site(Wishing, tmp_path, delay=0.1)
    between_pages = gaps(Wishing)[1:]
    assert len(between_pages) >= 5
    assert sum(between_pages) > least * len(between_pages) - 0.3
    assert max(Wishing.at_once) == 1


def test_wished_delay_never_shortens_our_own(tmp_path: Path) -> None:
    class Hasty(Site):
        """Would be asked faster."""

        robots = b"User-agent: *\nCrawl-delay: 0.01"

    crawl_site(Hasty, tmp_path, delay=0.4)
    assert sum(gaps(Hasty)) > 0.4 * len(gaps(Hasty)) - 0.3


def test_busy_host_is_left_alone_for_as_long_as_it_says(tmp_path: Path) -> None:
    class Busy(Site):
        """Says 503 to the first request for a page other than the home page."""

        def answer(self) -> None:
            if self.path in PATHS and not self.refused:
                self.refused.append(time.monotonic())
                self.send(b"", status=503, retry_after="2")
            else:
                super().answer()

        refused: ClassVar[list[float]] = []

    fetches = crawl_site(Busy, tmp_path, delay=0)
    after = [at for at, _, path in Busy.asked if at > Busy.refused[0] + UNDER_WAY]
    assert min(after) - Busy.refused[0] > 1.7
    assert sum(fetch.outcome is Outcome.FETCHED for fetch in fetches) == 5


class Limited(Site):
    """Lets nobody in who comes sooner than so many seconds after the one before him."""

    seconds = 0.1
    least: ClassVar[float] = 0.9
    retry_after: ClassVar[dict[str, str]] = {}
    let_in: ClassVar[list[float]]
    refused: ClassVar[list[float]]

    def answer(self) -> None:
        kind, now = type(self), time.monotonic()
        with kind._lock:
            early = bool(kind.let_in) and now - kind.let_in[-1] < kind.least
            (kind.refused if early else kind.let_in).append(now)
        if early:
            self.send(b"", status=429, **self.retry_after)
        else:
            super().answer()


@pytest.mark.parametrize(
    ("least", "retry_after"),
    [(0.9, {}), (0.9, {"Retry-After": "1"}), (0.9, {"Retry-After": "0"}), (1.5, {})],
)
def test_site_that_limits_its_visitors_loses_no_page(
    tmp_path: Path, least: float, retry_after: dict[str, str]
) -> None:
    class Careful(Limited):
        """Has a limit of its own."""

        let_in: ClassVar[list[float]] = []
        refused: ClassVar[list[float]] = []

    Careful.least, Careful.retry_after = least, retry_after
    fetches = crawl_site(Careful, tmp_path, delay=0)
    assert {fetch.outcome for fetch in fetches} == {Outcome.FETCHED}
    assert len(fetches) == 5
    # What was under way when the first refusal came is refused as well.
    after = [now for (at, _, _), now in zip(Careful.asked, Careful.at_once, strict=True)
             if at > Careful.refused[0] + UNDER_WAY]  # fmt: skip
    assert max(after) == 1
    assert len(Careful.refused) < 10


def test_limit_that_needs_no_second_telling(tmp_path: Path) -> None:
    class Firm(Limited):
        """Asks for a second, and is given it from then on."""

        let_in: ClassVar[list[float]] = []
        refused: ClassVar[list[float]] = []
        retry_after: ClassVar[dict[str, str]] = {"Retry-After": "1"}

    crawl_site(Firm, tmp_path, delay=0)
    last = max(at for at in Firm.refused if at < Firm.refused[0] + UNDER_WAY)
    assert Firm.refused[-1] == last
    between = [later - earlier for earlier, later in pairwise(Firm.let_in) if earlier > last]
    assert len(between) >= 3
    assert min(between) > 0.9


class Sisters(Site):
    """One company on several subdomains; one of them allows nothing."""

    def answer(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        if self.path == "/robots.txt":
            self.send(b"User-agent: *\nDisallow: /" if host == "closed.acme.com" else b"")
        elif self.path == "/to-closed":
            self.send(b"", status=302, location="http://closed.acme.com/inside")
        else:
            hosts = ("help.acme.com", "closed.acme.com", "learn.acme.com")
            links = "".join(f'<a href="http://{name}/about">{name}</a>' for name in hosts)
            self.send(f'<title>{host}</title>At {host} {links}<a href="/to-closed">c</a>'.encode())


def test_each_host_has_its_own_robots_and_all_share_the_company(tmp_path: Path) -> None:
    names = ("www.acme.com", "help.acme.com", "closed.acme.com", "learn.acme.com")
    with serving(Sisters) as port:
        place = {"93.184.215.14": ["127.0.0.1", port]}
        internet = Internet({n: [["93.184.215.14"]] for n in names}, place, str(tmp_path / "log"))
        industry = make_industry("http://www.acme.com/", delay=0.2)
        crawl_on(internet, industry, tmp_path / "snapshot")
    asked = [(host, path) for _, host, path in Sisters.asked]
    reasons = {fetch.url: fetch.reason for fetch in read_ledger(tmp_path / "snapshot")}
    assert reasons["http://closed.acme.com/about"] == "robots.txt says no"
    assert reasons["http://www.acme.com/to-closed"] == "robots.txt says no"
    assert [path for host, path in asked if host == "closed.acme.com"] == ["/robots.txt"]
    assert ("help.acme.com", "/robots.txt") in asked
    # Few requests are under way at a time, so that a company's hosts wait for one another.
    assert max(Sisters.at_once) == 1


class Drip(Site):
    """Robots.txt and home page come at once; every other page comes a word a second."""

    def answer(self) -> None:
        if self.path in PATHS:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            for _ in range(100):
                time.sleep(0.2)
                self.wfile.write(b"word ")
        else:
            super().answer()


def test_time_cap_cuts_what_is_under_way(tmp_path: Path) -> None:
    ended: list[float] = []

    def listen(event: CrawlEvent) -> None:
        if event.finished:
            ended.append(time.monotonic())

    with serving(Drip) as port:
        industry = make_industry(f"http://127.0.0.1:{port}/", delay=0, max_seconds=3, timeout=60)
        crawl(industry, tmp_path, listen)
        took = ended[0] - Drip.asked[0][0]
    assert 2 < took < 8
    reasons = {fetch.reason for fetch in read_ledger(tmp_path) if fetch.reason}
    assert reasons == {"time cap of 3 s reached"}


def test_byte_cap_ends_the_company(tmp_path: Path) -> None:
    class Heavy(Site):
        """Pages of a hundred thousand bytes that link on and on."""

        def answer(self) -> None:
            if self.path.endswith((".txt", ".xml")):
                self.send(b"", status=404)
            else:
                words = "".join(c for c in self.path if c.isalpha())[-5:]
                links = "".join(f'<a href="/{words}{letter}">x</a>' for letter in "abcdefgh")
                self.send(
                    f"<title>{self.path}</title>{links}{self.path * 20_000}".encode()[:100_000]
                )

    fetches = crawl_site(Heavy, tmp_path, delay=0, max_total_bytes=1_000_000)
    fetched = sum(fetch.size for fetch in fetches if fetch.outcome is Outcome.FETCHED)
    # What is under way when the cap is reached still arrives.
    assert 900_000 <= fetched <= 1_500_000
    assert any("MB reached" in fetch.reason for fetch in fetches)


def test_depth_cap_keeps_to_the_home_page_and_its_links(tmp_path: Path) -> None:
    class Deep(Site):
        """Each page links to the next."""

        def answer(self) -> None:
            if self.path.endswith((".txt", ".xml")):
                self.send(b"", status=404)
            else:
                following = (
                    "/a" if self.path == "/" else f"{self.path}{'abcdefgh'[len(self.path) - 1]}"
                )
                self.send(
                    f'<title>{self.path}</title>{self.path}<a href="{following}">x</a>'.encode()
                )

    fetches = crawl_site(Deep, tmp_path, delay=0, max_depth=2)
    assert max(fetch.depth for fetch in fetches) == 2
    assert len(fetches) == 3


def test_nothing_secret_is_sent_stored_or_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Nosy(Site):
        """An ordinary site that sets cookies."""

    home = tmp_path / "home"
    home.mkdir()
    (home / ".netrc").write_text("machine 127.0.0.1 login somebody password hunter2\n")
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("API_TOKEN", "hunter3")
    monkeypatch.setenv("http_proxy", "http://somebody:hunter4@127.0.0.99:9/")
    crawl_site(Nosy, tmp_path / "snapshot", delay=0)
    names = {name for headers in Nosy.headers_seen for name in headers}
    assert names <= {
        "host", "user-agent", "accept", "accept-language", "accept-encoding", "referer",
        "connection",
    }  # fmt: skip
    assert len(Nosy.asked) >= 6
    for file in (tmp_path / "snapshot").iterdir():
        content = file.read_bytes()
        assert not any(f"hunter{n}".encode() in content for n in (2, 3, 4))


def test_crawl_process_listens_at_no_port(tmp_path: Path) -> None:
    """Neither telnet nor remote control, which would run what is sent to a local port."""
    listening: list[str] = []
    seen: list[int] = []

    def look(event: CrawlEvent) -> None:
        # By its last event, the process may be gone.
        for child in () if event.finished else children_of(os.getpid()):
            seen.append(child)
            listening.extend(listening_sockets(child))

    class Plain(Site):
        """An ordinary site."""

    with serving(Plain) as port:
        crawl(make_industry(f"http://127.0.0.1:{port}/", delay=0), tmp_path, look)
        # The control: this process does listen.
        assert listening_sockets(os.getpid())
    assert seen
    assert listening == []


def children_of(pid: int) -> list[int]:
    """Give the processes that a process's main thread started."""
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def listening_sockets(pid: int) -> list[str]:
    """Give the inodes of a process's TCP sockets that listen."""
    own = set()
    tables = [Path(f"/proc/{pid}/net/{name}").read_text() for name in ("tcp", "tcp6")]
    for link in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            own.add(str(link.readlink()))
    rows = [line.split() for table in tables for line in table.splitlines()[1:]]
    return [row[9] for row in rows if row[3] == "0A" and f"socket:[{row[9]}]" in own]


def test_code_in_the_working_folder_is_not_run(tmp_path: Path) -> None:
    """A module of a library's name, left where the program is started, stays unread."""
    (tmp_path / "scrapy.py").write_text("open('was-run', 'w')\n")
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = evil\n")
    (tmp_path / "evil.py").write_text("open('was-run', 'w')\n")

    class Plain(Site):
        """An ordinary site."""

    program = (
        "import json, sys\nfrom pathlib import Path\nfrom crawlers.crawl import crawl\n"
        "from sameness.industry import Industry\n"
        "spec = json.loads(sys.argv[1])\n"
        "crawl(Industry.model_validate(spec), Path('snapshot'), lambda _: None)\n"
    )
    with serving(Plain) as port:
        industry = make_industry(f"http://127.0.0.1:{port}/", delay=0)
        subprocess.run(
            [sys.executable, "-P", "-c", program, json.dumps(industry.model_dump(mode="json"))],
            cwd=tmp_path,
            check=True,
        )
    assert not (tmp_path / "was-run").exists()
    assert any(fetch.outcome is Outcome.FETCHED for fetch in read_ledger(tmp_path / "snapshot"))
