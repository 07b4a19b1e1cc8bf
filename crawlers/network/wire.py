"""Downloader middlewares around the bare response: keep it as it came, then unpack it."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Self, cast

from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest

from crawlers.archive.unpacking import UNPACK_ERRORS
from crawlers.archive.warc import Wire
from crawlers.browser.views import is_order
from crawlers.network.reasons import Failing, too_large

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.archive.stored import Stored
    from crawlers.spider import CompanySpider

WIRE = "wire"
"""The request's meta key of its latest bare response."""

RECORD = "record"
"""The meta key of that response's place in the archive."""

ORIGINAL = "original"
"""The meta key of the stored response that a conditional request is about."""


class KeepWire:
    """Stores every response as it came, body still packed: pages, hops, robots.txt, sitemaps."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Forget the response of an earlier hop or attempt."""
        if is_order(request):
            return
        request.meta.pop(WIRE, None)
        request.meta.pop(RECORD, None)

    def process_response(self, request: Request, response: Response) -> Response:
        """Store what arrived, put it into the request's meta, and pass it on."""
        if is_order(request):
            return response
        recorder = cast("CompanySpider", self._crawler.spider).recorder
        if WIRE not in request.meta:
            request.meta[WIRE] = wire = wire_of(response)
            original: Stored | None = request.meta.get(ORIGINAL)
            if original is not None and wire.status == HTTPStatus.NOT_MODIFIED:
                request.meta[RECORD] = recorder.store_unchanged(wire, original)
            else:
                request.meta[RECORD] = recorder.store(wire)
        recorder.count(request.meta[WIRE])
        return response


def wire_of(response: Response) -> Wire:
    """Give a bare response as it came, now."""
    return Wire(
        url=response.url,
        status=response.status,
        headers=tuple(_headers_of(response)),
        body=response.body,
        address=str(response.ip_address or ""),
        received_at=datetime.now(UTC),
        cut="download_stopped" in response.flags,
    )


def _headers_of(response: Response) -> list[tuple[str, str]]:
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in response.headers.items()
        for value in values
    ]


class Unpack(HttpCompressionMiddleware):
    """Takes content encodings off, with reasons in plain words where that can't be done."""

    def process_response(
        self,
        request: Request,
        response: Response,
        spider: Spider | None = None,  # noqa: ARG002 - the parent's signature
    ) -> Request | Response:
        """Give the response with its body unpacked; raises Failing."""
        if "download_stopped" in response.flags:
            return response
        named = (response.headers.get(b"Content-Encoding") or b"").decode("latin-1")
        try:
            unpacked = super().process_response(request, response)
        except IgnoreRequest:
            most = request.meta.get("download_maxsize", self._max_size)
            raise Failing(f"{too_large(most)} when unpacked") from None
        except (*UNPACK_ERRORS, ValueError):
            raise Failing(f"not decodable ({named})") from None
        if isinstance(unpacked.headers.get(b"Content-Encoding"), bytes):
            raise Failing(f"not decodable ({named})")
        return unpacked
