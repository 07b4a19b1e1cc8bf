"""Goes along with each hop of a request: no key reaches another host, nor the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from crawlers.network.reasons import Failing
from crawlers.network.wire import KeepWire

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from crawlers.social.reading.secrets import Secrets
    from crawlers.social.reading.spider import ProfileSpider

HOPS = "hops"
"""The request's meta key of the list of addresses that it has led to, shared by all its hops."""

OWN_HEADERS = "own headers"
"""The meta key of the names of headers that the source asked for."""

KEYED = "keyed"
"""The meta key of a request that carries a key."""

POSTED = "posted"
"""The meta key of a request whose answer is no evidence: it hands out a key."""

_HARMLESS = frozenset({"accept", "accept-language"})


class Escort:
    """Downloader middleware: looks at each hop before it is made."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Let a request pass; on another host without the source's own headers.

        A redirect may put user name and password into an address: they are taken out.
        """
        parts = urlsplit(request.url)
        if "@" in parts.netloc:
            host = parts.netloc.rpartition("@")[2]
            return request.replace(url=parts._replace(netloc=host).geturl())
        hops: list[str] = request.meta.get(HOPS, [])
        if hops and _origin(request.url) != _origin(hops[0]):
            for name in request.meta.get(OWN_HEADERS, ()):
                request.headers.pop(name, None)
        hops.append(request.url)
        return None


def own_headers(names: list[str]) -> list[str]:
    """Give the names of headers that no other host may see."""
    return [name for name in names if name.casefold() not in _HARMLESS]


def _origin(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    return parts.scheme, parts.netloc


class KeepAnswer(KeepWire):
    """Stores every answer as it came, but for keys: some interfaces repeat them.

    What hands out a key is not stored at all.
    """

    def process_response(self, request: Request, response: Response) -> Response:
        """Store what arrived, and pass it on as it is stored; raises Failing.

        An answer to a keyed request that came packed can't be looked through.
        """
        spider = cast("ProfileSpider", self._crawler.spider)
        if request.meta.get(POSTED):
            return response
        if request.meta.get(KEYED):
            if (response.headers.get(b"Content-Encoding") or b"identity") != b"identity":
                raise Failing("came packed, though it was asked for plain")
            response = _without(spider.secrets, response)
        return super().process_response(request, response)


def _without(secrets: Secrets, response: Response) -> Response:
    headers: Headers = response.headers.copy()
    for name, values in headers.items():
        headers.setlist(name, [secrets.hide_bytes(value) for value in values])
    return response.replace(headers=headers, body=secrets.hide_bytes(response.body))
