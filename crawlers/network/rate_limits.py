"""Keeps to the limits that an interface announces, before it has to refuse an answer."""

from __future__ import annotations

import asyncio
import re
import time
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from crawlers.network.backoff import MAX_WAIT
from crawlers.network.reasons import Busy
from crawlers.network.wire import WIRE

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from crawlers.archive.warc import Wire
    from crawlers.network.pace import MayStop

ENDS_AT = "ends at"
"""The request's meta key of the moment, on the monotonic clock, when nobody needs it any more."""

_SPELLINGS = (
    (b"X-RateLimit-Remaining", b"X-RateLimit-Reset"),
    (b"X-Rate-Limit-Remaining", b"X-Rate-Limit-Reset"),
    (b"RateLimit-Remaining", b"RateLimit-Reset"),
)
"""Mastodon, GitHub and Reddit; X; Bluesky and the older drafts of the IETF."""

_FIELD = re.compile(r";\s*([rt])=(\d{1,12})", re.ASCII)
"""What is left and for how long, in the one header of the newer drafts."""

_EPOCH = 1_000_000_000
"""From here on a number is a moment in seconds since 1970, below it is seconds from now."""

_MILLISECONDS = 1_000_000_000_000
_STEP = 1.0


def read_rest(headers: Headers, came_at: datetime) -> float | None:
    """Give for how many seconds from ``came_at`` nothing is left to ask for.

    None where something is left, or where the answer doesn't say both.
    """
    for remaining, reset in _SPELLINGS:
        left = _to_number(_value(headers, remaining))
        if left is not None:
            return _seconds_until(_value(headers, reset), came_at) if left < 1 else None
    fields = dict(_FIELD.findall(_value(headers, b"RateLimit")))
    return float(fields["t"]) if fields.get("r") == "0" and "t" in fields else None


def _value(headers: Headers, name: bytes) -> str:
    return (headers.get(name) or b"").decode("latin-1").strip()


def _to_number(text: str) -> float | None:
    """Give a plain number of at most 15 characters; Reddit's have a fraction."""
    plain = len(text) <= 15 and text.isascii() and text.replace(".", "", 1).isdecimal()
    return float(text) if plain else None


def _seconds_until(text: str, came_at: datetime) -> float | None:
    """Read the moment of a reset: seconds from now, seconds or milliseconds since 1970, ISO."""
    number = _to_number(text)
    if number is None:
        return _seconds_until_iso(text, came_at)
    if number < _EPOCH:
        return number
    epoch = number / 1000 if number >= _MILLISECONDS else number
    return max(0.0, epoch - came_at.timestamp())


def _seconds_until_iso(text: str, came_at: datetime) -> float | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    moment = moment.replace(tzinfo=moment.tzinfo or UTC)
    return max(0.0, (moment - came_at).total_seconds())


@dataclass
class _Host:
    """Whose turn it is at a host, and when it is free again on the monotonic clock."""

    free_at: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    holder: Request | None = None


class RateLimits:
    """Downloader middleware next to the network: one request at a time, and a rest at the limit.

    One at a time, so that each request knows what the answer before it said. What comes from the
    archive waits for nobody.
    """

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._hosts: defaultdict[str, _Host] = defaultdict(_Host)

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one crawl."""
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Wait for the request's turn and for the end of the rest.

        Raises Busy where that is more than MAX_WAIT off, or too late to be of use.
        """
        host = self._host_of(request)
        await host.turn.acquire()
        host.holder = request
        latest = min(time.monotonic() + MAX_WAIT, request.meta.get(ENDS_AT, float("inf")))
        while (wait := host.free_at - time.monotonic()) > 0:
            if host.free_at > latest or cast("MayStop", self._crawler.spider).stopped:
                raise Busy(f"the limit of requests is reached for {wait:.0f} s")
            await asyncio.sleep(min(wait, _STEP))

    def process_response(self, request: Request, response: Response) -> Response:
        """Pass the response on; where it says that nothing is left, the host gets its rest."""
        host = self._host_of(request)
        wire: Wire | None = request.meta.get(WIRE)
        came_at = wire.received_at if wire else datetime.now(UTC)
        rest = read_rest(response.headers, came_at)
        if rest is not None:
            passed = (datetime.now(UTC) - came_at).total_seconds()
            host.free_at = max(host.free_at, time.monotonic() + rest - passed)
        _let_go(host, request)
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:  # noqa: ARG002 - Scrapy's signature
        """Let the next request have its turn."""
        _let_go(self._host_of(request), request)

    def _host_of(self, request: Request) -> _Host:
        return self._hosts[urlsplit(request.url).netloc]


def _let_go(host: _Host, request: Request) -> None:
    if host.holder is request:
        host.holder = None
        host.turn.release()
