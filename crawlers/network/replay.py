"""Takes up an interrupted crawl: what its archive holds is read from there, not asked again."""

from __future__ import annotations

from collections import defaultdict, deque
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urldefrag

from scrapy.http import Headers, Response
from scrapy.responsetypes import responsetypes

from crawlers.archive.stored import read_response
from crawlers.archive.warc import Wire
from crawlers.browser.views import is_order
from crawlers.network.robots import ROBOTS
from crawlers.network.wire import ORIGINAL, RECORD, WIRE

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawlers.archive.stored import Stored
    from crawlers.spider import CompanySpider

MAX_ROBOTS_AGE = timedelta(hours=24)
"""How old a robots.txt may be that is still obeyed (RFC 9309, section 2.4)."""


class Stock:
    """The responses that an interrupted crawl stored, each given once, in the order of arrival."""

    def __init__(self, archive: Path, responses: Iterable[Stored]) -> None:
        self._archive = archive
        self._waiting: defaultdict[str, deque[Stored]] = defaultdict(deque)
        for stored in responses:
            self._waiting[stored.url].append(stored)

    def take(self, url: str, original: Stored | None) -> tuple[Wire, str] | None:
        """Give the next stored response of an address with its place, None when there is none.

        Word that a page is unchanged counts only beside the page itself, ``original``.
        """
        waiting = self._waiting.get(urldefrag(url)[0])
        if not waiting:
            return None
        stored = waiting.popleft()
        if stored.origin and (original is None or original.place != stored.origin):
            return self.take(url, original)
        body = b"" if stored.origin else read_response(self._archive, stored.place)[1]
        wire = Wire(
            url=stored.url,
            status=stored.status,
            headers=stored.headers,
            body=body,
            address=stored.address,
            received_at=stored.received_at,
            cut=stored.cut,
        )
        return wire, stored.place


class Replay:
    """Downloader middleware next to the network: answers from the stock as long as it lasts."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Response | None:
        """Give the stored response, or None to let the request go out."""
        # What is posted brings an answer of its own each time, and isn't archived.
        if is_order(request) or request.method != "GET":
            return None
        stock = cast("CompanySpider", self._crawler.spider).stock
        found = stock.take(request.url, request.meta.get(ORIGINAL))
        if found is None or (request.meta.get(ROBOTS) and _is_stale(found[0])):
            return None
        wire, place = found
        request.meta[WIRE], request.meta[RECORD] = wire, place
        return _response_of(wire, request)


def _is_stale(wire: Wire) -> bool:
    return datetime.now(UTC) - wire.received_at > MAX_ROBOTS_AGE


def _response_of(wire: Wire, request: Request) -> Response:
    headers = Headers()
    for name, value in wire.headers:
        headers.appendlist(name, value.encode("latin-1"))
    kind = responsetypes.from_args(headers=headers, url=wire.url, body=wire.body)
    flags = ["download_stopped"] if wire.cut else []
    return kind(
        url=wire.url,
        status=wire.status,
        headers=headers,
        body=wire.body,
        flags=flags,
        request=request,
    )
