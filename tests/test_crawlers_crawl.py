"""One crawl of a field of difficult sites, each on its own loopback address, then many questions.

Every route of the server is named after what it does.
"""

from __future__ import annotations

import gzip
import ipaddress
import re
import ssl
import threading
import time
import zlib
from collections import defaultdict
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from crawlers.archive.ledger import LEDGER
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.stored import read_response
from crawlers.crawl import crawl
from sameness.errors import CrawlFailed
from sameness.industry import Industry
from sameness.records import Fetch, Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawlers.events import CrawlEvent

MAX_BYTES = 200_000
MAX_PAGES = 40
TIMEOUT = 1.0


def page(text: str, *links: str, head: str = "") -> bytes:
    anchors = "".join(f'<a href="{link}">{link}</a>' for link in links)
    head = f"<title>{text}</title>{head}"
    return f"<html><head>{head}</head><body>{text}{anchors}</body></html>".encode()


class Site(BaseHTTPRequestHandler):
    """A site whose methods are its routes: ``/to-file`` is answered by ``to_file``."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[defaultdict[str, list[tuple[str, float]]]]
    stop: ClassVar[threading.Event]

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        type(self).asked[self.headers["Host"]].append((path, time.monotonic()))
        name = path.strip("/").replace("-", "_").replace("/", "_").replace(".", "_") or "home"
        getattr(self, name, self.other)()

    def log_message(self, *_: object) -> None:
        pass

    def home(self) -> None:
        self.send(page("Nothing but a home page"))

    def other(self) -> None:
        self.send(b"gone", status=404)

    def send(
        self, body: bytes, content_type: str = "text/html", status: int = 200, **headers: str
    ) -> None:
        self.send_response(status)
        for name, value in {
            "content_type": content_type,
            "content_length": str(len(body)),
            **headers,
        }.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, location: str) -> None:
        self.send(b"", status=302, location=location)


class Plain(Site):
    """A site with one of every trouble."""

    links = re.findall(
        r"\S+",
        "/features /pricing/?utm_source=x /about#team /404 /500 /paper /noindex /nofollow"
        " /copy-of-features /to-features /off-site /to-file /loop /meta-refresh /secret /gzipped"
        " /brotli /zstd /deflated /gzip-bomb /big /big-unannounced /deep /hang /latin-1"
        " /wrong-charset /binary /empty /torn /not-gzip /odd-encoding /untyped /de/preise"
        " /search?q=x /brochure.pdf /feed/ /login mailto:x@y.example javascript:void(0) http://[",
    )

    def home(self) -> None:
        home = page("Plain", *self.links)
        self.send(home.replace(b"</body>", b'<a rel="nofollow" href="/by-rel">x</a></body>'))

    def robots_txt(self) -> None:
        self.send(
            b"User-agent: other\nDisallow: /\nUser-agent: sameness\nDisallow: /secret", "text/plain"
        )

    def features(self) -> None:
        self.send(page("Features of Plain"))

    copy_of_features = features

    def pricing(self) -> None:
        self.send(page("Pricing"))

    def about(self) -> None:
        self.send(page("About"))

    def to_features(self) -> None:
        self.redirect("/features")

    def off_site(self) -> None:
        self.redirect("http://127.0.0.250:9/")

    def to_file(self) -> None:
        self.redirect("file:///etc/passwd")

    def loop(self) -> None:
        self.redirect("/loop")

    def meta_refresh(self) -> None:
        self.send(page("Moving", head='<meta http-equiv="refresh" content="0; url=/moved">'))

    def moved(self) -> None:
        self.send(page("Moved here"))

    def noindex(self) -> None:
        self.send(
            page("Not indexed", "/behind-noindex", head='<meta name="robots" content="noindex">')
        )

    def behind_noindex(self) -> None:
        self.send(page("Behind noindex"))

    def nofollow(self) -> None:
        self.send(
            page("Not followed", "/behind-nofollow", head='<meta name="robots" content="nofollow">')
        )

    def paper(self) -> None:
        self.send(b"%PDF" * 100, "application/pdf")

    def gzipped(self) -> None:
        self.send(gzip.compress(page("Packed with gzip")), content_encoding="gzip")

    def brotli(self) -> None:
        self.send(brotli.compress(page("Packed with brotli")), content_encoding="br")

    def zstd(self) -> None:
        self.send(zstd.compress(page("Packed with zstd")), content_encoding="zstd")

    def deflated(self) -> None:
        self.send(zlib.compress(page("Packed with deflate")), content_encoding="deflate")

    def gzip_bomb(self) -> None:
        self.send(gzip.compress(b"a" * 20_000_000), content_encoding="gzip")

    def not_gzip(self) -> None:
        self.send(b"certainly not gzip", content_encoding="gzip")

    def odd_encoding(self) -> None:
        self.send(b"whatever", content_encoding="rot13")

    def big(self) -> None:
        self.send(b"a" * (MAX_BYTES + 1))

    def big_unannounced(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(b"a" * MAX_BYTES * 3)
        self.close_connection = True

    def deep(self) -> None:
        self.send(b"<ul><li>" * (MAX_BYTES // 10))

    def torn(self) -> None:
        self.send(b"half", content_length="400")
        self.close_connection = True

    def hang(self) -> None:
        self.stop.wait()

    def latin_1(self) -> None:
        self.send(page("Café Latin").decode().encode("latin-1"), "text/html; charset=iso-8859-1")

    def wrong_charset(self) -> None:
        self.send(page("Café wrong").decode().encode("latin-1"), "text/html; charset=utf-8")

    def binary(self) -> None:
        self.send(b"<html>\0\1\2\3" * 50)

    def empty(self) -> None:
        self.send(b" \n")

    def untyped(self) -> None:
        self.send(page("No content type"), "")


setattr(Plain, "404", Site.other)
setattr(Plain, "500", lambda self: self.send(b"broken", status=500))


class Endless(Site):
    """Every page links to more pages."""

    def other(self) -> None:
        here = self.path.rstrip("/")
        letters = "abcdefghijklmnopqrstuvwxyz"
        self.send(page(f"Endless {here}", *(f"/a{here.strip('/')[-6:]}{n}" for n in letters)))

    home = other

    def robots_txt(self) -> None:
        self.send(b"", status=404)


class RobotsBroken(Site):
    """robots.txt answers 503."""

    def robots_txt(self) -> None:
        self.send(b"", status=503, retry_after="0")


class RobotsLoops(Site):
    """robots.txt redirects in a circle."""

    def robots_txt(self) -> None:
        self.redirect("/robots.txt")


class RobotsClosed(Site):
    """robots.txt forbids everything."""

    def robots_txt(self) -> None:
        self.send(b"User-agent: *\nDisallow: /", "text/plain")


class WishesDelay(Site):
    """robots.txt asks for pauses."""

    def robots_txt(self) -> None:
        self.send(b"User-agent: *\nCrawl-delay: 0.4", "text/plain")

    def home(self) -> None:
        self.send(page("Patience", "/about", "/pricing"))

    def about(self) -> None:
        self.send(page("About patience"))

    def pricing(self) -> None:
        self.send(page("Pricing patience"))


class BusyAtFirst(Site):
    """The first answer is 429."""

    def home(self) -> None:
        times = sum(path == "/" for path, _ in self.asked[self.headers["Host"]])
        if times == 1:
            self.send(b"", status=429, retry_after="1")
        else:
            self.send(page("At your service"))


class AlwaysBusy(Site):
    """Every answer is 503."""

    def home(self) -> None:
        self.send(b"", status=503, retry_after="0")


class BusyForLong(Site):
    """Asks to come back in an hour."""

    def home(self) -> None:
        self.send(b"", status=429, retry_after="3600")


class Mapped(Site):
    """Pages that only sitemaps know."""

    def robots_txt(self) -> None:
        self.send(
            b"Sitemap: /index-of-sitemaps.xml\nSitemap: http://127.0.0.250:9/s.xml", "text/plain"
        )

    def index_of_sitemaps_xml(self) -> None:
        maps = "".join(
            f"<sitemap><loc>{self.base}{m}</loc></sitemap>" for m in ("/packed.xml.gz", "/evil.xml")
        )
        self.send(f"<sitemapindex>{maps}</sitemapindex>".encode(), "application/xml")

    def packed_xml_gz(self) -> None:
        urls = f"<url><loc>{self.base}/solutions/banks</loc></url><url><loc>http://127.0.0.250:9/</loc></url>"
        self.send(gzip.compress(f"<urlset>{urls}</urlset>".encode()), "application/gzip")

    def evil_xml(self) -> None:
        entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        self.send(
            f"{entity}<urlset><url><loc>{self.base}/evil?&e;</loc></url></urlset>".encode(),
            "application/xml",
        )

    def solutions_banks(self) -> None:
        self.send(page("For banks"))

    @property
    def base(self) -> str:
        return f"http://{self.headers['Host']}"


class MovedAway(Site):
    """The whole site lives elsewhere now."""

    def home(self) -> None:
        self.redirect("http://127.0.0.250:9/new-home")


class Translated(Site):
    """The home page lives under /en/, with other languages beside it."""

    def home(self) -> None:
        self.redirect("/en/")

    def en(self) -> None:
        polish = '<link rel="alternate" hreflang="pl" href="/polski">'
        english = '<link rel="alternate" hreflang="en" href="/en/">'
        links = ("/en/pricing", "/fr/tarifs", "/polski")
        self.send(page("In English", *links, head=polish + english))

    def en_pricing(self) -> None:
        self.send(page("Pricing in English"))


SITES: tuple[type[Site], ...] = (
    Plain, Endless, RobotsBroken, RobotsLoops, RobotsClosed, WishesDelay, BusyAtFirst, AlwaysBusy,
    BusyForLong, Mapped, MovedAway, Translated,
)  # fmt: skip


class QuietServer(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the test."""


