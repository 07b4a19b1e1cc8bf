"""Sitemaps of every size and make, and none that leads astray."""

from __future__ import annotations

import gzip
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawlers.choice.addresses import Site
from crawlers.choice.sitemaps import (
    MAX_ADDRESSES,
    MAX_NESTING,
    MAX_SITEMAPS,
    SitemapQueue,
    is_of_articles,
    read_sitemap,
)

HOME = "https://acme.example/"
ROOM = 10_000_000


def urlset(*addresses: str) -> bytes:
    listed = "".join(f"<url><loc>{address}</loc></url>" for address in addresses)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</urlset>'.encode()


def test_huge_sitemap_is_read_up_to_the_cap_and_soon() -> None:
    body = urlset(*(f"{HOME}{n}" for n in range(50_000)))
    began = time.process_time()
    kind, addresses = read_sitemap(body, ROOM)
    assert (kind, len(addresses), addresses[0]) == ("urlset", MAX_ADDRESSES, HOME + "0")
    assert read_sitemap(gzip.compress(body), ROOM)[1] == addresses
    assert time.process_time() - began < 20


def test_broken_sitemap_gives_what_comes_before_the_break() -> None:
    body = urlset(*(f"{HOME}{n}" for n in range(100)))
    assert read_sitemap(body[: len(body) // 2], ROOM)[1][:3] == (HOME + "0", HOME + "1", HOME + "2")
    packed = gzip.compress(body)
    assert read_sitemap(packed[: len(packed) // 2], ROOM)[1][:1] == (HOME + "0",)
    assert read_sitemap(body.replace(b"</loc>", b"<loc>", 1), ROOM)[0] == "urlset"
    assert read_sitemap(urlset(HOME + "a?b=1&c=2", HOME + "z"), ROOM)[0] == "urlset"


def test_namespaces_comments_and_other_elements_are_no_matter() -> None:
    body = b"""\xef\xbb\xbf<?xml version="1.0"?><?xml-stylesheet href="x.xsl"?><!-- a -->
      <s:urlset xmlns:s="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="urn:image">
      <s:url><s:lastmod>2026</s:lastmod><s:loc> https://acme.example/a </s:loc>
      <i:image><i:loc>https://acme.example/a.png</i:loc></i:image></s:url></s:urlset>"""
    assert read_sitemap(body, ROOM) == ("urlset", (HOME + "a",))


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"https://acme.example/a\r\nhttps://acme.example/b\n",
         ("urlset", (HOME + "a", HOME + "b"))),
        (b"\xef\xbb\xbfhttps://acme.example/a", ("urlset", (HOME + "a",))),
        (gzip.compress(b"https://acme.example/a", mtime=0), ("urlset", (HOME + "a",))),
        (b"Nothing here", ("", ())),
        (b"https://acme.example/a\nNothing here", ("", ())),
        (b"User-agent: *\nDisallow: /", ("", ())),
    ],
)  # fmt: skip
def test_plain_list_of_addresses(body: bytes, expected: tuple[str, tuple[str, ...]]) -> None:
    assert read_sitemap(body, ROOM) == expected


@given(st.binary(max_size=300), st.booleans())
def test_any_bytes_are_read(body: bytes, packed: bool) -> None:  # noqa: FBT001 - drawn
    kind, addresses = read_sitemap(gzip.compress(body) if packed else body, ROOM)
    assert kind in {"", "urlset", "sitemapindex"}
    assert not addresses or kind


def drain(queue: SitemapQueue) -> list[str]:
    return [url for url in iter(lambda: queue.take(Site(HOME)), None) if url is not None]


def test_sitemaps_that_name_each_other_come_to_an_end() -> None:
    queue = SitemapQueue()
    queue.add([HOME + "a.xml"])
    given_out = []
    while (url := queue.take(Site(HOME))) is not None:
        given_out.append(url)
        queue.add([HOME + "a.xml", HOME + "b.xml"], url)
    assert given_out == [HOME + "a.xml", HOME + "b.xml"]


def test_indexes_in_indexes_come_to_an_end() -> None:
    queue = SitemapQueue()
    url: str | None = HOME + "0.xml"
    queue.add([HOME + "0.xml"])
    count = 0
    while (url := queue.take(Site(HOME))) is not None:
        count += 1
        queue.add([f"{HOME}{count}.xml"], url)
    assert count == MAX_NESTING + 1


def test_sitemaps_off_the_site_do_not_use_up_the_cap() -> None:
    queue = SitemapQueue()
    queue.add(f"https://rival.example/{n}.xml" for n in range(100))
    queue.add(f"{HOME}{n}.xml" for n in range(100))
    assert len(drain(queue)) == MAX_SITEMAPS


def test_sitemaps_of_pages_come_first_and_of_lists_last() -> None:
    queue = SitemapQueue()
    names = ["tag-sitemap.xml", "post-sitemap.xml", "s.xml", "page-sitemap.xml"]
    queue.add(HOME + name for name in names)
    assert [url.removeprefix(HOME) for url in drain(queue)] == [
        "page-sitemap.xml", "s.xml", "tag-sitemap.xml", "post-sitemap.xml",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "articles"),
    [
        ("post-sitemap.xml", True),
        ("sitemap-blog.xml", True),
        ("wp-sitemap-posts-post-1.xml", True),
        ("wp-sitemap-posts-page-1.xml", False),
        ("page-sitemap.xml", False),
        ("sitemap.xml", False),
        ("", False),
    ],
)
def test_sitemap_says_whether_it_lists_articles(name: str, articles: bool) -> None:  # noqa: FBT001 - a table's column
    assert is_of_articles(HOME + "news/" + name) is articles
