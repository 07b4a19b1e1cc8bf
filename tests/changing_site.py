"""A real web site on loopback whose pages change between crawls, and which keeps books.

Pages are plain data: a test sets what stands at each path, crawls, and asks what was asked.
"""

from __future__ import annotations

import gzip
import hashlib
import random
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

DATE = "Mon, 02 Nov 2026 08:00:00 GMT"
HANG_SECONDS = 1.6
"""How long a hanging page keeps its visitor, longer than the tests' crawls wait."""

_SYLLABLES = "ba de fi go lu ma ne pi ro su ta ve wi zo ka".split()


@dataclass(frozen=True)
class Answer:
    """What stands at a path; with a validator, an unchanged page is answered 304.

    ``fault``: ``reset`` closes the connection, ``hang`` keeps silent, ``stubborn`` says 304 to
    whoever asks, ``busy`` sends the first visitor away. ``wait`` are seconds before the answer.
    ``extra`` are further headers, ``unchanged`` those of a 304.
    """

    body: bytes = b""
    status: int = 200
    etag: str = ""
    dated: str = ""
    content_type: str = "text/html; charset=utf-8"
    packed: bool = False
    fault: str = ""
    wait: float = 0.0
    extra: tuple[tuple[str, str], ...] = ()
    unchanged: tuple[tuple[str, str], ...] = ()

    @property
    def payload(self) -> bytes:
        """Give the body as it goes over the wire."""
        return gzip.compress(self.body, mtime=0) if self.packed else self.body


@dataclass(frozen=True)
class Asked:
    """One request that a site saw: its conditions, and the status and body bytes that it got."""

    path: str
    if_none_match: str | None
    if_modified_since: str | None
    status: int
    sent: int

    @property
    def conditional(self) -> bool:
        return bool(self.if_none_match or self.if_modified_since)


@dataclass
class Site:
    """One running site: ``pages`` is what stands there, ``asked`` what came."""

    base: str
    pages: Mapping[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda _: None
    open: Callable[[], int] = lambda: 0

    def settle(self, seconds: float = 20.0) -> None:
        """Wait until every visitor who came before now is gone, and all that he asked is noted."""
        until = time.monotonic() + seconds
        # Visitors are let in as they came: who is answered now came after those who were killed.
        bell = HTTPConnection(self.base.removeprefix("http://"), timeout=seconds)
        bell.request("OPTIONS", "/", headers={"Connection": "close"})
        bell.getresponse().read()
        bell.close()
        while self.open():
            assert time.monotonic() < until, f"{self.open()} visitors of {self.base} stay"
            time.sleep(0.005)


def prose(title: str, words: int = 40) -> str:
    """Give a text of invented words, always the same for a title and unlike any other's."""
    dice = random.Random(title)  # noqa: S311 - invented words
    return " ".join("".join(dice.choices(_SYLLABLES, k=4)) for _ in range(words))


def page(title: str, *links: str, text: str = "") -> Answer:
    """Give a page with a title, a text of its own and links; its ETag follows from its body."""
    anchors = "".join(f'<p><a href="{link}">{prose(link, 2)}</a></p>' for link in links)
    said = f"<h1>{title}</h1><p>{text or prose(title)}</p>{anchors}"
    return tagged(Answer(f"<html><title>{title}</title><body>{said}</body></html>".encode()))


def tagged(answer: Answer) -> Answer:
    """Give an answer with an ETag made of its body."""
    return replace(answer, etag=f'"{hashlib.sha256(answer.body).hexdigest()[:12]}"')


def untagged(answer: Answer) -> Answer:
    """Give an answer without validators."""
    return replace(answer, etag="", dated="")


def redirect(location: str, status: int = 301) -> Answer:
    """Give an answer that leads elsewhere."""
    return Answer(status=status, extra=(("Location", location),))


def robots(text: str = "User-agent: *\nAllow: /\n") -> Answer:
    """Give a robots.txt."""
    return tagged(Answer(text.encode(), content_type="text/plain"))


def sitemap(base: str, *paths: str) -> Answer:
    """Give a sitemap of paths."""
    urls = "".join(f"<url><loc>{base}{path}</loc></url>" for path in paths)
    return tagged(Answer(f"<urlset>{urls}</urlset>".encode(), content_type="application/xml"))


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        site = cast("_Server", self.server).site
        site.on_request(self.path)
        answer = site.pages.get(self.path, Answer(b"nothing here", 404))
        if answer.fault == "busy" and not any(one.path == self.path for one in site.asked):
            answer = Answer(status=429, extra=(("Retry-After", "0"),))
        if answer.fault == "hang":
            time.sleep(HANG_SECONDS)
        unchanged = answer.fault == "stubborn" or self._is_unchanged(answer)
        status = 304 if unchanged else answer.status
        body = b"" if unchanged else answer.payload
        reset = answer.fault in {"reset", "hang"}
        self._note(site, 0 if reset else status, 0 if reset else len(body))
        if reset:
            self.close_connection = True
            return
        time.sleep(answer.wait)
        self._send(answer, status, body)

    def _is_unchanged(self, answer: Answer) -> bool:
        """Judge conditions as RFC 9110 says: tags before dates, weak comparison."""
        tags = self.headers["If-None-Match"]
        if tags is not None:
            return bool(answer.etag) and answer.etag.removeprefix("W/") in tags
        return bool(answer.dated) and self.headers["If-Modified-Since"] == answer.dated

    def _note(self, site: Site, status: int, sent: int) -> None:
        tag, date = self.headers["If-None-Match"], self.headers["If-Modified-Since"]
        site.asked.append(Asked(self.path, tag, date, status, sent))

    def _send(self, answer: Answer, status: int, body: bytes) -> None:
        self.send_response(status)
        about = {"ETag": answer.etag, "Last-Modified": answer.dated}
        if status != 304:
            about |= {"Content-Type": answer.content_type, "Content-Length": str(len(body))}
            about |= (
                {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"} if answer.packed else {}
            )
        extra = answer.unchanged if status == 304 and answer.unchanged else answer.extra
        for name, value in (*about.items(), *extra):
            if value:
                self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # clients die in some tests
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    site: Site
    _open = 0
    _counting = threading.Lock()

    def open(self) -> int:
        """Give how many visitors are let in and not gone."""
        return self._open

    def process_request(self, *visitor: Any) -> None:  # noqa: ANN401 - the server's own types
        self._count(1)
        super().process_request(*visitor)

    def process_request_thread(self, *visitor: Any) -> None:  # noqa: ANN401 - likewise
        try:
            super().process_request_thread(*visitor)
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self._open += more

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the test."""


@contextmanager
def serving(address: str = "127.0.0.1") -> Iterator[Site]:
    """Run a site on a loopback address of its own, on any free port."""
    server = _Server((address, 0), _Handler)
    server.site = Site(f"http://{address}:{server.server_port}", open=server.open)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.site
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
