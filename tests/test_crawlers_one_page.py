"""One page of the web, asked for as a crawl would ask."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from crawlers.one_page import read_page
from pipeline.check_sources import statements_of_page
from sameness.errors import AddressRefused, CrawlFailed, IndustryInvalid, TextEmpty
from sameness.industry import Company, CrawlSettings, Industry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SCRIPTED = b"""<title>T</title><div id=root></div><script>
document.getElementById('root').innerHTML = '<h1>We bake bread every night</h1>' +
  '<p>The oven is lit at two and the first loaf is out at four. </p>'.repeat(6);
</script>"""
PAGE = b"<html><title>T</title><h1>We bake bread every day</h1><a href=/other>Other</a></html>"


class Bakery(BaseHTTPRequestHandler):
    """Allows everything but /closed; /pitch links on, a script writes /app, the rest is missing."""

    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        robots = b"User-agent: *\nDisallow: /closed\n"
        answers = {"/robots.txt": robots, "/pitch": PAGE, "/app": SCRIPTED}
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


def test_a_page_that_a_script_writes_is_read_in_a_browser(chromium: Path) -> None:
    field = industry(allow_private=True)
    with bakery("127.0.0.64") as (base, asked):
        page = read_page(field, f"{base}/app", chromium)
        said = statements_of_page(field, f"{base}/app", chromium)
        with pytest.raises(TextEmpty):
            statements_of_page(field, f"{base}/app")
    assert "<h1>We bake bread every night</h1>" in page.html
    assert said == [
        "We bake bread every night",
        "The oven is lit at two and the first loaf is out at four.",
    ]
    assert asked == ["/robots.txt", "/app"] * 3


def test_a_private_address_is_refused_before_anything_is_asked() -> None:
    with bakery("127.0.0.63") as (base, asked):
        with pytest.raises(AddressRefused, match="private or loopback"):
            read_page(industry(allow_private=False), f"{base}/pitch")
        assert asked == []


def test_what_is_no_web_address_is_refused() -> None:
    with pytest.raises(IndustryInvalid, match="is not a web address"):
        read_page(industry(allow_private=True), "ftp://acme.example/")
