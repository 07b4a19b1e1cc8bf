"""Keeps the pace that a busy site can stand: one request at a time, and a pause after each."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol, Self, cast
from urllib.parse import urlsplit

from crawlers.network.backoff import ATTEMPT, BUSY, MAX_WAIT, read_wish
from crawlers.network.reasons import Busy, Failing
from crawlers.network.wire import WIRE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Response

    from crawlers.archive.warc import Wire

_STEP = 1.0
_LOOK_AGAIN = 0.1


class MayStop(Protocol):
    """A spider as those see it who wait on its behalf: ``stopped`` is why it ends, else empty."""

    stopped: str


@dataclass
class _Host:
    """How a host has to be treated; ``pause`` in seconds, ``free_at`` on the monotonic clock."""

    was_busy: bool = False
    pause: float = 0.0
    free_at: float = 0.0
    under_way: set[Request] = field(default_factory=set)

    def wait(self) -> float:
        """Give the seconds after which to look whether a request may go; 0 or less for now."""
        wait = self.free_at - time.monotonic()
        return max(wait, _LOOK_AGAIN) if self.was_busy and self.under_way else wait

    def slow_down(self, pause: float, wait: float) -> None:
        """Give the host a rest now, and from now on a pause after each request."""
        self.was_busy = True
        self.pause = max(self.pause, pause)
        self._rest(max(wait, self.pause))

    def end(self, request: Request) -> None:
        """Note that a request is no longer under way."""
        if request in self.under_way:
            self.under_way.remove(request)
            self._rest(self.pause)

    def _rest(self, seconds: float) -> None:
        self.free_at = max(self.free_at, time.monotonic() + seconds)


class Pace:
    """Downloader middleware next to the network: after a busy answer its host is asked slowly.

    What comes from the archive waits for nobody, but a busy answer there counts like any other.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._least = max(1.0, crawler.settings.getfloat("DOWNLOAD_DELAY"))
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait until the host is free; raises Busy where that is too far off.

        Waits in small steps, so that the company's time cap ends a wait too.
        """
        host = self._host_of(request)
        while (wait := host.wait()) > 0:
            if wait > MAX_WAIT:
                raise Busy(f"the site asks to come back in {wait:.0f} s")
            if cast("MayStop", self._crawler.spider).stopped:
                raise Failing("time cap reached while the site was busy")
            await asyncio.sleep(min(wait, _STEP))
        host.under_way.add(request)

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass the response on; after a busy one the host gets its rest.

        That is as long as it says, at least a pause, which doubles with each attempt. A host that
        wants to be asked again at once needs no pauses, unless it stays busy.
        """
        host = self._host_of(request)
        host.end(request)
        if response.status in BUSY:
            attempt = request.meta.get(ATTEMPT, 0)
            came_at = _came_at(request)
            wish = read_wish(response, came_at)
            usual = min(MAX_WAIT, self._least * 2.0**attempt)
            pause = 0.0 if wish == 0 and not attempt else usual
            passed = (datetime.now(UTC) - came_at).total_seconds()
            host.slow_down(pause, (wish or 0.0) - passed)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """Note that the request came to its end."""
        self._host_of(request).end(request)

    def _host_of(self, request: Request) -> _Host:
        return self._hosts[urlsplit(request.url).netloc]


def _came_at(request: Request) -> datetime:
    """Give when the answer came: long ago where the archive gave it, else just now."""
    wire: Wire | None = request.meta.get(WIRE)
    return wire.received_at if wire else datetime.now(UTC)
