"""No spelling, no route and no change of mind of a name server leads to a private address."""

from __future__ import annotations

import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar, Self
from urllib.parse import urlsplit

import pytest

from crawlers.archive.ledger import read_ledger
from sameness.errors import IndustryInvalid
from sameness.industry import Company, CrawlSettings, Industry, read_industry
from sameness.records import Fetch, Outcome
from tests.pretend_internet import Internet, connected, crawl_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PUBLIC = "93.184.215.14"

PRIVATE_ADDRESSES = [
    "127.0.0.1", "127.255.255.254", "0.0.0.1", "0.1.2.3", "10.0.0.5", "100.64.0.1",
    "169.254.169.254", "169.254.170.2", "172.16.0.1", "172.31.255.255", "192.0.0.1",
    "192.0.0.192", "192.0.2.1", "192.88.99.1",
    "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1",
    "255.255.255.255", "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
    "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1", "100::1", "2001::7f00:1",
    "2001:0:7f00:1::80ff:fffe", "2001:db8::1", "2002:7f00:1::", "2002:a9fe:a9fe::1", "fc00::1",
    "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "ff0e::1",
]  # fmt: skip
"""What a name may resolve to."""

LOOPBACK = [
    "127.0.0.1", "127.1", "127.0.1", "127.8.8.8", "0", "0.0", "0x0", "00", "2130706433",
    "0x7F000001", "0x7f.00.1", "0x7f.1", "0x7f.0x0.0x0.0x1", "0x7f.0.1", "0177.1", "0177.0.0.1",
    "0177.0.0.01", "017700000001", "00000000177.0.0.1", "0x0000007f.0.0.1", "127.0x0.0.01",
    "127.0.0.1.", "127.000.000.001", "127.0.0.0x1", "[::1]", "[::]", "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]", "[0:0:0:0:0:ffff:7f00:1]", "[0000::0001]", "LOCALHOST", "LocalHost.",
    "127.0x0.1", "①②⑦.⓪.⓪.①", "127。0。0。1", "\uff11\uff12\uff17.\uff10.\uff10.\uff11",
    "127.0.0.①", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ", "127.0.0.0x01", "0x7f.0.0x1", "127.0.00.0x1",
    "0.0.0.0",  # noqa: S104 - to connect to, not to listen at
]  # fmt: skip
"""Hosts of a site, as an attacker may write them; all of them mean this machine."""

SPELLINGS = [
    *LOOPBACK, "%31%32%37.0.0.1", "127%2e0%2e0%2e1", "[::127.0.0.1]", "[64:ff9b::127.0.0.1]",
    "[2002:7f00:1::]", "[fe80::1%25lo]", "[fd00::1]", "[ff02::1]", "10.0.0.1", "169.254.169.254",
    "0xa9.0xfe.0xa9.0xfe", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376",
    "[::ffff:169.254.169.254]", "169.254.43518", "192.168.0.1", "172.16.0.1", "100.64.0.1",
    "198.18.0.1", "240.0.0.1", "192.0.0.192", "[64:ff9b:1::1]",
]  # fmt: skip
"""And those that mean other machines, or nothing."""

ROUTES = {
    "moved": 301,
    "found": 302,
    "elsewhere": 303,
    "temporary": 307,
    "permanent": 308,
    "refresh": 200,
}
"""Pages of the public site that send on; each to a subdomain with a private address."""

TRICKS = [
    "http://127.0.0.1/", "//127.0.0.1/", "/\\127.0.0.1/", "http:\\\\127.0.0.1\\", "http:127.0.0.1",
    "http://www.acme.com@127.0.0.1/", "http://www.acme.com:80@127.0.0.1/",
    "http://127.0.0.1#@www.acme.com/", "http://127.0.0.1?@www.acme.com/",
    "http://127.0.0.1\\@www.acme.com/", "http://www.acme.com\\@127.0.0.1/",
    "http://127.0.0.1%2f@www.acme.com.127.0.0.1/", "http://[::1]/", "http://0/", "http://localhost/",
    "http://metadata.google.internal/", "http://2130706433/", "http://①②⑦.⓪.⓪.①/",
    "\thttp://127.0.0.1/", "ht\ntp://127.0.0.1/", "file:///etc/passwd", "gopher://127.0.0.1/",
    "dict://127.0.0.1:11211/", "ftp://127.0.0.1/", "data:text/html,x", "jar:http://127.0.0.1!/",
]  # fmt: skip
"""Addresses that a page may link to or send on to."""


