"""Comes back later when a site says so, and once more after a lost connection."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from scrapy.exceptions import DownloadFailedError, DownloadTimeoutError, ResponseDataLossError

from crawlers.reasons import Failing

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.spider import CompanySpider

MAX_WAIT = 120.0
"""Longest wait that is sat out, in seconds; a site that asks for more is left alone."""

MAX_ATTEMPTS_MORE = 2

_STEP = 1.0
_BUSY = frozenset({429, 503})
_TRANSIENT = (DownloadFailedError, DownloadTimeoutError, ResponseDataLossError)


def read_retry_after(value: str, now: datetime) -> float | None:
    """Give the seconds that a Retry-After header asks for (number or date), None if unreadable."""
    if value.strip().isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds())


class BackOff:
    """Downloader middleware: a busy answer makes all requests of that host wait."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._delay = crawler.settings.getfloat("DOWNLOAD_DELAY")
        self._free_at: dict[str, float] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host is free; raises Failing where that is too far off.

        Waits in small steps, so that the company's time cap ends a wait too.
        """
        host = urlsplit(request.url).netloc
        while (wait := self._free_at.get(host, 0.0) - time.monotonic()) > 0:
            if wait > MAX_WAIT:
                raise Failing(f"the site asks to come back in {wait:.0f} s")
            if cast("CompanySpider", self._crawler.spider).stopped:
                raise Failing("time cap reached while the site was busy")
            await asyncio.sleep(min(wait, _STEP))

    def process_response(self, request: Request, response: Response) -> Request | Response:
        """Give the response, or for a busy host the request once more."""
        if response.status not in _BUSY:
            return response
        attempt = request.meta.get("attempt", 0)
        header = (response.headers.get(b"Retry-After") or b"").decode("latin-1")
        wished = read_retry_after(header, datetime.now(UTC))
        wait = wished if wished is not None else max(1.0, self._delay) * 2.0**attempt
        host = urlsplit(request.url).netloc
        self._free_at[host] = max(self._free_at.get(host, 0.0), time.monotonic() + wait)
        if attempt >= MAX_ATTEMPTS_MORE or wait > MAX_WAIT:
            return response
        return _again(request, attempt)

    def process_exception(self, request: Request, exception: Exception) -> Request | None:
        """Give the request once more after a connection that was lost or fell silent."""
        if isinstance(exception, _TRANSIENT) and not request.meta.get("attempt", 0):
            return _again(request, 0)
        return None


def _again(request: Request, attempt: int) -> Request:
    again = request.copy()
    again.meta["attempt"] = attempt + 1
    return again
