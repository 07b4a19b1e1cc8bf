"""Reads sitemaps: XML, indexes and gzip, with Scrapy's parser; document types are refused."""

from __future__ import annotations

import re
from collections import deque
from typing import TYPE_CHECKING

from scrapy.utils.gz import gunzip
from scrapy.utils.sitemap import Sitemap

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawlers.addresses import Site

MAX_SITEMAPS = 12
"""Sitemap files read of one site."""

MAX_ADDRESSES = 5_000
"""Addresses read of one sitemap file."""

_BLOGS = re.compile(r"post|blog|news|article|tag|categor|author|docs?|help|event|release")
_GZIP = b"\x1f\x8b\x08"


class SitemapQueue:
    """The sitemaps of one site that wait; each is given once, and MAX_SITEMAPS in all."""

    def __init__(self) -> None:
        self._waiting: deque[str] = deque()
        self._known: set[str] = set()

    def add(self, urls: Iterable[str]) -> None:
        """Let sitemaps wait, those of blogs and documentation behind the others."""
        for url in sorted(urls, key=lambda url: bool(_BLOGS.search(url.rpartition("/")[2]))):
            if url not in self._known and len(self._known) < MAX_SITEMAPS:
                self._known.add(url)
                self._waiting.append(url)

    def take(self, site: Site) -> str | None:
        """Give the next sitemap that lies on the site, or None."""
        while self._waiting:
            url = self._waiting.popleft()
            if site.holds(url):
                return url
        return None


def read_sitemap(body: bytes, max_bytes: int) -> tuple[str, tuple[str, ...]]:
    """Give a sitemap's type (``"urlset"``, ``"sitemapindex"`` or ``""``) and its addresses.

    What isn't a sitemap, is larger than ``max_bytes`` or has a document type gives no address.
    """
    try:
        xml = gunzip(body, max_size=max_bytes) if body.startswith(_GZIP) else body
        if _has_document_type(xml):
            return "", ()
        sitemap = Sitemap(xml)
        addresses = tuple(_first_addresses(sitemap))
    except (SyntaxError, OSError, EOFError, ValueError, StopIteration):
        return "", ()
    return (sitemap.type, addresses) if sitemap.type in {"urlset", "sitemapindex"} else ("", ())


def _first_addresses(sitemap: Sitemap) -> Iterator[str]:
    for number, entry in enumerate(sitemap):
        if number >= MAX_ADDRESSES:
            return
        yield entry["loc"]


def _has_document_type(xml: bytes) -> bool:
    """Tell whether XML declares a document type or entities, or hides them in a wide encoding."""
    lowered = xml.lower()
    return b"<!doctype" in lowered or b"<!entity" in lowered or b"\0" in xml