@contextmanager
def serving(site: type[Site], address: str) -> Iterator[str]:
    server = QuietServer((address, 0), site)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://{address}:{server.server_port}"
    finally:
        Site.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Crawled:
    """What came of the one crawl."""

    folder: Path
    bases: dict[str, str]
    events: list[CrawlEvent] = field(default_factory=list)
    asked: dict[str, list[tuple[str, float]]] = field(default_factory=dict)
    pages: list[tuple[Fetch, str]] = field(default_factory=list)

    def of(self, company: str) -> dict[str, Fetch]:
        """Give a company's fetches by the path that was asked for."""
        base = self.bases[company]
        return {f.url.removeprefix(base): f for f, _ in self.pages if f.company == company}

    def markup(self, company: str, path: str) -> str:
        url = self.bases[company] + path
        return next(markup for f, markup in self.pages if f.url == url)

    def paths_asked(self, company: str) -> list[str]:
        return [path for path, _ in self.asked[self.bases[company].removeprefix("http://")]]


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Crawled:
    Site.asked = defaultdict(list)
    Site.stop = threading.Event()
    with ExitStack() as stack:
        bases = {
            site.__name__: stack.enter_context(serving(site, f"127.0.0.{number}"))
            for number, site in enumerate(SITES, start=11)
        }
        bases["Dead"] = "http://127.0.0.200:9"
        result = Crawled(tmp_path_factory.mktemp("snapshot"), bases)
        crawl(make_industry(bases), result.folder, result.events.append)
    result.asked = dict(Site.asked)
    result.pages = list(read_snapshot(result.folder))
    return result


