"""One page of the web, asked for as a crawl would ask."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from crawlers import read_page
from sameness.errors import AddressRefused, CrawlFailed, IndustryInvalid
from sameness.industry import Company, CrawlSettings, Industry

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = b"<html><title>T</title><h1>We bake bread every day</h1><a href=/other>Other</a></html>"


class Bakery(BaseHTTPRequestHandler):
    """Allows everything but /closed; /pitch is a page that links on, the rest is missing."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        answers = {"/robots.txt": b"User-agent: *\nDisallow: /closed\n", "/pitch": PAGE}
        body = answers.get(self.path)
        self.send_response(404 if body is None else 200)
        kind = "text/plain" if self.path == "/robots.txt" else "text/html; charset=utf-8"
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def bakery(address: str) -> Iterator[tuple[str, list[str]]]:
    """Give the site's address without a path, and the list of what is asked of it."""
    asked: list[str] = []
    handler = type("Asked", (Bakery,), {"asked": asked})
    with ThreadingHTTPServer((address, 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://{address}:{server.server_port}", asked
        server.shutdown()
        thread.join()


def industry(*, allow_private: bool) -> Industry:
    return Industry(
        name="bakeries",
        allow_private=allow_private,
        client="Acme",
        crawl=CrawlSettings(delay=0, max_pages=40),
        company=(Company(name="Acme", site="https://acme.example/"),),
    )


def test_exactly_one_page_is_read_after_robots_txt() -> None:
    with bakery("127.0.0.61") as (base, asked):
        page = read_page(industry(allow_private=True), f"{base}/pitch?utm_source=x#top")
    assert asked == ["/robots.txt", "/pitch"]
    assert page.url == f"{base}/pitch"
    assert "We bake bread every day" in page.html


@pytest.mark.parametrize(
    ("path", "reason"), [("/closed", "robots.txt says no"), ("/nowhere", "HTTP 404")]
)
def test_a_page_that_does_not_come_is_told_with_the_reason(path: str, reason: str) -> None:
    with bakery("127.0.0.62") as (base, asked), pytest.raises(CrawlFailed) as caught:
        read_page(industry(allow_private=True), f"{base}{path}")
    assert f"{base}{path} was not read: {reason}" in str(caught.value)
    assert "put the text into a file" in str(caught.value)
    assert (path in asked) == (path == "/nowhere")


def test_a_private_address_is_refused_before_anything_is_asked() -> None:
    with bakery("127.0.0.63") as (base, asked):
        with pytest.raises(AddressRefused, match="private or loopback"):
            read_page(industry(allow_private=False), f"{base}/pitch")
        assert asked == []


def test_what_is_no_web_address_is_refused() -> None:
    with pytest.raises(IndustryInvalid, match="is not a web address"):
        read_page(industry(allow_private=True), "ftp://acme.example/")