class Acme(BaseHTTPRequestHandler):
    """A public site that tries to lead its readers inside."""

    protocol_version = "HTTP/1.1"
    hosts: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        host = self.headers["Host"]
        self.hosts.append(host)
        path = urlsplit(self.path).path.strip("/")
        if path == "robots.txt":
            self.robots()
        elif path in ROUTES:
            self.lead_to(f"http://{path}.acme.com/", ROUTES[path])
        elif host.startswith("trick"):
            self.lead_to(TRICKS[int(host.split(".")[1])], 302)
        elif host.startswith("turn"):
            self.lead_to(TRICKS[int(host.split(".")[1])], 200)
        else:
            getattr(self, path.replace(".", "_") or "home", self.home)()

    def lead_to(self, url: str, status: int) -> None:
        refresh = f'<html><head><meta http-equiv="refresh" content="0; url={url}"></head>On'
        self.send(refresh.encode(), status=status, location="" if status == 200 else url)

    def log_message(self, *_: object) -> None:
        pass

    def robots(self) -> None:
        if self.headers["Host"].startswith("robots."):
            self.send(b"", status=302, location="http://inside.robots-acme.com/")
        elif self.headers["Host"].startswith("literal."):
            self.send(b"", status=302, location="http://127.0.0.1/robots.txt")
        else:
            maps = b"Sitemap: http://map-in-robots.acme.com/\nSitemap: http://127.0.0.1/map\n"
            self.send(maps + b"Sitemap: http://www.acme.com/map.xml\n", "text/plain")

    def home(self) -> None:
        inside = "".join(
            f'<a href="http://n{n}.acme.com/">{n}</a>' for n in range(len(PRIVATE_ADDRESSES))
        )
        tricks = "".join(f'<a href="{url}">x</a>' for url in TRICKS)
        routes = "".join(f'<a href="/{path}">{path}</a>' for path in (*ROUTES, "base", "canonical"))
        self.send(f"<title>Acme</title><body>Acme{routes}{inside}{tricks}".encode())

    def map_xml(self) -> None:
        index = b"<sitemap><loc>http://map-in-index.acme.com/</loc></sitemap>"
        self.send(
            b"<sitemapindex>"
            + index
            + b"<sitemap><loc>http://www.acme.com/map2.xml</loc></sitemap></sitemapindex>"
        )

    def map2_xml(self) -> None:
        self.send(b"<urlset><url><loc>http://page-in-map.acme.com/</loc></url></urlset>")

    def base(self) -> None:
        self.send(b'<base href="http://base.acme.com/">Base <a href="secret">secret</a>')

    def canonical(self) -> None:
        self.send(b'<link rel="canonical" href="http://canonical.acme.com/">Canonical')

    def send(
        self, body: bytes, content_type: str = "text/html", status: int = 200, location: str = ""
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", content_type)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        if location:
            self.wfile.flush()
            self._headers_buffer.append(f"Location: {location}\r\n".encode())  # type: ignore[attr-defined]
        self.end_headers()
        self.wfile.write(body)


class Canary:
    """Listens at every address of this machine and counts who comes."""

    def __init__(self) -> None:
        self._server = socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True)
        self._server.settimeout(0.1)
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._listen)
        self.port: int = self._server.getsockname()[1]
        self.visitors: list[str] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._server.close()

    def _listen(self) -> None:
        while not self._ended.is_set():
            try:
                connection, address = self._server.accept()
            except TimeoutError:
                continue
            self.visitors.append(address[0])
            connection.close()


@contextmanager
def serving_acme() -> Iterator[int]:
    Acme.hosts.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), Acme) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def make_industry(sites: dict[str, str], *, allow_private: bool = False) -> Industry:
    """Give an industry without the check of its file."""
    return Industry.model_construct(
        name="acmes",
        allow_private=allow_private,
        crawl=CrawlSettings(delay=0, timeout=3, max_pages=200, max_seconds=60),
        company=tuple(
            Company.model_construct(name=name, site=site, aliases=(), profiles=())
            for name, site in sites.items()
        ),
    )


@dataclass
class Led:
    """What came of one crawl of the site that leads inside."""

    fetches: dict[tuple[str, str], Fetch]
    connected: list[str]
    visitors: list[str]
    hosts: list[str]
    log: str


TURNING = {
    f"{kind}.{number}": f"{kind}.{number}.acme-{kind}-{number}.com"
    for kind in ("trick", "turn")
    for number in range(len(TRICKS))
}
"""Public hosts by company; each sends its readers on to one of the tricks."""

INSIDE = [*ROUTES, "base", "canonical", "map-in-robots", "map-in-index", "page-in-map"]

