"""Pictures of pages: chosen, asked for politely, decoded within limits, kept, taken up again."""

from __future__ import annotations

import json
import struct
import threading
import zlib
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from crawlers.crawl import crawl
from crawlers.images.candidates import best_offer, choose, find_candidates
from crawlers.images.decoding import MOST_THUMBNAIL, Unreadable, decode
from crawlers.images.keeping import IMAGES, images_warc, read_images
from crawlers.images.reading import gather_images
from sameness.industry import Company, CrawlSettings, Industry
from sameness.records import Outcome
from tests.drawn_pictures import draw, to_jpeg

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGE = "https://acme.example/about"
WORDS = "A rota that fills itself, every week, for everybody in the kitchen. " * 12


def found(markup: str) -> dict[str, str]:
    """Give why each picture of a page is passed over, by address."""
    return {one.url: one.why_not for one in find_candidates(PAGE, markup)}


def test_images_backgrounds_and_the_picture_for_sharing_are_candidates() -> None:
    markup = (
        '<meta property="og:image" content="/card.png"><img src="team.jpg" alt=" Our  team ">'
        "<div style=\"background: url('/hero.webp') center\"></div>"
        '<img data-src="lazy.jpg" src="data:image/gif;base64,R0lG"><img src="javascript:alert(1)">'
        '<picture><source srcset="p.avif 800w"><img src="p.jpg"></picture>'
    )
    assert list(found(markup)) == [
        "https://acme.example/card.png",
        "https://acme.example/team.jpg",
        "https://acme.example/lazy.jpg",
        "https://acme.example/p.jpg",
        "https://acme.example/hero.webp",
    ]
    assert not any(found(markup).values())


@pytest.mark.parametrize(
    ("markup", "why"),
    [
        ('<img src="a.jpg" class="siteLogo">', "called “logo” by its page"),
        ('<img src="acme-logo.png">', "called “logo” by its address"),
        ('<img src="a.jpg" width="64">', "shown smaller than 200 pixels"),
        ('<footer><p><img src="a.jpg"></p></footer>', "part of the navigation or the footer"),
        (
            '<ul class="logos"><li><img src="a.jpg"></ul>',
            "among what is called “logos” by its page",
        ),
        ('<img src="a.svg">', "a drawing or icon (SVG, ICO), which is not decoded"),
        ('<img src="a.jpg" alt="Get it on Google Play">', "called “google-play” by its page"),
        ('<img src="catalogue.jpg" alt="Our catalogue">', ""),
    ],
)
def test_what_is_no_content_is_not_asked_for(markup: str, why: str) -> None:
    (reason,) = found(markup.replace("Google Play", "google-play")).values()
    assert reason == why


@pytest.mark.parametrize(
    ("srcset", "best"),
    [
        ("a.jpg 640w, b.jpg 1600w, c.jpg 3200w", "b.jpg"),
        ("a.jpg 4000w, b.jpg 3000w", "b.jpg"),
        ("a.jpg, b.jpg 2x, c.jpg 3x", "b.jpg"),
        ("https://c.example/w_100,h_50/a.jpg 300w", "https://c.example/w_100,h_50/a.jpg"),
        ("a.jpg 1x,b.jpg 2x", "b.jpg"),
        ("a.jpg , b.jpg 1.5x ,", "b.jpg"),
        ("a.jpg 300h, b.jpg", "b.jpg"),
        ("data:image/gif;base64,R0lG 100w, a.jpg 90w", "a.jpg"),
        (",,", ""),
        ("", ""),
    ],
)
def test_the_largest_size_of_up_to_2000_pixels_is_chosen(srcset: str, best: str) -> None:
    assert best_offer(srcset) == best


def test_pages_take_turns_and_an_address_is_asked_for_once() -> None:
    gallery = "".join(f'<img src="/g{number}.jpg">' for number in range(9))
    pages = [(PAGE, gallery), ("https://acme.example/b", '<img src="/g0.jpg"><img src="/b.jpg">')]
    assert [one.url[-6:] for one in choose(pages, 3)] == ["g0.jpg", "g1.jpg", "/b.jpg"]


