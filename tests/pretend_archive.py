"""A web archive on loopback with the Wayback Machine's interface, and each of its bad habits."""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, cast
from urllib.parse import parse_qs, urlsplit

from crawlers.wayback.captures import read_stamp
from tests.changing_site import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

HEAD = ["urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length"]


def words(text: str) -> bytes:
    """Give a page that says enough not to be taken for one that a script builds."""
    said = f"<h1>{text}</h1>" + f"<p>{text} is what we say to everybody who comes here.</p>" * 8
    return f"<html><title>{text}</title><body>{said}</body></html>".encode()


@dataclass(frozen=True)
class Copy:
    """One capture: what its row in the list says, and what the archive gives for it.

    ``memento`` is the moment that the answer names, that of the row where empty.
    """

    stamp: str
    body: bytes = b""
    digest: str = ""
    answer: Answer | None = None
    original: str = ""
    mime: str = "text/html"
    status: str = "200"
    memento: str = ""


@dataclass
class Archive:
    """A running archive: ``copies`` by address, ``lists`` what stands in for a list of captures.

    ``part`` is how many rows it gives at a time; ``busy`` are paths that send the first visitor
    away. ``on_request`` is told each path before it is answered.
    """

    base: str
    copies: dict[str, list[Copy]] = field(default_factory=dict)
    lists: dict[str, Answer] = field(default_factory=dict)
    robots: str = ""
    part: int = 1000
    busy: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    on_request: Callable[[str], None] = lambda _: None

    def replayed(self) -> list[str]:
        """Give the copies that were asked for, as STAMP/ADDRESS."""
        return [path.removeprefix("/web/") for path in self.asked if path.startswith("/web/")]

    def answer(self, path: str) -> Answer:
        """Give what stands at a path."""
        if path in self.busy:
            return self.busy.pop(path)
        if path == "/robots.txt":
            return Answer(self.robots.encode(), content_type="text/plain")
        if path.startswith("/cdx?"):
            return self._list(parse_qs(urlsplit(path).query))
        found = re.fullmatch(r"/web/(\d{14})id_/(.*)", path)
        return self._copy(*found.groups()) if found else Answer(b"nothing here", 404)

    def _list(self, query: dict[str, list[str]]) -> Answer:
        url = query["url"][0]
        if url in self.lists:
            return self.lists[url]
        first = int(query.get("resumeKey", ["0"])[0])
        copies = [c for c in self.copies.get(url, ()) if c.stamp >= query["from"][0]]
        rows = [
            ["key", c.stamp, c.original or url, c.mime, c.status, c.digest or f"D{c.stamp}", "1"]
            for c in copies[first : first + self.part]
        ]
        more = [[], [str(first + self.part)]] if len(copies) > first + self.part else []
        body = json.dumps([HEAD, *rows, *more] if rows else [])
        return Answer(body.encode(), content_type="application/json")

    def _copy(self, stamp: str, url: str) -> Answer:
        for copy in self.copies.get(url, ()):
            if copy.stamp == stamp:
                return copy.answer or Answer(copy.body, extra=_memento(copy))
        return Answer(b"not in this archive", 404)


def _memento(copy: Copy) -> tuple[tuple[str, str], ...]:
    at = read_stamp(copy.memento or copy.stamp)
    return (("Memento-Datetime", format_datetime(at, usegmt=True)),) if at else ()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        archive = cast("_Server", self.server).archive
        archive.asked.append(self.path)
        archive.on_request(self.path)
        answer = archive.answer(self.path)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        for name, value in answer.extra:
            self.send_header(name, value)
        self.end_headers()
        with suppress(ConnectionError):  # clients die in some tests
            self.wfile.write(answer.body)

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    archive: Archive

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the test."""


@contextmanager
def archiving() -> Iterator[Archive]:
    """Run an archive on a loopback address, on any free port."""
    server = _Server(("127.0.0.1", 0), _Handler)
    server.archive = Archive(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield server.archive
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
