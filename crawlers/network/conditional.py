"""Asks only for what changed: an unchanged page costs its headers (RFC 9110, section 13)."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Self, cast

from scrapy.http import Headers
from scrapy.responsetypes import responsetypes

from crawlers.network.reasons import Failing
from crawlers.network.wire import ORIGINAL

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.archive import stored
    from crawlers.spider import CompanySpider

_CONDITIONS = {"If-None-Match": "ETag", "If-Modified-Since": "Last-Modified"}

_CONTENT = "content"
"""The meta key of headers and packed body as the archive holds them."""


class AskIfChanged:
    """Downloader middleware: sends validators, and turns "not modified" into the stored page."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> None:
        """Make the request conditional where the archive holds an answer with a validator."""
        # A redirect copies the headers of the hop before, which are about another address.
        for name in _CONDITIONS:
            request.headers.pop(name, None)
        request.meta.pop(ORIGINAL, None)
        found = cast("CompanySpider", self._crawler.spider).earlier.find(request.url)
        if found is None:
            return
        original, headers, body = found
        request.meta[ORIGINAL] = original
        request.meta[_CONTENT] = headers, body
        for name, validator in _CONDITIONS.items():
            if value := original.header(validator):
                request.headers[name] = value.encode("latin-1")

    def process_response(self, request: Request, response: Response) -> Response:
        """Give the response, for "not modified" the stored page with the newer headers.

        Raises Failing where that is said of something that was never read.
        """
        if response.status != HTTPStatus.NOT_MODIFIED:
            return response
        if ORIGINAL not in request.meta:
            raise Failing("called unchanged (HTTP 304), but it was never read")
        kept, body = request.meta[_CONTENT]
        headers = _update(kept, response.headers)
        kind = responsetypes.from_args(headers=headers, url=response.url, body=body)
        return kind(url=response.url, headers=headers, body=body, request=request)


def _update(kept: stored.Headers, newer: Headers) -> Headers:
    """Give stored headers brought up to date; those about the body stay (RFC 9111, 3.2)."""
    headers = Headers()
    for name, value in kept:
        headers.appendlist(name, value.encode("latin-1"))
    for name in newer:
        if not name.lower().startswith(b"content-"):
            headers.setlist(name, newer.getlist(name))
    return headers
