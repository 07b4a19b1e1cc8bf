"""Reads sitemaps: XML, indexes and gzip, with Scrapy's parser; document types are refused.

The dates and priorities in them aren't used: most systems write the same for every page.
"""

from __future__ import annotations

import heapq
import re
from itertools import islice
from typing import TYPE_CHECKING

from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawlers.choice.addresses import Site

MAX_SITEMAPS = 12
"""Sitemap files read of one site."""

MAX_ADDRESSES = 5_000
"""Addresses read of one sitemap file."""

MAX_NESTING = 3
"""How deep an index of sitemaps may name further indexes."""

_PAGES = re.compile(r"page|product|feature|solution|landing")
_ARTICLES = re.compile(r"post|blog|news|article|release|press|event")
_LISTS = re.compile(r"tag|categor|author|docs?|help|user|image|video|archive")
_GZIP = b"\x1f\x8b\x08"


def is_of_articles(url: str) -> bool:
    """Tell whether a sitemap says by its name that it lists articles (``post-sitemap.xml``).

    ``posts-page`` lists pages: to some systems, everything is a post.
    """
    name = _name_of(url)
    return _ARTICLES.search(name) is not None and _PAGES.search(name) is None


class SitemapQueue:
    """The sitemaps of one site that wait; each is given once, and MAX_SITEMAPS in all."""

    def __init__(self) -> None:
        self._waiting: list[tuple[int, int, str]] = []
        self._nesting: dict[str, int] = {}
        self._given = 0

    def add(self, urls: Iterable[str], index: str = "") -> None:
        """Let sitemaps wait: those of pages first, of articles and lists last.

        ``index`` is the sitemap that named them, empty for those that the site itself names.
        """
        nesting = self._nesting.get(index, -1) + 1
        for url in urls:
            if url not in self._nesting and nesting <= MAX_NESTING:
                self._nesting[url] = nesting
                heapq.heappush(self._waiting, (_unfitness(url), len(self._nesting), url))

    def take(self, site: Site) -> str | None:
        """Give the next sitemap that lies on the site, or None."""
        while self._waiting and self._given < MAX_SITEMAPS:
            url = heapq.heappop(self._waiting)[-1]
            if site.holds(url):
                self._given += 1
                return url
        return None


def _name_of(url: str) -> str:
    return url.rpartition("/")[2].casefold()


def _unfitness(url: str) -> int:
    """Give how little a sitemap's name promises pages about the company: 0, 1 or 2."""
    name = _name_of(url)
    if _PAGES.search(name):
        return 0
    return 2 if _ARTICLES.search(name) or _LISTS.search(name) else 1


def read_sitemap(body: bytes, max_bytes: int) -> tuple[str, tuple[str, ...]]:
    """Give a sitemap's type (``"urlset"``, ``"sitemapindex"`` or ``""``) and its addresses.

    A plain list of addresses is a ``urlset`` too. What isn't a sitemap, is larger than
    ``max_bytes`` or has a document type gives no address; a broken one what comes before the break.
    """
    addresses: list[str] = []
    kind = ""
    try:
        text = gunzip(body, max_size=max_bytes) if body.startswith(_GZIP) else body
        if _has_document_type(text):
            return "", ()
        if not text.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
            return _read_list(text)
        sitemap = Sitemap(text)
        kind = sitemap.type
        addresses.extend(entry["loc"] for entry in islice(sitemap, MAX_ADDRESSES))
    except (SyntaxError, OSError, EOFError, ValueError, StopIteration):
        pass
    return (kind, tuple(addresses)) if kind in {"urlset", "sitemapindex"} else ("", ())


def _read_list(text: bytes) -> tuple[str, tuple[str, ...]]:
    """Read a sitemap of one address a line; any other line makes it none."""
    lines = text.decode("utf-8-sig", "replace").split()
    if not lines or not all(line.startswith(("http://", "https://")) for line in lines):
        return "", ()
    return "urlset", tuple(lines[:MAX_ADDRESSES])


def _has_document_type(xml: bytes) -> bool:
    """Tell whether XML declares a document type or entities, or hides them in a wide encoding."""
    lowered = xml.lower()
    return b"<!doctype" in lowered or b"<!entity" in lowered or b"\0" in xml