def make_industry(bases: dict[str, str]) -> Industry:
    limits = {"delay": 0, "timeout": TIMEOUT, "max_pages": MAX_PAGES, "max_bytes": MAX_BYTES}
    companies = [{"name": name, "site": base} for name, base in bases.items()]
    return Industry.model_validate(
        {"name": "faults", "allow_private": True, "crawl": limits, "company": companies}
    )


REASONS = {
    "/404": (Outcome.FAILED, "HTTP 404"),
    "/500": (Outcome.FAILED, "HTTP 500"),
    "/hang": (Outcome.FAILED, "timed out after 1 s"),
    "/big": (Outcome.FAILED, "larger than 0.2 MB"),
    "/big-unannounced": (Outcome.FAILED, "larger than 0.2 MB"),
    "/gzip-bomb": (Outcome.FAILED, "larger than 0.2 MB when unpacked"),
    "/not-gzip": (Outcome.FAILED, "not decodable (gzip)"),
    "/odd-encoding": (Outcome.FAILED, "not decodable (rot13)"),
    "/torn": (Outcome.FAILED, "connection lost before the page was complete"),
    "/binary": (Outcome.FAILED, "not decodable as text"),
    "/deep": (Outcome.FAILED, "too intricate to be read"),
    "/empty": (Outcome.FAILED, "empty page"),
    "/loop": (Outcome.FAILED, "redirects without end"),
    "/paper": (Outcome.REFUSED, "not a web page (application/pdf)"),
    "/secret": (Outcome.REFUSED, "robots.txt says no"),
    "/noindex": (Outcome.REFUSED, "asks not to be indexed"),
    "/off-site": (Outcome.REFUSED, "redirects to another site (127.0.0.250:9)"),
    "/to-file": (Outcome.REFUSED, "redirects to a file: address"),
}


