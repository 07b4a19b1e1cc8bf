"""A server of many hosts, each on a loopback address of its own and named after what it does.

One listening socket serves them all: the address that a client connects to tells the host.
"""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
import zlib
from collections import defaultdict
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import urlsplit

import brotli  # type: ignore[import-untyped]
from backports import zstd

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

PATIENCE = 0.2
"""Seconds between two signs of life of a slow host."""


def page(text: str, *links: str, head: str = "") -> bytes:
    anchors = "".join(f'<p><a href="{link}">{link}</a></p>' for link in links)
    return f"<html><head><title>{text}</title>{head}</head><body>{text}{anchors}</body>".encode()


class Host(BaseHTTPRequestHandler):
    """A host that allows everything and has no sitemap; ``home`` answers every other path."""

    protocol_version = "HTTP/1.1"
    asked: ClassVar[defaultdict[str, list[tuple[str, float]]]] = defaultdict(list)
    stop: ClassVar[threading.Event] = threading.Event()

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        self.asked[type(self).__name__].append((self.path, time.monotonic()))
        special = {"/robots.txt": self.robots, "/sitemap.xml": self.sitemap}
        special.get(path, self.home)()

    def log_message(self, *_: object) -> None:
        pass

    def home(self) -> None:
        self.send(page(f"This is {type(self).__name__}"))

    def robots(self) -> None:
        self.send(b"", status=404)

    def sitemap(self) -> None:
        self.send(b"", status=404)

    @property
    def base(self) -> str:
        return f"http://{self.headers['Host']}"

    @property
    def times_asked(self) -> int:
        return sum(path == self.path for path, _ in self.asked[type(self).__name__])

    def send(
        self,
        body: bytes,
        content_type: str = "text/html; charset=utf-8",
        status: int = 200,
        **headers: str,
    ) -> None:
        fields = {"content_type": content_type, "content_length": str(len(body)), **headers}
        self.send_response(status)
        for name, value in fields.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def redirect(self, location: str, status: int = 302) -> None:
        self.send(b"", status=status, location=location)

    def raw(self, *parts: bytes) -> None:
        """Send bytes that are no proper answer, and close."""
        self.close_connection = True
        for part in parts:
            self.wfile.write(part)

    def drip(self, part: bytes) -> None:
        """Send the same bytes now and then, until the client or the test gives up."""
        self.close_connection = True
        while not self.stop.wait(PATIENCE):
            self.wfile.write(part)

    def pour(self, part: bytes) -> None:
        """Send the same bytes without end, a few megabytes a second."""
        self.close_connection = True
        while not self.stop.wait(0.003):
            self.wfile.write(part)


def pack_bombs() -> dict[str, bytes]:
    """Give bodies that are small on the wire and millions of bytes when unpacked."""
    plain = b"a" * 20_000_000
    layers = bytes(100_000)
    for _ in range(100):
        layers = gzip.compress(layers, 0)
    return {
        "gzip": gzip.compress(plain, 6),
        "deflate": zlib.compress(plain, 6),
        "br": brotli.compress(plain, quality=1),
        "zstd": zstd.compress(plain),
        "three layers": brotli.compress(gzip.compress(gzip.compress(plain))),
        "a hundred layers": layers,
        "map": gzip.compress(b"<urlset>" + b"<url><loc>/x</loc></url>" * 900_000, 6),
    }


BOMBS = pack_bombs()

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


class Healthy(Host):
    """Seven pages that lead to one another."""

    paths = ("/about", "/pricing", "/features", "/customers", "/security", "/product")

    def home(self) -> None:
        self.send(page(f"Healthy page {self.path}", *self.paths))


class HealthyToo(Healthy):
    """The same on another host."""


class HealthyThree(Healthy):
    """The same on a third host."""


class RedirectsInACircle(Host):
    def home(self) -> None:
        self.redirect("/")


class RedirectsForever(Host):
    def home(self) -> None:
        self.redirect(f"/x{len(self.path)}{'x' * len(self.path)}")


