"""Home pages that did not change keep their pictures, with the day on which they were taken."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from crawlers.archive.earlier import Earlier, read_earlier
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.warc import name_file
from crawlers.browser import earlier_pictures
from crawlers.browser.earlier_pictures import EarlierPictures
from crawlers.browser.screenshots import Screenshot, read_screenshots
from crawlers.browser.views import Answer, Order, View
from crawlers.crawl import crawl
from sameness.industry import Industry

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pytest

WORDS = "Rota planning that your whole team can read at a glance. " * 8
BUILT = f"document.getElementById('root').innerHTML = '<h1>Rotas</h1><p>{WORDS}</p>';"
SHELL = "<!doctype html><title>x</title><div id=root></div><script src=/app.js></script>"
FIRST, SECOND, THIRD = "20260801T060000Z", "20260901T060000Z", "20261001T060000Z"


class Site(BaseHTTPRequestHandler):
    """Plain at 127.0.0.8, with a word that may change; built by a script at 127.0.0.7."""

    word = "Calm"

    def do_GET(self) -> None:
        host = self.headers["Host"].partition(":")[0]
        page = f"<title>x</title><h1>{self.word}</h1>{WORDS}" if host == "127.0.0.8" else SHELL
        bodies = {"/": ("text/html", page), "/app.js": ("text/javascript", BUILT)}
        kind, body = bodies.get(self.path, ("text/plain", ""))
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def field() -> Iterator[tuple[Industry, type[Site]]]:
    """Give an industry of both sites, and the handler whose word may be changed."""
    handler = type("OneSite", (Site,), {})
    with ThreadingHTTPServer(("0.0.0.0", 0), handler) as server:  # noqa: S104 - two addresses
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        sites = {"Plain": 8, "Scripted": 7}
        companies = [
            {"name": name, "site": f"http://127.0.0.{number}:{server.server_port}/"}
            for name, number in sites.items()
        ]
        crawling = {"delay": 0, "max_pages": 3}
        given = {"name": "f", "allow_private": True, "crawl": crawling, "company": companies}
        try:
            yield Industry.model_validate(given), handler
        finally:
            server.shutdown()
            thread.join()


def pictures(folder: Path) -> dict[tuple[str, View], Screenshot]:
    return {(shot.company, shot.view): shot for shot in read_screenshots(folder)}


def test_an_unchanged_home_page_keeps_its_pictures(tmp_path: Path, chromium: Path) -> None:
    with field() as (industry, site):
        for folder, before in ((FIRST, {}), (SECOND, {"Plain": FIRST, "Scripted": FIRST})):
            crawl(industry, tmp_path / folder, lambda _: None, before, chromium)
        site.word = "Loud"
        earlier = {"Plain": SECOND, "Scripted": SECOND}
        crawl(industry, tmp_path / THIRD, lambda _: None, earlier, chromium)
    first, second, third = (pictures(tmp_path / name) for name in (FIRST, SECOND, THIRD))
    assert set(first) == set(second) == set(third)
    for key, shot in first.items():
        kept = second[key]
        assert kept.record.startswith(SECOND)
        if shot.company == "Plain":
            assert (kept.png, kept.marks) == (shot.png, shot.marks)
            assert kept.taken_at == shot.taken_at
        else:
            # What a script builds can't be told from the page that loads it.
            assert kept.taken_at > shot.taken_at
        assert third[key].taken_at > kept.taken_at
    assert third["Plain", View.DESKTOP].png != first["Plain", View.DESKTOP].png


def test_a_picture_is_kept_for_its_page_its_window_and_a_time(
    tmp_path: Path, chromium: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with field() as (industry, _):
        crawl(industry, tmp_path / FIRST, lambda _: None, {}, chromium)
    (page,) = [
        (fetch.final_url, html.encode())
        for fetch, html in read_snapshot(tmp_path / FIRST)
        if fetch.company == "Plain" and html
    ]
    known = EarlierPictures(read_earlier(tmp_path, FIRST, "Plain"))

    def ask(view: View, url: str, body: bytes) -> bool:
        return known.find(Order(view, Answer(url, 200, {}, body))) is not None

    assert ask(View.DESKTOP, *page)
    assert ask(View.PHONE, *page)
    assert not ask(View.TEXT, *page)
    assert not ask(View.DESKTOP, page[0] + "else", page[1])
    assert not ask(View.DESKTOP, page[0], page[1] + b" ")
    monkeypatch.setattr(earlier_pictures, "MAX_AGE", timedelta(0))
    assert not ask(View.DESKTOP, *page)


def test_a_damaged_archive_gives_whole_pictures_or_none(tmp_path: Path, chromium: Path) -> None:
    with field() as (industry, _):
        crawl(industry, tmp_path / FIRST, lambda _: None, {}, chromium)
    whole = read_earlier(tmp_path, FIRST, "Plain")
    (page,) = [
        Answer(fetch.final_url, 200, {}, html.encode())
        for fetch, html in read_snapshot(tmp_path / FIRST)
        if fetch.company == "Plain" and html
    ]
    order = Order(View.PHONE, page)
    picture = EarlierPictures(whole).find(order)
    assert picture is not None
    path = tmp_path / FIRST / name_file("Plain")
    content = path.read_bytes()
    lost = 0
    for at in range(0, len(content), len(content) // 40):
        torn = bytes(byte ^ 0xFF for byte in content[at : at + 9])
        path.write_bytes(content[:at] + torn + content[at + 9 :])
        found = EarlierPictures(Earlier(tmp_path, whole.pages, (), (), path)).find(order)
        assert found is None or (found.body, found.marks) == (picture.body, picture.marks)
        lost += found is None
    assert lost


def test_nothing_is_known_of_a_new_company(tmp_path: Path) -> None:
    known = EarlierPictures(Earlier(tmp_path, (), ()))
    assert known.find(Order(View.DESKTOP, Answer("http://a.example/", 200, {}, b""))) is None