@pytest.mark.parametrize("path", REASONS)
def test_trouble_is_told_in_plain_words(crawled: Crawled, path: str) -> None:
    fetch = crawled.of("Plain")[path]
    assert (fetch.outcome, fetch.reason) == REASONS[path]


HOMES = {
    "RobotsBroken": (Outcome.REFUSED, "robots.txt can't be read (HTTP 503)"),
    "RobotsLoops": (Outcome.REFUSED, "robots.txt can't be read (redirects without end)"),
    "RobotsClosed": (Outcome.REFUSED, "robots.txt says no"),
    "AlwaysBusy": (Outcome.FAILED, "HTTP 503"),
    "BusyForLong": (Outcome.FAILED, "HTTP 429"),
    "MovedAway": (Outcome.REFUSED, "redirects to another site (127.0.0.250:9)"),
    "Dead": (Outcome.REFUSED, "robots.txt can't be read (connection refused)"),
    "BusyAtFirst": (Outcome.FETCHED, ""),
}


@pytest.mark.parametrize("company", HOMES)
def test_home_page_that_cannot_be_read_says_why(crawled: Crawled, company: str) -> None:
    fetch = crawled.of(company)["/"]
    assert (fetch.outcome, fetch.reason) == HOMES[company]


@pytest.mark.parametrize("company", ["RobotsBroken", "RobotsLoops", "RobotsClosed"])
def test_site_that_forbids_reading_is_asked_for_robots_only(crawled: Crawled, company: str) -> None:
    assert set(crawled.paths_asked(company)) == {"/robots.txt"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/gzipped", "Packed with gzip"),
        ("/brotli", "Packed with brotli"),
        ("/zstd", "Packed with zstd"),
        ("/deflated", "Packed with deflate"),
        ("/latin-1", "Café Latin"),
        ("/wrong-charset", "Café wrong"),
        ("/untyped", "No content type"),
        ("/meta-refresh", "Moved here"),
        ("/behind-noindex", "Behind noindex"),
        ("/nofollow", "Not followed"),
        ("/pricing/", "Pricing"),
        ("/about", "About"),
    ],
)
def test_page_is_read_back_as_it_was_meant(crawled: Crawled, path: str, text: str) -> None:
    assert crawled.of("Plain")[path].outcome is Outcome.FETCHED
    assert text in crawled.markup("Plain", path)


@pytest.mark.parametrize(
    "path",
    [
        "/by-rel",
        "/behind-nofollow",
        "/de/preise",
        "/search",
        "/brochure.pdf",
        "/feed/",
        "/login",
        "/secret",
    ],
)
def test_what_should_not_be_asked_is_not_asked(crawled: Crawled, path: str) -> None:
    assert path not in crawled.paths_asked("Plain")


def test_archive_holds_the_body_as_it_came_on_the_wire(crawled: Crawled) -> None:
    headers, body = read_response(crawled.folder.parent, crawled.of("Plain")["/gzipped"].record)
    assert ("content-encoding", "gzip") in {(k.lower(), v) for k, v in headers}
    assert gzip.decompress(body) == page("Packed with gzip")


def test_failed_answer_is_kept_as_evidence(crawled: Crawled) -> None:
    assert read_response(crawled.folder.parent, crawled.of("Plain")["/404"].record)[1] == b"gone"


def test_one_page_is_stored_once(crawled: Crawled) -> None:
    same = [f for f in crawled.of("Plain").values() if f.final_url.endswith("features")]
    assert len(same) == 1
    digests = [f.digest for f in crawled.of("Plain").values() if f.outcome is Outcome.FETCHED]
    assert len(digests) == len(set(digests))


def test_endless_site_ends_at_the_cap(crawled: Crawled) -> None:
    fetched = [f for f in crawled.of("Endless").values() if f.outcome is Outcome.FETCHED]
    assert len(fetched) == MAX_PAGES
    # robots.txt, sitemap.xml and an address that is surely missing come on top.
    assert len(crawled.paths_asked("Endless")) <= MAX_PAGES + 3