def png(width: int, height: int) -> bytes:
    """Give a PNG that claims a size and holds one pixel."""

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(b"\0" * 4))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "not a picture"),
        (b"", "not a picture"),
        (to_jpeg(draw(1))[:4000], "damaged"),
        (png(30_000, 30_000), "more than 25 million pixels"),
        (png(400, 300), "damaged"),
    ],
)
def test_what_can_t_be_decoded_has_a_reason(body: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        decode(body)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_is_its_sketch_whatever_its_format(form: str) -> None:
    file = BytesIO()
    draw(4).save(file, form)
    decoded, plain = decode(file.getvalue()), decode(to_jpeg(draw(4), 95))
    assert (decoded.width, decoded.height, len(decoded.sketch)) == (480, 320, 64 * 64)
    assert max(abs(a - b) for a, b in zip(decoded.sketch, plain.sketch, strict=True)) < 25
    with Image.open(BytesIO(decoded.thumbnail)) as copy:
        assert (copy.format, copy.size) == ("WEBP", (320, 213))
    assert len(decoded.thumbnail) <= MOST_THUMBNAIL


def test_credits_are_read_and_do_not_go_on_into_the_copy() -> None:
    exif = Image.Exif()
    exif[0x013B], exif[0x8298] = "Jane\x00 Doe", "Getty Images"
    file = BytesIO()
    draw(2).save(file, "JPEG", exif=exif)
    decoded = decode(file.getvalue())
    assert "copyright: Getty Images" in decoded.credits
    assert b"Getty" not in decoded.thumbnail


class Site:
    """What a server has, by path: body and content type; ``asked`` is what it was asked for."""

    def __init__(self) -> None:
        self.has: dict[str, tuple[bytes, str]] = {}
        self.asked: list[str] = []

    def add(self, path: str, body: bytes, kind: str = "image/jpeg") -> None:
        self.has[path] = body, kind


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.asked.append(self.path)
        body, kind = self.site.has.get(self.path, (b"", ""))
        tag = f'"{zlib.crc32(body)}"'
        known = self.headers.get("If-None-Match") == tag
        self.send_response(
            404 if not kind else 304 if known else int(kind) if kind == "500" else 200
        )
        if kind and kind != "500":
            self.send_header("Content-Type", kind)
            self.send_header("ETag", tag)
        self.send_header("Content-Length", "0" if known else str(len(body)))
        self.end_headers()
        if not known:
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None: ...  # noqa: A002 - the standard library's


@contextmanager
def serve(site: Site) -> Iterator[Industry]:
    handler = type("SiteHandler", (Handler,), {"site": site})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,)).start()
        try:
            yield Industry(
                name="kitchens",
                allow_private=True,
                crawl=CrawlSettings(delay=0),
                company=(Company(name="Acme", site=f"http://127.0.0.1:{server.server_port}/"),),
            )
        finally:
            server.shutdown()


def a_site() -> Site:
    site = Site()
    images = "".join(
        f'<img src="{path}">'
        for path in ("/a.jpg", "/bomb.png", "/cut.jpg", "/lost.jpg", "/x.jpg", "/no/b.jpg")
    )
    page = f"<html><title>Acme</title><body><h1>Rotas</h1><p>{WORDS}</p>{images}</body></html>"
    site.add("/", page.encode(), "text/html")
    site.add("/robots.txt", b"User-agent: *\nDisallow: /no/\n", "text/plain")
    site.add("/a.jpg", to_jpeg(draw(1)))
    site.add("/bomb.png", png(30_000, 30_000), "image/png")
    site.add("/cut.jpg", to_jpeg(draw(2))[:5000])
    site.add("/x.jpg", b"<svg onload='1'/>", "image/svg+xml")
    return site


def read(folder: Path) -> dict[str, tuple[Outcome, str]]:
    """Give what came of each picture, by its path."""
    return {
        image.url.partition("//")[2].partition("/")[2]: (image.outcome, image.reason)
        for image, _ in read_images(folder)
    }


def test_a_broken_picture_is_a_line_with_a_reason_and_costs_nothing_else(tmp_path: Path) -> None:
    site, first = a_site(), tmp_path / "s1"
    with serve(site) as industry:
        crawl(industry, first, lambda _: None)
        gather_images(industry, first, {})
        assert read(first) == {
            "a.jpg": (Outcome.FETCHED, ""),
            "bomb.png": (Outcome.FAILED, "more than 25 million pixels"),
            "cut.jpg": (Outcome.FAILED, "damaged (OSError)"),
            "lost.jpg": (Outcome.FAILED, "HTTP 404"),
            "x.jpg": (Outcome.REFUSED, "not a picture (image/svg+xml)"),
            "no/b.jpg": (Outcome.REFUSED, "robots.txt says no"),
        }
        assert "/no/b.jpg" not in site.asked
        stored = images_warc(first, "Acme").stat().st_size

        # Taken up: the ledger's last line is lost, its answer lies in the archive.
        lines = (first / IMAGES).read_bytes().splitlines(keepends=True)
        (first / IMAGES).write_bytes(b"".join(lines[:1]))
        site.asked.clear()
        gather_images(industry, first, {})
        assert [path for path in site.asked if path != "/lost.jpg"] == []
        assert images_warc(first, "Acme").stat().st_size == stored
        assert read(first)["a.jpg"] == (Outcome.FAILED, "ended the process that decoded it")
    assert json.loads(lines[0])["begun"][0] == "Acme"


def test_an_unchanged_picture_is_not_sent_again_and_a_lost_one_has_a_stand_in(
    tmp_path: Path,
) -> None:
    site, folders = a_site(), [tmp_path / name for name in ("s1", "s2", "s3")]
    with serve(site) as industry:
        for folder, earlier in zip(folders[:2], ({}, {"Acme": "s1"}), strict=True):
            crawl(industry, folder, lambda _: None)
            gather_images(industry, folder, earlier)
        images = [{image.url: image for image, _ in read_images(folder)} for folder in folders[:2]]
        (url,) = (url for url in images[0] if url.endswith("/a.jpg"))
        assert (images[0][url].status, images[1][url].status) == (200, 304)
        assert images[0][url].digest == images[1][url].digest

        site.has["/a.jpg"] = b"", "500"
        crawl(industry, folders[2], lambda _: None)
        gather_images(industry, folders[2], {"Acme": "s2"})
        kept = {image.url: image for image, _ in read_images(folders[2])}[url]
    assert (kept.outcome, kept.reason) == (Outcome.KEPT, "HTTP 500")
    assert (kept.digest, kept.record) == (images[0][url].digest, images[1][url].record)