NAMES = {
    **{f"{name}.acme.com": [["127.0.0.1"]] for name in INSIDE},
    **{f"n{number}.acme.com": [[at]] for number, at in enumerate(PRIVATE_ADDRESSES)},
    **{host: [[PUBLIC]] for host in TURNING.values()},
    "www.acme.com": [[PUBLIC]],
    "metadata.google.internal": [["169.254.169.254"]],
    "robots.robots-acme.com": [[PUBLIC]],
    "inside.robots-acme.com": [["10.0.0.5"]],
    "literal.literal-acme.com": [[PUBLIC]],
    "www.rebound.com": [[PUBLIC], [PUBLIC], ["127.0.0.1"]],
    "www.two-faced.com": [["127.0.0.1", "10.0.0.5", "::1"]],
}


@pytest.fixture(scope="module")
def led(tmp_path_factory: pytest.TempPathFactory) -> Led:
    folder = tmp_path_factory.mktemp("led")
    with serving_acme() as port, Canary() as canary:
        internet = Internet(NAMES, {PUBLIC: ["127.0.0.1", port]}, str(folder / "connected"))
        sites = {
            "Acme": "http://www.acme.com/",
            "Robots": "http://robots.robots-acme.com/",
            "Literal": "http://literal.literal-acme.com/",
            "Rebound": "http://www.rebound.com/",
            "TwoFaced": f"http://www.two-faced.com:{canary.port}/",
            **{company: f"http://{host}/" for company, host in TURNING.items()},
        }
        crawl_on(internet, make_industry(sites), folder / "snapshot")
        fetches = {(f.company, f.url): f for f in read_ledger(folder / "snapshot")}
        log = (folder / "snapshot" / "crawl.log").read_text()
        return Led(fetches, connected(internet), canary.visitors, list(Acme.hosts), log)


def test_nothing_but_the_public_address_was_connected_to(led: Led) -> None:
    assert set(led.connected) == {PUBLIC}
    assert len(led.connected) > len(ROUTES) + 4 * len(TRICKS)
    assert led.visitors == []
    assert "Traceback" not in led.log


def test_only_public_hosts_were_asked(led: Led) -> None:
    turning = {host for host in led.hosts if host.startswith(("trick.", "turn."))}
    assert len(turning) == 2 * len(TRICKS)
    assert set(led.hosts) - turning == {
        "www.acme.com", "robots.robots-acme.com", "literal.literal-acme.com", "www.rebound.com",
    }  # fmt: skip


@pytest.mark.parametrize("path", ROUTES)
def test_redirect_to_a_name_of_a_private_address_is_refused(led: Led, path: str) -> None:
    fetch = led.fetches["Acme", f"http://www.acme.com/{path}"]
    assert (fetch.outcome, fetch.reason) == (Outcome.REFUSED, f"private address ({path}.acme.com)")


@pytest.mark.parametrize("number", range(len(PRIVATE_ADDRESSES)), ids=PRIVATE_ADDRESSES)
def test_link_to_a_name_of_a_private_address_is_refused(led: Led, number: int) -> None:
    fetch = led.fetches["Acme", f"http://n{number}.acme.com/"]
    assert (fetch.outcome, fetch.reason) == (
        Outcome.REFUSED,
        f"private address (n{number}.acme.com)",
    )


@pytest.mark.parametrize("number", range(len(TRICKS)), ids=TRICKS)
def test_redirect_to_a_tricky_address_is_refused(led: Led, number: int) -> None:
    (fetch,) = (f for (company, _), f in led.fetches.items() if company == f"trick.{number}")
    assert fetch.outcome is Outcome.REFUSED or fetch.reason in AT_HOME
    assert urlsplit(fetch.final_url).scheme == "http"


@pytest.mark.parametrize("number", range(len(TRICKS)), ids=TRICKS)
def test_page_that_turns_to_a_tricky_address_is_not_left(led: Led, number: int) -> None:
    (fetch,) = (f for (company, _), f in led.fetches.items() if company == f"turn.{number}")
    home = f"turn.{number}.acme-turn-{number}.com"
    if fetch.outcome is Outcome.FETCHED:
        assert urlsplit(fetch.final_url).netloc == home
    else:
        assert fetch.outcome is Outcome.REFUSED or fetch.reason in AT_HOME


AT_HOME = {"redirects without end"}
"""Where an address that looks foreign leads back to the site itself."""


@pytest.mark.parametrize(
    "url",
    ["http://base.acme.com/secret", "http://page-in-map.acme.com/"],
)
def test_address_in_base_or_sitemap_is_refused(led: Led, url: str) -> None:
    fetch = led.fetches["Acme", url]
    assert fetch.reason == f"private address ({urlsplit(url).hostname})"