class RedirectsWhileSettingCookies(Host):
    """Sends everybody away until a cookie comes back, which never does."""

    def home(self) -> None:
        if "Cookie" in self.headers:
            self.send(page("Got a cookie"))
        else:
            self.send(b"", status=302, location="/", set_cookie="seen=1")


class RedirectsSlowly(Host):
    def home(self) -> None:
        self.stop.wait(0.4)
        self.redirect(f"/a{self.path[1:8]}")


class RedirectsToMetadata(Host):
    def home(self) -> None:
        self.redirect("http://169.254.169.254/latest/meta-data/")


class RedirectsToAnotherPort(Host):
    def home(self) -> None:
        self.redirect(f"http://{self.headers['Host'].partition(':')[0]}:22/")


class RedirectsToFile(Host):
    def home(self) -> None:
        self.redirect("file:///etc/passwd")


class RedirectsToData(Host):
    def home(self) -> None:
        self.redirect("data:text/html,<p>hello")


class RedirectsToScript(Host):
    def home(self) -> None:
        self.redirect("javascript:alert(1)")


class RedirectsToGopher(Host):
    def home(self) -> None:
        self.redirect("gopher://127.0.0.1:6379/_FLUSHALL")


class RedirectsNowhere(Host):
    def home(self) -> None:
        self.send(b"", status=302)


class RedirectsToNonsense(Host):
    def home(self) -> None:
        self.redirect("http://[::1")


class RedirectsWithPassword(Host):
    """Hides a password in the address that it sends to."""

    def home(self) -> None:
        if self.path == "/":
            self.redirect(f"http://admin:secret123@{self.headers['Host']}/inside")
        else:
            self.send(page("Inside"))


class RefreshesItself(Host):
    def home(self) -> None:
        self.send(page("Again", head='<meta http-equiv="refresh" content="0;url=/">'))


class RefreshesToFile(Host):
    def home(self) -> None:
        self.send(page("File", head='<meta http-equiv="refresh" content="0;url=file:///etc/x">'))


class AnswersNever(Host):
    def home(self) -> None:
        self.stop.wait()


class SendsHeadersSlowly(Host):
    def home(self) -> None:
        self.wfile.write(HEAD)
        self.drip(b"X-Drip: drop\r\n")


class SendsBodySlowly(Host):
    def home(self) -> None:
        self.wfile.write(HEAD + b"Content-Length: 9000\r\n\r\n<html>")
        self.drip(b"drop ")


class SendsChunksSlowly(Host):
    def home(self) -> None:
        self.wfile.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        self.drip(b"5\r\ndrop \r\n")


class SendsTooMuch(Host):
    def home(self) -> None:
        self.send(b"a" * 600_000)


class SendsWithoutEnd(Host):
    def home(self) -> None:
        self.wfile.write(HEAD + b"Connection: close\r\n\r\n")
        self.pour(b"a" * 10_000)


class SendsChunksWithoutEnd(Host):
    def home(self) -> None:
        self.wfile.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\n")
        self.pour((b"3e8\r\n" + b"a" * 1000 + b"\r\n") * 10)