def test_wished_delay_is_kept(crawled: Crawled) -> None:
    times = [at for _, at in crawled.asked[crawled.bases["WishesDelay"].removeprefix("http://")]]
    assert len(times) >= 4
    # Moments are those of arrival, so the first may be late.
    assert times[-1] - times[0] >= 0.4 * (len(times) - 1) - 0.15


def test_busy_site_is_asked_again_when_it_said(crawled: Crawled) -> None:
    times = [
        at
        for path, at in crawled.asked[crawled.bases["BusyAtFirst"].removeprefix("http://")]
        if path == "/"
    ]
    assert len(times) == 2
    assert times[1] - times[0] >= 1.0


def test_busy_site_is_asked_three_times_at_most(crawled: Crawled) -> None:
    assert crawled.paths_asked("AlwaysBusy").count("/") == 3
    assert crawled.paths_asked("BusyForLong").count("/") == 1


def test_sitemaps_lead_to_pages_but_not_off_the_site_nor_into_traps(crawled: Crawled) -> None:
    pages = crawled.of("Mapped")
    assert pages["/solutions/banks"].chosen == "listed in the sitemap"
    assert set(pages) == {"/", "/solutions/banks"}


def test_home_under_a_language_prefix_is_followed(crawled: Crawled) -> None:
    assert set(crawled.of("Translated")) == {"/", "/en/pricing"}
    assert crawled.of("Translated")["/"].kind is PageKind.HOME
    assert not {"/fr/tarifs", "/polski"} & set(crawled.paths_asked("Translated"))


def test_pages_say_why_they_were_asked_for_and_what_they_are(crawled: Crawled) -> None:
    pages = crawled.of("Plain")
    assert pages["/"].chosen == "home page"
    assert pages["/about"].chosen == f"linked from {crawled.bases['Plain']}/"
    kinds = {
        path: pages[path].kind
        for path in ("/", "/features", "/pricing/", "/about")
        if path in pages
    }
    assert set(kinds.values()) <= {
        PageKind.HOME,
        PageKind.FEATURES,
        PageKind.PRICING,
        PageKind.ABOUT,
    }
    assert kinds["/pricing/"] is PageKind.PRICING


def test_events_count_up_and_every_company_finishes(crawled: Crawled) -> None:
    last = {event.company: event for event in crawled.events}
    assert set(last) == set(crawled.bases)
    for company, event in last.items():
        fetches = crawled.of(company).values()
        assert event.finished
        assert event.asked == event.fetched + event.failed + event.refused == len(fetches)
        assert event.fetched == sum(f.outcome is Outcome.FETCHED for f in fetches)


def test_snapshot_is_read_by_company_and_address(crawled: Crawled) -> None:
    keys = [(f.company, f.url) for f, _ in crawled.pages]
    assert keys == sorted(keys)
    assert all(bool(markup) == (f.outcome is Outcome.FETCHED) for f, markup in crawled.pages)


def test_log_is_in_the_folder_and_holds_no_crash(crawled: Crawled) -> None:
    log = (crawled.folder / "crawl.log").read_text()
    assert "Spider closed" in log
    assert "Traceback" not in log


def test_finished_snapshot_is_not_asked_for_again(crawled: Crawled) -> None:
    ledger = (crawled.folder / LEDGER).read_bytes()
    events: list[CrawlEvent] = []
    crawl(make_industry(crawled.bases), crawled.folder, events.append)
    assert all(event.finished for event in events)
    assert {e.company: e.fetched for e in events} == {
        e.company: e.fetched for e in crawled.events if e.finished
    }
    assert (crawled.folder / LEDGER).read_bytes() == ledger


def test_crawl_without_any_page_fails_with_the_reasons(tmp_path: Path) -> None:
    with pytest.raises(CrawlFailed, match=r"Dead: robots.txt can't be read \(connection refused\)"):
        crawl(make_industry({"Dead": "http://127.0.0.200:9"}), tmp_path, print)


def test_certificate_that_nobody_vouches_for_is_refused(tmp_path: Path) -> None:
    server = QuietServer(("127.0.0.1", 0), Site)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(make_certificate(tmp_path / "own.pem"))
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    industry = make_industry({"Own": f"https://127.0.0.1:{server.server_port}"})
    with pytest.raises(CrawlFailed, match="TLS certificate could not be verified"):
        crawl(industry, tmp_path / "snapshot", print)
    server.shutdown()
    thread.join()
    server.server_close()


def make_certificate(path: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    path.write_bytes(key.private_bytes(pem, *plain) + certificate.public_bytes(pem))
    return path