def test_robots_that_leads_inside_closes_its_site(led: Led) -> None:
    for company, site in (
        ("Robots", "http://robots.robots-acme.com/"),
        ("Literal", "http://literal.literal-acme.com/"),
    ):
        fetch = led.fetches[company, site]
        assert fetch.outcome is Outcome.REFUSED
        assert fetch.reason.startswith("robots.txt can't be read")


def test_name_that_changes_its_mind_is_read_only_while_public(led: Led) -> None:
    """Robots.txt and home page come from the public address; from then on it says 127.0.0.1."""
    of_rebound = {
        url: fetch for (company, url), fetch in led.fetches.items() if company == "Rebound"
    }
    assert of_rebound.pop("http://www.rebound.com/").outcome is Outcome.FETCHED
    reasons = {fetch.reason for url, fetch in of_rebound.items() if "www.rebound.com" in url}
    assert reasons == {"private address (www.rebound.com)"}


def test_name_of_several_private_addresses_is_refused(led: Led) -> None:
    (fetch,) = (fetch for (company, _), fetch in led.fetches.items() if company == "TwoFaced")
    assert (fetch.outcome, fetch.reason) == (
        Outcome.REFUSED,
        "private address (www.two-faced.com)",
    )


def crawl_hosts(
    hosts: list[str], folder: Path, *, allow_private: bool
) -> tuple[dict[str, Fetch], list[str], int]:
    """Give the home page's fetch by host, the addresses connected to, the canary's visits."""
    with Canary() as canary:
        internet = Internet({}, {}, str(folder / "connected"), trusts_files=True)
        sites = {host: f"http://{host}:{canary.port}/" for host in hosts}
        industry = make_industry(sites, allow_private=allow_private)
        crawl_on(internet, industry, folder / "snapshot")
        fetches = {fetch.company: fetch for fetch in read_ledger(folder / "snapshot")}
        return fetches, connected(internet), len(canary.visitors)


def test_no_spelling_of_a_private_host_is_connected_to(tmp_path: Path) -> None:
    fetches, addresses, visits = crawl_hosts(SPELLINGS, tmp_path, allow_private=False)
    assert set(fetches) == set(SPELLINGS)
    assert {fetch.outcome for fetch in fetches.values()} == {Outcome.REFUSED}
    plain = {host for host, fetch in fetches.items() if "private address" not in fetch.reason}
    assert plain == {"%31%32%37.0.0.1", "127%2e0%2e0%2e1", "[fe80::1%25lo]"}
    assert addresses == []
    assert visits == 0


def test_where_private_addresses_are_allowed_these_spellings_do_connect(tmp_path: Path) -> None:
    _, addresses, visits = crawl_hosts(LOOPBACK, tmp_path, allow_private=True)
    assert len(addresses) >= len(LOOPBACK)
    assert visits >= len(LOOPBACK)


@pytest.mark.parametrize("allow_private", [True, False])
def test_allow_private_holds_for_its_own_file_only(tmp_path: Path, *, allow_private: bool) -> None:
    """One industry's file says yes, the other's nothing, and both name the same site."""
    with serving_acme() as port:
        names = {"www.intranet.com": [["127.0.0.1"]]}
        internet = Internet(names, {}, str(tmp_path / "connected"))
        sites = {"Intranet": f"http://www.intranet.com:{port}/about"}
        industry = make_industry(sites, allow_private=allow_private)
        crawl_on(internet, industry, tmp_path / "snapshot")
    first = next(iter(read_ledger(tmp_path / "snapshot")))
    assert (first.outcome is Outcome.FETCHED) == allow_private
    assert bool(connected(internet)) == allow_private


ONLY_SEEN_WHEN_CONNECTING = {
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[2002:7f00:1::]", "[ff02::1]", "①②⑦.⓪.⓪.①",
    "[64:ff9b:1::1]", "192.0.0.192", "127。0。0。1",
    "\uff11\uff12\uff17.\uff10.\uff10.\uff11", "127.0.0.①", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
    "%31%32%37.0.0.1", "127%2e0%2e0%2e1",
}  # fmt: skip
"""Spellings that take a resolver, or the guard's own rules, to be told."""


@pytest.mark.parametrize("host", sorted({*SPELLINGS} - ONLY_SEEN_WHEN_CONNECTING))
def test_industry_file_may_not_name_a_private_host(tmp_path: Path, host: str) -> None:
    file = tmp_path / "acmes.toml"
    file.write_text(f'name = "a"\n[[company]]\nname = "A"\nsite = "http://{host}/"\n')
    with pytest.raises(IndustryInvalid):
        read_industry(file)
