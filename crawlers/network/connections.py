"""Downloads that end with the company's time, and answers whose heads have a limit."""

from __future__ import annotations

import time
from contextlib import suppress
from typing import TYPE_CHECKING, cast

from scrapy.core.downloader.handlers.http11 import (
    HTTP11DownloadHandler,
    _LenientHTTP11ClientFactory,
    _LenientHTTP11ClientProtocol,
    _LenientHTTPClientParser,
)
from scrapy.exceptions import DownloadTimeoutError
from twisted.web.http_headers import InvalidHeaderName

from crawlers.archive.unpacking import MAX_ENCODINGS
from crawlers.network.reasons import Failing, HeadTooLarge

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response
    from twisted.internet.defer import Deferred
    from twisted.internet.interfaces import IAddress
    from twisted.web._newclient import Request as SentRequest
    from twisted.web.iweb import IResponse

    from crawlers.spider import CompanySpider

TIME_CAP = "TIME_CAP"
"""The setting that holds the seconds which a company's crawl may take."""

MAX_HEAD = 131_072
"""Bytes of an answer's status line and headers, together with the interim answers before it."""


class BoundedHandler(HTTP11DownloadHandler):
    """Scrapy's own handler of http and https, cut off where the company's time ends.

    Everything of a company comes through here: pages, their redirects, robots.txt and sitemaps.
    """

    lazy = False

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        self._pool._factory = _BoundedFactory  # noqa: SLF001 - as the parent does
        self._cap = crawler.settings.getfloat(TIME_CAP)
        self._timeout = crawler.settings.getfloat("DOWNLOAD_TIMEOUT")
        self._ends_at = time.monotonic() + self._cap

    async def download_request(self, request: Request) -> Response:
        """Give the answer; raises Failing where the company's time is over, as the parent else."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            raise self._too_late()
        request.meta["download_timeout"] = min(self._timeout, left)
        try:
            response = await super().download_request(request)
        except DownloadTimeoutError:
            if left <= self._timeout:
                raise self._too_late() from None
            raise
        _check_encodings(response)
        return response

    def _too_late(self) -> Failing:
        """Give the failure of a request that comes too late, and let none follow it."""
        reason = f"time cap of {self._cap:g} s reached"
        cast("CompanySpider", self._crawler.spider).stop(reason)
        return Failing(reason)


def _check_encodings(response: Response) -> None:
    """Raise Failing for a body that would cost more to unpack than it is worth."""
    named = b",".join(response.headers.getlist(b"Content-Encoding"))
    if named.count(b",") >= MAX_ENCODINGS:
        raise Failing(f"packed more than {MAX_ENCODINGS} times")


class _BoundedParser(_LenientHTTPClientParser):
    """Reads an answer's head up to its limit; Twisted has one per line and none for all lines."""

    MAX_LENGTH = MAX_HEAD
    received = 0

    def lineReceived(self, line: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take one line of the head; raises HeadTooLarge."""
        self.received += len(line) + 1
        if self.received > MAX_HEAD:
            raise HeadTooLarge
        super().lineReceived(line)

    def headerReceived(self, name: bytes, value: bytes) -> None:  # noqa: N802 - Twisted's name
        """Take one header; skip one whose name can't be, as browsers do."""
        with suppress(InvalidHeaderName):
            super().headerReceived(name, value)  # type: ignore[no-untyped-call]

    def lineLengthExceeded(self, line: bytes) -> None:  # noqa: N802, ARG002 - Twisted's name and signature
        """End an answer whose one line is too long."""
        raise HeadTooLarge


class _BoundedProtocol(_LenientHTTP11ClientProtocol):
    """A connection that reads answers with the bounded parser."""

    def request(self, request: SentRequest) -> Deferred[IResponse]:
        """Send a request, as the parent does, which puts its parser in place the same way."""
        answer = super().request(request)
        if self._parser is not None:
            self._parser.__class__ = _BoundedParser
        return answer


class _BoundedFactory(_LenientHTTP11ClientFactory):
    """Makes bounded connections."""

    def buildProtocol(self, addr: IAddress | None) -> _BoundedProtocol:  # noqa: N802, ARG002 - Twisted's name and signature
        """Give the protocol of a new connection."""
        return _BoundedProtocol(self._quiescentCallback)  # type: ignore[no-untyped-call]