class SendsOneHugeChunk(Host):
    def home(self) -> None:
        self.wfile.write(HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n")
        self.pour(b"a" * 10_000)


class PromisesMoreThanItSends(Host):
    def home(self) -> None:
        self.raw(HEAD, b"Content-Length: 5000\r\n\r\n", page("half"))


class PromisesLessThanItSends(Host):
    def home(self) -> None:
        body = page("Short")
        self.raw(HEAD, f"Content-Length: {len(body)}\r\n\r\n".encode(), body, b"more" * 1000)


class PromisesTwoLengths(Host):
    def home(self) -> None:
        self.raw(HEAD, b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n", b"hello!")


class PromisesNegativeLength(Host):
    def home(self) -> None:
        self.raw(HEAD, b"Content-Length: -5\r\n\r\n", b"hello!")


class PromisesNonsenseLength(Host):
    def home(self) -> None:
        self.raw(HEAD, b"Content-Length: plenty\r\n\r\n", b"hello!")


class BombsWithGzip(Host):
    def home(self) -> None:
        self.send(BOMBS["gzip"], content_encoding="gzip")


class BombsWithDeflate(Host):
    def home(self) -> None:
        self.send(BOMBS["deflate"], content_encoding="deflate")


class BombsWithBrotli(Host):
    def home(self) -> None:
        self.send(BOMBS["br"], content_encoding="br")


class BombsWithZstd(Host):
    def home(self) -> None:
        self.send(BOMBS["zstd"], content_encoding="zstd")


class BombsInsideABomb(Host):
    """Three layers: the first two are small."""

    def home(self) -> None:
        self.send(BOMBS["three layers"], content_encoding="gzip, gzip, br")


class PacksAHundredTimes(Host):
    """A layer costs little to make and as much to take off as the whole body."""

    def home(self) -> None:
        self.send(BOMBS["a hundred layers"], content_encoding=", ".join(["gzip"] * 100))


class PacksEmptyMembers(Host):
    def home(self) -> None:
        self.send(gzip.compress(b"") * 9_000, content_encoding="gzip")


class TearsGzip(Host):
    def home(self) -> None:
        whole = gzip.compress(page("Torn, but most of it is here", *map(str, range(999))))
        self.send(whole[: len(whole) // 2], content_encoding="gzip")


class CallsItGzip(Host):
    def home(self) -> None:
        self.send(page("Not packed at all"), content_encoding="gzip")


class PacksWithUnknown(Host):
    def home(self) -> None:
        self.send(page("Secret"), content_encoding="rot13")


class PacksTwice(Host):
    """Unusual and allowed."""

    def home(self) -> None:
        packed = brotli.compress(gzip.compress(page("Packed twice")))
        self.send(packed, content_encoding="gzip, br")


class LiesAboutCharset(Host):
    def home(self) -> None:
        self.send(page("Café lies").decode().encode("latin-1"), "text/html; charset=utf-8")


class NamesNoCharset(Host):
    def home(self) -> None:
        self.send(page("Café unnamed").decode().encode("latin-1"), "text/html")


class NamesUnknownCharset(Host):
    def home(self) -> None:
        self.send(page("Café klingon"), "text/html; charset=x-klingon")


class WritesUtf16(Host):
    def home(self) -> None:
        self.send(page("Café wide").decode().encode("utf-16"), "text/html")


class WritesNulBytes(Host):
    def home(self) -> None:
        self.send(page("A few\0 nul bytes" + " among the text" * 20))


class SendsBinaryAsHtml(Host):
    def home(self) -> None:
        self.send(bytes(range(256)) * 40, "text/html")


class SendsNoType(Host):
    def home(self) -> None:
        self.raw(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", page("Untyped"))


class SendsHeadersWithoutEnd(Host):
    def home(self) -> None:
        self.wfile.write(HEAD)
        self.pour(b"X-More: more\r\n" * 500)


class SendsContinueWithoutEnd(Host):
    def home(self) -> None:
        self.pour(b"HTTP/1.1 100 Continue\r\n\r\n" * 500)


class FoldsOneHeaderWithoutEnd(Host):
    def home(self) -> None:
        self.wfile.write(HEAD + b"X-Folded: a\r\n")
        self.pour(b" and more\r\n" * 500)


class SendsHugeHeader(Host):
    def home(self) -> None:
        self.raw(HEAD, b"X-Huge: " + b"a" * 1_000_000 + b"\r\n\r\n", page("Behind"))


class SendsTenThousandHeaders(Host):
    def home(self) -> None:
        lines = b"".join(b"X-%d: a-value-of-some-length\r\n" % n for n in range(10_000))
        self.raw(HEAD, lines, b"\r\n", page("Behind"))


class SendsBrokenHeaders(Host):
    """Lines without a colon, bytes of no charset: what can be read is read."""

    def home(self) -> None:
        body = page("Broken headers")
        lines = b"no colon here\r\nX-\xff\xfe: \x80\x81\r\n"
        self.raw(HEAD, lines, f"Content-Length: {len(body)}\r\n\r\n".encode(), body)


class SendsNamelessHeader(Host):
    def home(self) -> None:
        self.raw(HEAD, b": nobody\r\nConnection: close\r\n\r\n", page("Nameless header"))


class SendsBrokenStatus(Host):
    def home(self) -> None:
        self.raw(b"HTTP/1.1 fine\r\n\r\n", page("Fine"))


class SendsOddStatus(Host):
    def home(self) -> None:
        self.raw(b"HTTP/1.1 999 Go away\r\nContent-Length: 0\r\n\r\n")


class SpeaksHttp09(Host):
    def home(self) -> None:
        self.raw(page("No head at all"))


class SpeaksSsh(Host):
    def home(self) -> None:
        self.raw(b"SSH-2.0-OpenSSH_9.2p1\r\n")


class TransfersOddly(Host):
    def home(self) -> None:
        self.raw(HEAD, b"Transfer-Encoding: pigeon\r\n\r\n", page("Coo"))


class DropsAtOnce(Host):
    def home(self) -> None:
        self.close_connection = True


class DropsInTheMiddle(Host):
    def home(self) -> None:
        self.raw(HEAD, b"Transfer-Encoding: chunked\r\n\r\n400\r\n", page("half"))


class Resets(Host):
    def home(self) -> None:
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.wfile.write(HEAD + b"Content-Length: 5000\r\n\r\n")
        self.connection.close()


class IsBusyForASecond(Host):
    def home(self) -> None:
        if self.times_asked == 1:
            self.send(b"", status=429, retry_after="1")
        else:
            self.send(page("At your service"))


class IsBusyUntilADate(Host):
    def home(self) -> None:
        if self.times_asked == 1:
            date = format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)
            self.send(b"", status=429, retry_after=date)
        else:
            self.send(page("At your service"))


class IsBusyForAges(Host):
    def home(self) -> None:
        self.send(b"", status=429, retry_after="9" * 40)


class IsBusyForNonsense(Host):
    def home(self) -> None:
        self.send(b"", status=429, retry_after="soon\xb2")


class IsBusyLongerThanItsCap(Host):
    def home(self) -> None:
        self.send(b"", status=503, retry_after="60")


class FlapsBetween503And200(Host):
    def home(self) -> None:
        if self.times_asked % 2:
            self.send(b"", status=503, retry_after="0")
        else:
            self.send(page("Up again"))


class BlocksUs(Host):
    def home(self) -> None:
        self.send(page("Attention required: are you human?"), status=403)


class IsForbiddenByLaw(Host):
    def home(self) -> None:
        self.send(page("Unavailable for legal reasons"), status=451)


class IsBroken(Host):
    def home(self) -> None:
        self.send(page("Internal server error"), status=500)


class AnswersNoContent(Host):
    def home(self) -> None:
        self.send_response(204)
        self.end_headers()


class AnswersEmpty(Host):
    def home(self) -> None:
        self.send(b"")


class AnswersBlank(Host):
    def home(self) -> None:
        self.send(b" \r\n\t" * 1000)


class NestsDeeply(Host):
    def home(self) -> None:
        self.send(b"<ul><li>" * 20_000)


class GivesOneElementAllAttributes(Host):
    def home(self) -> None:
        self.send(b"<p " + b"".join(b"a%d=1 " % n for n in range(20_000)) + b">")


class NeverClosesAnything(Host):
    def home(self) -> None:
        self.send(b"<a href=/b><b><i><font>" * 8_000)


class NeverClosesAComment(Host):
    def home(self) -> None:
        self.send(page("Before") + b"<!--" * 40_000)


class OffersWithoutEnd(Host):
    """Parsers go through all options for each."""

    def home(self) -> None:
        self.send(b"<select>" + b"<option>" * 20_000)


class BaitsPatterns(Host):
    """Words on which a careless pattern would go back and forth."""

    def home(self) -> None:
        head = " " * 50_000 + "<meta " * 300
        self.send(page("t" + " " * 40_000 + "|", "/" + "-" * 400, "/" + "a-" * 200, head=head))


class LinksWithoutEnd(Host):
    def home(self) -> None:
        here = "".join(c for c in self.path if c.isalnum())[-6:]
        self.send(page(f"Page {self.path}", *(f"/a{here}{n}" for n in range(500))))


class PagesWithoutEnd(Host):
    def home(self) -> None:
        number = int("0" + "".join(c for c in self.path if c.isdigit())[-6:]) + 1
        links = (f"/list?page={number}", f"/list/page/{number}", f"/list/{number}/")
        self.send(page(f"List {number}", *links))


class CountsSessions(Host):
    """Every link carries a new session, on what are three pages."""

    def home(self) -> None:
        number = sum(len(asked) for asked in self.asked.values())
        pages = ("/about", "/pricing", "/product")
        links = (f"{path}?PHPSESSID={number}{n}" for path in pages for n in range(5))
        others = (f"{path};jsessionid={number}x{n}" for path in pages for n in range(5))
        self.send(page(f"Session {urlsplit(self.path).path.partition(';')[0]}", *links, *others))


class GoesInCircles(Host):
    """Relative links that add to the path instead of replacing it."""

    def home(self) -> None:
        self.send(page(f"Circle {self.path}", "company/", "company/team/"))


class RobotsIsBroken(Host):
    def robots(self) -> None:
        self.send(b"", status=503, retry_after="0")


class RobotsIsForbidden(Host):
    """A client error, which allows everything."""

    def robots(self) -> None:
        self.send(b"", status=403)


class RobotsGoesInACircle(Host):
    def robots(self) -> None:
        self.redirect("/robots.txt")


class RobotsIsHuge(Host):
    def robots(self) -> None:
        self.send(b"User-agent: *\nDisallow: /\n" + b"#" * 300_000, "text/plain")


class RobotsIsEndless(Host):
    def robots(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n")
        self.pour(b"# more\n" * 3_000)


class RobotsIsAFlood(Host):
    """Within the cap, and full of rules."""

    def robots(self) -> None:
        rules = b"".join(b"Disallow: /a%d\n" % n for n in range(9_000))
        self.send(b"User-agent: *\n" + rules, "text/plain")


class RobotsIsAPuzzle(Host):
    """Wildcards on which a careless matcher would go back and forth."""

    def robots(self) -> None:
        rules = (b"Disallow: /" + b"*a" * 30 + b"*b$\n") * 300
        self.send(b"User-agent: *\n" + rules, "text/plain")

    def home(self) -> None:
        self.send(page("Puzzle", "/" + "a" * 400))


class RobotsDrips(Host):
    def robots(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\nUser-agent: *\n")
        self.drip(b"Allow: /\n")


class RobotsNeverComes(Host):
    def robots(self) -> None:
        self.stop.wait()


class RobotsIsBinary(Host):
    """No rule in it, so that none holds."""

    def robots(self) -> None:
        self.send(bytes(range(256)) * 400, "application/octet-stream")


class RobotsIsABomb(Host):
    def robots(self) -> None:
        self.send(BOMBS["gzip"], "text/plain", content_encoding="gzip")


class RobotsLivesElsewhere(Host):
    """Its rules come from another host, as RFC 9309 allows."""

    elsewhere: ClassVar[str]

    def robots(self) -> None:
        self.redirect(f"{self.elsewhere}/rules")


class RulesForOthers(Host):
    def home(self) -> None:
        if self.path == "/rules":
            self.send(b"User-agent: *\nDisallow: /", "text/plain")
        else:
            self.send(page("Rules for others"))


class MapIsABomb(Host):
    def sitemap(self) -> None:
        self.send(BOMBS["map"], "application/gzip")


class MapHasADocumentType(Host):
    def sitemap(self) -> None:
        url = f"<url><loc>{self.base}/from-the-map</loc></url>"
        self.send(f"<!DOCTYPE urlset><urlset>{url}</urlset>".encode(), "application/xml")


class MapLaughs(Host):
    """The billion laughs."""

    def sitemap(self) -> None:
        entities = '<!ENTITY l0 "/ha">' + "".join(
            f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9)
        )
        self.send(
            f"<!DOCTYPE x [{entities}]><urlset><url><loc>&l9;</loc></url></urlset>".encode(),
            "application/xml",
        )


class MapReadsAFile(Host):
    def sitemap(self) -> None:
        entity = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
        url = f"<url><loc>{self.base}/&e;</loc></url>"
        self.send(f"{entity}<urlset>{url}</urlset>".encode(), "application/xml")


class MapHidesADocumentType(Host):
    """In another encoding."""

    def sitemap(self) -> None:
        entity = '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE x [<!ENTITY e "/hidden">]>'
        url = f"<url><loc>{self.base}&e;</loc></url>"
        self.send(f"{entity}<urlset>{url}</urlset>".encode("utf-16"), "application/xml")


class MapIsHuge(Host):
    """More addresses than a sitemap may hold."""

    def sitemap(self) -> None:
        urls = "".join(f"<url><loc>{self.base}/m{n}</loc></url>" for n in range(60_000))
        self.send(gzip.compress(f"<urlset>{urls}</urlset>".encode()), "application/gzip")


class MapGoesInACircle(Host):
    """An index of indexes, each of which names the others and a new one."""

    def home(self) -> None:
        if self.path.startswith("/sitemap"):
            self.sitemap()
        else:
            super().home()

    def sitemap(self) -> None:
        names = ("/sitemap.xml", "/sitemap-1.xml", f"/sitemap-{self.path.count('1') * '1'}1.xml")
        maps = "".join(f"<sitemap><loc>{self.base}{name}</loc></sitemap>" for name in names)
        self.send(f"<sitemapindex>{maps}</sitemapindex>".encode(), "application/xml")


class MapIsAPage(Host):
    def sitemap(self) -> None:
        self.send(page("Everything is a page here", "/from-the-map"))


class MapNestsDeeply(Host):
    def sitemap(self) -> None:
        self.send(b"<urlset>" + b"<url>" * 30_000, "application/xml")


HOSTS: tuple[type[Host], ...] = tuple(
    sorted(
        (
            kind
            for kind in globals().values()
            if isinstance(kind, type) and issubclass(kind, Host) and kind is not Host
        ),
        key=lambda kind: kind.__name__,
    )
)


class HostileServer(ThreadingHTTPServer):
    """Answers as the host whose address was connected to."""

    daemon_threads = False
    request_queue_size = 256

    def __init__(self, address: tuple[str, int], hosts: dict[str, type[Host]]) -> None:
        super().__init__(address, Host)
        self.hosts = hosts

    def finish_request(self, request: socket.socket, client_address: object) -> None:  # type: ignore[override]
        kind = self.hosts[request.getsockname()[0]]
        with suppress(OSError):
            kind(request, client_address, self)

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the test."""


@contextmanager
def serving(
    hosts: tuple[type[Host], ...], network: str, context: ssl.SSLContext | None = None
) -> Iterator[dict[str, str]]:
    """Serve each host at an address of its own in ``network`` (``127.0.1``); give their addresses.

    With a TLS context the addresses are https.
    """
    places = {f"{network}.{number}": kind for number, kind in enumerate(hosts, start=1)}
    everywhere = "0.0.0.0"  # noqa: S104 - one socket for all loopback addresses
    server = HostileServer((everywhere, 0), places)
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    scheme = "http" if context is None else "https"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        port = server.server_port
        yield {kind.__name__: f"{scheme}://{at}:{port}" for at, kind in places.items()}
    finally:
        Host.stop.set()
        server.shutdown()
        thread.join()
        server.server_close()
        Host.stop.clear()
