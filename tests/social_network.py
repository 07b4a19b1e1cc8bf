"""A social network on loopback that speaks as Mastodon does; accounts are named after their faults.

Every account has as many posts as the server was told, an hour between them, newest first.
"""

from __future__ import annotations

import json
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = 40
REST = 2
"""Seconds of every rest that a server here asks for, unless it asks for an hour."""

NEWEST = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
TOKEN = "token-of-the-network-7f3a"


@dataclass(frozen=True)
class Asked:
    """One request as it arrived; ``at`` is on the monotonic clock."""

    at: float
    method: str
    path: str
    account: str
    headers: dict[str, str]


@dataclass
class Network:
    """A running server and what it was asked; post ``latest`` is an hour old, else the last one."""

    posts: int = 100
    latest: int = 0
    robots: str = ""
    seconds: float = 0.0
    elsewhere: str = ""
    is_rested: bool = False
    asked: list[Asked] = field(default_factory=list)
    base: str = ""

    def paths(self) -> list[str]:
        """Give the paths that were asked for, robots.txt apart."""
        return [one.path for one in self.asked if one.path != "/robots.txt"]

    def of(self, account: str) -> list[Asked]:
        """Give the requests about one account."""
        return [one for one in self.asked if one.account == account]


@contextmanager
def serving(network: Network) -> Iterator[Network]:
    """Run the server while the context lasts."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.network = network
        network.base = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield network
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    network: Network

    def handle_error(self, *_: object) -> None:
        """Clients that hang up are part of the test."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def do_GET(self) -> None:
        network = self.server.network
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        self.account = query.get("acct") or (parts.path.split("/") + [""] * 5)[4]
        headers = {name.casefold(): value for name, value in self.headers.items()}
        asked = Asked(time.monotonic(), self.command, self.path, self.account, headers)
        network.asked.append(asked)
        time.sleep(network.seconds)
        if parts.path == "/robots.txt":
            self.send(network.robots.encode(), kind="text/plain")
        elif parts.path == "/token":
            self.send_json({"access_token": TOKEN, "token_type": "bearer"})
        elif parts.path == "/keyed":
            getattr(self, f"keyed_{query['do']}")()
        else:
            self.answer(query, len(network.of(self.account)))

    def answer(self, query: dict[str, str], number: int) -> None:
        fault = getattr(self, f"do_{self.account.replace('-', '_')}", None)
        if fault is None or not fault(number):
            self.send_page(query)

    def send_page(self, query: dict[str, str], **headers: str) -> None:
        if "acct" in query:
            about = {"id": self.account, "acct": self.account, "note": "", "fields": []}
            self.send_json(about, **headers)
            return
        top = int(query.get("max_id", self.server.network.posts + 1))
        numbers = range(top - 1, max(0, top - 1 - PAGE), -1)
        base = self.server.network.base
        headers["Link"] = f'<{base}?min_id={top - 1}>; rel="prev"'
        if numbers and numbers[-1] > 1:
            headers["Link"] += f', <{base}?max_id={numbers[-1]}>; rel="next"'
        self.send_json([self.status(number) for number in numbers], **headers)

    def status(self, number: int) -> dict[str, Any]:
        network = self.server.network
        posted_at = NEWEST - timedelta(hours=(network.latest or network.posts) - number)
        return {
            "id": str(number),
            "url": f"https://social.example/@{self.account}/{number}",
            "created_at": posted_at.isoformat(),
            "content": f"<p>Post {number} of {self.account}.</p>",
            "account": {"id": self.account},
            "mentions": [],
        }

    def send_json(self, content: object, **headers: str) -> None:
        self.send(json.dumps(content).encode(), 200, kind="application/json", **headers)

    def send(
        self, body: bytes, /, status: int = 200, *, kind: str = "application/json", **headers: str
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def query(self) -> dict[str, str]:
        return {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}

    def worn(self, number: int, remaining: str, reset: str, value: str) -> bool:
        """Give the first page with word that nothing is left, for a while."""
        if number != 2:
            return False
        self.send_page(self.query(), **{remaining: "0", reset: value})
        return True

    # Faults: each tells whether it gave the answer.

    def do_busy(self, number: int) -> bool:
        if number == 2:
            self.send(b"", 429, Retry_After=str(REST))
        return number == 2

    def do_busy_for_an_hour(self, number: int) -> bool:
        if number >= 3:
            self.send(b"", 429, Retry_After="3600")
        return number >= 3

    def do_worn_mastodon(self, number: int) -> bool:
        moment = (datetime.now(UTC) + timedelta(seconds=REST)).isoformat().replace("+00:00", "Z")
        return self.worn(number, "X-RateLimit-Remaining", "X-RateLimit-Reset", moment)

    def do_worn_github(self, number: int) -> bool:
        moment = str(int(time.time()) + 1 + REST)
        return self.worn(number, "x-ratelimit-remaining", "x-ratelimit-reset", moment)

    def do_worn_x(self, number: int) -> bool:
        moment = str(int(time.time()) + 1 + REST)
        return self.worn(number, "x-rate-limit-remaining", "x-rate-limit-reset", moment)

    def do_worn_bluesky(self, number: int) -> bool:
        moment = str(int(time.time()) + 1 + REST)
        return self.worn(number, "RateLimit-Remaining", "RateLimit-Reset", moment)

    def do_worn_reddit(self, number: int) -> bool:
        return self.worn(number, "x-ratelimit-remaining", "x-ratelimit-reset", str(REST))

    def do_worn_for_an_hour(self, number: int) -> bool:
        if self.server.network.is_rested:
            return False
        moment = str(int(time.time()) + 3600)
        return self.worn(number, "X-RateLimit-Remaining", "X-RateLimit-Reset", moment)

    def do_silent(self, number: int) -> bool:
        if number >= 2:
            time.sleep(3)
        return False

    def do_garbage(self, number: int) -> bool:
        if number >= 2:
            self.send(bytes(range(256)) * 20)
        return number >= 2

    def do_huge(self, number: int) -> bool:
        if number >= 3:
            self.send(b"[" + b" " * 200_000 + b"]")
        return number >= 3

    def do_moved(self, number: int) -> bool:
        self.send(b"", 302, Location=self.server.network.elsewhere)
        return number > 0

    def do_tagged(self, number: int) -> bool:
        tag = f'"{self.path}"'
        known = self.headers.get("If-None-Match") == tag
        if known:
            self.send_response(304)
            self.send_header("ETag", tag)
            self.end_headers()
        else:
            self.send_page(self.query(), ETag=tag)
        return number > 0

    # What an interface does with a key.

    def keyed_show(self) -> None:
        self.send_json({"by": "show"})

    def keyed_repeat(self) -> None:
        """Give the key back in a header, in an address and in a text, as some interfaces do."""
        key = self.headers["Authorization"].rpartition(" ")[2]
        link = f"https://x.example/?access_token={key}"
        self.send_json({"next": link, "words": f"invalid token {key}!"}, X_Token=key, Link=link)

    def keyed_move(self) -> None:
        self.send(b"", 302, Location=self.server.network.elsewhere)
