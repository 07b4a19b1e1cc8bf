"""Obeys robots.txt as RFC 9309 says: no answer means no, and a wished-for delay is kept."""

from __future__ import annotations

import asyncio
import codecs
import logging
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from protego import Protego
from scrapy import Request
from scrapy.exceptions import NotConfigured
from scrapy.http.request import NO_CALLBACK
from scrapy.utils.sitemap import sitemap_urls_from_robots

from crawlers.network.reasons import Refusal, explain

if TYPE_CHECKING:
    from scrapy.crawler import Crawler
    from scrapy.http import Response


AGENT = "sameness"
"""The name that robots.txt files may address."""

ROBOTS = "robots"
"""The meta key of a request for a robots.txt itself."""

SITEMAPS = "sitemaps"
"""The meta key of the sitemaps that the site's robots.txt names."""

NO_SAY = "dont_obey_robotstxt"
"""The meta key, Scrapy's own, of a request to an interface that has terms of its own."""

MAX_DELAY = 60.0
"""Longest wished-for delay that is kept, in seconds."""

_logger = logging.getLogger(__name__)

_MAX_BYTES = 512_000
_FIRST = 1000


@dataclass(frozen=True, slots=True)
class Rules:
    """What one host allows: ``closed`` is the reason why nothing is allowed, else empty."""

    parser: Protego
    closed: str
    delay: float
    sitemaps: tuple[str, ...]

    def check(self, url: str) -> None:
        """Raise Refusal for an address that isn't allowed."""
        if self.closed:
            raise Refusal(self.closed)
        if not self.parser.can_fetch(url, AGENT):
            raise Refusal("robots.txt says no")


def read_rules(status: int, body: bytes, url: str) -> Rules:
    """Give the rules that an answer to a request for robots.txt stands for.

    Client errors (4xx) allow everything; server errors, 429 and redirects that lead nowhere
    allow nothing.
    """
    if status == 429 or not 200 <= status < 500 or 300 <= status < 400:
        return _closed(f"robots.txt can't be read (HTTP {status})")
    body = body[:_MAX_BYTES].removeprefix(codecs.BOM_UTF8) if status < 300 else b""
    parser = Protego.parse(body.decode("utf-8", "ignore"))
    return Rules(parser, "", _wished_delay(parser), tuple(sitemap_urls_from_robots(body, url)))


def _wished_delay(parser: Protego) -> float:
    """Give the delay that the file wishes for, in seconds between 0 and MAX_DELAY."""
    delay = parser.crawl_delay(AGENT) or 0.0
    rate = parser.request_rate(AGENT)
    if rate is not None and rate.requests > 0:
        delay = max(delay, rate.seconds / rate.requests)
    return min(max(delay, 0.0), MAX_DELAY) if math.isfinite(delay) else 0.0


def _closed(reason: str) -> Rules:
    return Rules(Protego.parse(""), reason, 0.0, ())


class ObeyRobots:
    """Downloader middleware: asks each host for its robots.txt once, before any page of it."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler
        self._rules: dict[str, asyncio.Task[Rules]] = {}

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware; raises NotConfigured where robots.txt isn't to be obeyed."""
        if not crawler.settings.getbool("ROBOTSTXT_OBEY"):
            raise NotConfigured
        return cls(crawler)

    async def process_request(self, request: Request) -> None:
        """Let an allowed request pass; raises Refusal for the others."""
        if request.meta.get(ROBOTS) or request.meta.get(NO_SAY):
            return
        parts = urlsplit(request.url)
        root = f"{parts.scheme}://{parts.netloc}"
        if root not in self._rules:
            self._rules[root] = asyncio.ensure_future(self._ask(root, parts.hostname or ""))
        rules = await self._rules[root]
        rules.check(request.url)
        request.meta[SITEMAPS] = rules.sitemaps
        if rules.delay:
            # The site has said what it wants, so latency needn't be measured.
            request.meta["autothrottle_dont_adjust_delay"] = True

    async def _ask(self, root: str, host: str) -> Rules:
        meta = {ROBOTS: True, "download_maxsize": self._most_bytes()}
        request = Request(f"{root}/robots.txt", priority=_FIRST, meta=meta, callback=NO_CALLBACK)
        try:
            response: Response = await self._crawler.engine.download_async(request)
        except Exception as error:  # RFC 9309: unreachable, whatever the cause
            _logger.info("%s: %r", request.url, error)
            return _closed(f"robots.txt can't be read ({self._explain(error)})")
        rules = read_rules(response.status, response.body, response.url)
        if rules.delay:
            self._slow_down(host, rules.delay)
        return rules

    def _explain(self, error: Exception) -> str:
        settings = self._crawler.settings
        timeout = settings.getfloat("DOWNLOAD_TIMEOUT")
        return explain(error, timeout=timeout, max_bytes=self._most_bytes())[1]

    def _most_bytes(self) -> int:
        """Give how large a robots.txt may be; RFC 9309 wants half a million bytes to be read."""
        return max(_MAX_BYTES, self._crawler.settings.getint("DOWNLOAD_MAXSIZE"))

    def _slow_down(self, host: str, delay: float) -> None:
        """Set a host's delay, for its present slot and for any later one."""
        downloader = self._crawler.engine.downloader
        delay = max(delay, self._crawler.settings.getfloat("DOWNLOAD_DELAY"))
        downloader.per_slot_settings[host] = {"delay": delay, "concurrency": 1}
        slot = downloader.slots.get(host)
        if slot is not None:
            slot.delay = delay
            slot.concurrency = 1
