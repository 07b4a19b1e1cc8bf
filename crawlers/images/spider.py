"""Reads the pictures of one company: hosts side by side, on each host one after the other."""

from __future__ import annotations

import asyncio
import hashlib
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import StopDownload
from scrapy.http.request import NO_CALLBACK

from crawlers.images.decoding import Unreadable, decode
from crawlers.network.guard import refused_hosts
from crawlers.network.reasons import explain
from crawlers.network.verdict import media_type
from crawlers.network.wire import RECORD, WIRE
from sameness.records import Image, Outcome, Picture

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response

    from crawlers.archive.earlier import Earlier
    from crawlers.archive.warc import Wire
    from crawlers.images.candidates import Candidate
    from crawlers.images.keeping import ImageArchive, ImageLedger
    from crawlers.network.replay import Stock
    from sameness.industry import CrawlSettings

    Read = tuple[Image, Picture | None]

IMAGE = "image"
"""The meta key of a request for a picture; those for robots.txt have none."""

_PICTURES = ("image/", "application/octet-stream", "binary/octet-stream")
CLOSED = "robots.txt says no"
"""The reason of what the owner of the picture wants nobody to read: no copy stands in."""

_GONE = frozenset({404, 410})


class ImageSpider(Spider):
    """The reading of one company's pictures; ``stopped`` is the reason why it ends early.

    ``begun`` are addresses whose decoding once ended a process; ``known`` gives, by address, what
    the last good snapshot holds, which stands in where nothing arrives.
    """

    name = "images"

    def __init__(  # noqa: PLR0913 - what the middlewares look for stands here
        self,
        *,
        company: str,
        limits: CrawlSettings,
        candidates: Iterable[Candidate],
        recorder: ImageArchive,
        ledger: ImageLedger,
        stock: Stock,
        earlier: Earlier,
        known: Mapping[str, Read],
        begun: frozenset[str],
    ) -> None:
        super().__init__()
        self.recorder = recorder
        self.stock = stock
        self.earlier = earlier
        self.stopped = ""
        self._company = company
        self._limits = limits
        self._candidates = candidates
        self._ledger = ledger
        self._known = known
        self._begun = begun

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Give the spider, listening for headers and for its own end."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        crawler.signals.connect(spider.judge_headers, signal=signals.headers_received)
        crawler.signals.connect(spider.say_goodbye, signal=signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Read all pictures; each request goes to the network by itself."""
        reason = f"time cap of {self._limits.max_seconds:g} s reached"
        clock = asyncio.get_running_loop().call_later(self._limits.max_seconds, self.stop, reason)
        lanes: defaultdict[str, list[Candidate]] = defaultdict(list)
        for candidate in self._candidates:
            lanes[urlsplit(candidate.url).netloc].append(candidate)
        await asyncio.gather(*map(self._read_all, lanes.values()))
        clock.cancel()
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # Scrapy wants a generator.
            yield request

    def stop(self, reason: str) -> None:
        """Ask for nothing more."""
        self.stopped = self.stopped or reason

    def judge_headers(self, headers: Headers, request: Request) -> None:
        """Stop the download of what isn't a picture, which needs its headers only."""
        if IMAGE in request.meta and b"Location" not in headers and not _is_picture(headers):
            raise StopDownload(fail=False)

    def say_goodbye(self) -> None:
        """Close the company's archive."""
        self.recorder.close()

    async def _read_all(self, lane: Iterable[Candidate]) -> None:
        for candidate in lane:
            if self.recorder.received >= self._limits.max_total_bytes:
                self.stop(f"cap of {self._limits.max_total_bytes / 1_000_000:g} MB reached")
            image, picture = await self._read(candidate)
            self._ledger.enter(image, picture)

    async def _read(self, candidate: Candidate) -> Read:
        """Give what came of a picture; nothing that arrives may end the others' reading."""
        blank = self._blank(candidate)
        if candidate.why_not:
            return replace(blank, outcome=Outcome.REFUSED, reason=candidate.why_not), None
        if self.stopped:
            return self._or_earlier(replace(blank, reason=self.stopped))
        request = Request(candidate.url, meta={IMAGE: True}, callback=NO_CALLBACK)
        try:
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever it was, the next picture is read
            self.logger.info("%s: %r", candidate.url, error)
            return self._or_earlier(self._explain(blank, error))
        return self._judge(blank, response)

    def _blank(self, candidate: Candidate) -> Image:
        return Image(
            company=self._company,
            page=candidate.page,
            url=candidate.url,
            alt=candidate.alt,
            outcome=Outcome.FAILED,
            reason="",
            status=0,
            content_type="",
            fetched_at=datetime.now(UTC),
            size=0,
            digest="",
            record="",
        )

    def _explain(self, blank: Image, error: Exception) -> Image:
        limits = self._limits
        outcome, reason = explain(error, timeout=limits.timeout, max_bytes=limits.max_bytes)
        host = urlsplit(blank.url).hostname
        if host in refused_hosts:
            outcome, reason = Outcome.REFUSED, f"private address ({host})"
        return replace(blank, outcome=outcome, reason=reason)

    def _judge(self, blank: Image, response: Response) -> Read:
        wire: Wire = response.request.meta[WIRE]  # type: ignore[union-attr]
        image = replace(
            blank,
            status=wire.status,
            content_type=media_type(response.headers),
            fetched_at=wire.received_at,
            size=len(response.body),
            record=response.request.meta[RECORD],  # type: ignore[union-attr]
        )
        if response.status in _GONE:
            return replace(image, reason=f"HTTP {response.status}"), None
        if not 200 <= response.status < 300:
            return self._or_earlier(replace(image, reason=f"HTTP {response.status}"))
        if not _is_picture(response.headers):
            kind = image.content_type or "no type"
            return replace(image, outcome=Outcome.REFUSED, reason=f"not a picture ({kind})"), None
        return self._decode(image, response.body)

    def _decode(self, image: Image, body: bytes) -> Read:
        if image.url in self._begun:
            return replace(image, reason="ended the process that decoded it"), None
        self._ledger.begin(self._company, image.url)
        try:
            decoded = decode(body)
        except Unreadable as error:
            return replace(image, reason=str(error)), None
        digest = hashlib.sha256(body).hexdigest()
        picture = Picture(
            digest=digest,
            width=decoded.width,
            height=decoded.height,
            credits=decoded.credits,
            sketch=decoded.sketch,
            thumbnail=decoded.thumbnail,
        )
        return replace(image, outcome=Outcome.FETCHED, digest=digest), picture

    def _or_earlier(self, image: Image) -> Read:
        """Give the copy of an earlier snapshot that stands in for a picture, else the failure."""
        earlier, picture = self._known.get(image.url, (None, None))
        if earlier is None or picture is None or image.reason == CLOSED:
            return image, None
        kept = replace(earlier, page=image.page, alt=image.alt, outcome=Outcome.KEPT)
        return replace(kept, reason=image.reason), picture


def _is_picture(headers: Headers) -> bool:
    """Tell whether an answer calls itself a picture that may be decoded, or nothing."""
    kind = media_type(headers)
    return not kind or (kind.startswith(_PICTURES) and "svg" not in kind)
