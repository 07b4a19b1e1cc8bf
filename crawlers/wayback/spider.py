"""Reads a web archive: for each page its list of captures, then one copy of each period."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy import Request, Spider
from scrapy.http.request import NO_CALLBACK

from crawlers.network.guard import refused_hosts
from crawlers.network.reasons import explain
from crawlers.network.wire import WIRE
from crawlers.wayback.answers import (
    Excluded,
    Unavailable,
    Unusable,
    Worthless,
    check_answer,
    moment_of_copy,
    read_copy,
    read_redirect,
)
from crawlers.wayback.captures import LIMIT, Capture, ListUnreadable, list_address, read_list
from crawlers.wayback.events import PastPageEvent
from crawlers.wayback.periods import Period
from crawlers.wayback.policy import COPY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence
    from datetime import datetime

    from scrapy.http import Response

    from crawlers.images.keeping import ImageArchive
    from crawlers.network.replay import Stock
    from crawlers.wayback.keeping import Shelf
    from crawlers.wayback.wanted import PastPage
    from sameness.industry import Industry
    from sameness.records import Fetch

MOST_PARTS = 20
"""Parts of one list that are asked for."""

TRIES = 3
"""Copies of one period that are looked at until one tells something."""

ENOUGH_TROUBLE = 3
"""Pages in a row without an answer after which the archive is left alone."""


class ArchiveSpider(Spider):
    """The reading of an industry's past pages; ``stopped`` is why it ends early, else empty.

    ``wanted`` are pages, each with the moment up to which copies are used; ``shelves`` the periods
    in their order.
    """

    name = "web archive"

    def __init__(
        self,
        *,
        industry: Industry,
        wanted: Sequence[tuple[PastPage, datetime]],
        shelves: Sequence[Shelf],
        recorder: ImageArchive,
        stock: Stock,
        report: Callable[[PastPageEvent], None],
    ) -> None:
        super().__init__()
        self.recorder = recorder
        self.stock = stock
        self.stopped = ""
        self._industry = industry
        self._where = industry.backfill
        self._wanted = wanted
        self._shelves = shelves
        self._report = report
        self._excluded: dict[str, str] = {}
        self._in_a_row = 0

    async def start(self) -> AsyncIterator[Request]:
        """Read all pages; each request goes to the network by itself."""
        seconds = self._where.max_seconds
        reason = f"time cap of {seconds:g} s reached"
        clock = asyncio.get_running_loop().call_later(seconds, self.stop, reason)
        for done, (page, until) in enumerate(self._wanted, start=1):
            tally: Counter[str] = Counter()
            trouble = await self._read_or_explain(page, until, tally)
            self._report(
                PastPageEvent(
                    company=page.company,
                    url=page.url,
                    read=tally["read"],
                    same=tally["same"],
                    settled=tally["settled"],
                    unusable=tally["unusable"],
                    trouble=trouble,
                    done=done,
                    count=len(self._wanted),
                )
            )
        clock.cancel()
        nothing: tuple[Request, ...] = ()
        for request in nothing:  # Scrapy wants a generator.
            yield request

    def stop(self, reason: str) -> None:
        """Ask for nothing more."""
        self.stopped = self.stopped or reason

    async def _read_or_explain(self, page: PastPage, until: datetime, tally: Counter[str]) -> str:
        """Read a page in all periods; gives why periods were left open, else nothing."""
        if page.company in self._excluded:
            return self._excluded[page.company]
        if self.stopped:
            return self.stopped
        try:
            await self._read(page, until, tally)
        except Excluded as error:
            self._excluded[page.company] = str(error)
            return str(error)
        except Unavailable as error:
            self._in_a_row += 1
            if self._in_a_row >= ENOUGH_TROUBLE:
                self.stop(str(error))
            return str(error)
        self._in_a_row = 0
        return self.stopped

    async def _read(self, page: PastPage, until: datetime, tally: Counter[str]) -> None:
        captures = await self._list(page, until)
        known: dict[str, Fetch | str] = {}
        for shelf in self._shelves:
            period = replace(shelf.period, ends=min(shelf.period.ends, until))
            inside = [one for one in captures if period.holds(one.at)]
            settled = shelf.settled(page)
            if settled is not None:
                tally["settled"] += 1
                same = next((c for c in inside if c.at == settled.fetched_at), None)
                _learn(known, same, settled)
            elif self.stopped:
                return
            elif inside:
                tally[await self._fill(shelf, page, period, inside, known)] += 1
        for shelf in self._shelves:
            shelf.close_company(page.company)

    async def _fill(
        self,
        shelf: Shelf,
        page: PastPage,
        period: Period,
        inside: list[Capture],
        known: dict[str, Fetch | str],
    ) -> str:
        """Settle a page in one period; gives "read", "same" or "unusable"."""
        reasons = []
        for capture in inside[:TRIES]:
            before = known.get(capture.digest)
            if isinstance(before, str):
                reasons.append(before)
                continue
            if before is not None:
                _learn(known, capture, shelf.keep_same(page, capture, before, self._copy(capture)))
                return "same"
            try:
                _learn(known, capture, await self._keep(shelf, page, period, capture))
            except Unusable as error:
                if isinstance(error, Worthless) and capture.digest:
                    known[capture.digest] = str(error)
                reasons.append(str(error))
            else:
                return "read"
        shelf.refuse(page, inside[0].at, reasons[0])
        return "unusable"

    async def _keep(self, shelf: Shelf, page: PastPage, period: Period, capture: Capture) -> Fetch:
        """Ask for a copy and keep it; raises Unusable, Unavailable, Excluded."""
        response = await self._download(self._copy(capture), copy=True)
        led = read_redirect(response, self._where.replay, page.url)
        if led is not None:
            capture = Capture(led.at, led.url, "")
            _check(period, capture.at)
            response = await self._download(self._copy(capture), copy=True)
            if read_redirect(response, self._where.replay, page.url):
                raise Unusable("the copy is a redirect")
        at = moment_of_copy(response, capture.at)
        _check(period, at)
        _, encoding = read_copy(response, page.kind, self._industry.language)
        wire = response.request.meta[WIRE]  # type: ignore[union-attr]
        return shelf.keep(page, replace(capture, at=at), response, wire, encoding)

    def _copy(self, capture: Capture) -> str:
        """Give the address of a copy as it came from the site, without the archive's additions."""
        return f"{self._where.replay}/{capture.stamp}id_/{capture.url}"

    async def _list(self, page: PastPage, until: datetime) -> list[Capture]:
        """Give a page's captures, oldest first; raises Unavailable, Excluded."""
        span = Period(self._shelves[0].period.begins, until)
        found: set[Capture] = set()
        resume, asked = "", set[str]()
        for _ in range(MOST_PARTS):
            address = list_address(self._where.cdx, page.url, span, resume)
            if address in asked:
                raise Unavailable("its list of captures leads in a circle")
            asked.add(address)
            response = await self._download(address, copy=False)
            try:
                # Where nothing was ever captured some archives say 404.
                part = read_list(b"" if response.status >= 400 else response.body, page.url)
            except ListUnreadable as error:
                raise Unavailable(str(error)) from None
            found.update(part.captures)
            resume = part.resume
            if not resume:
                if part.rows < LIMIT or part.last is None:
                    return sorted(found, key=lambda one: (one.at, one.url))
                span = replace(span, begins=part.last)
        raise Unavailable(f"its list of captures has more than {MOST_PARTS} parts")

    async def _download(self, url: str, *, copy: bool) -> Response:
        """Give an answer about a list or a copy; raises Unavailable, Excluded."""
        meta = {COPY: copy, "dont_redirect": True}
        try:
            request = Request(url, meta=meta, callback=NO_CALLBACK)
            response = await self.crawler.engine.download_async(request)
        except Exception as error:  # whatever it was, the next page is asked for
            self.logger.info("%s: %r", url, error)
            raise Unavailable(self._explain(url, error)) from None
        check_answer(response)
        if not copy and 300 <= response.status < 400:
            raise Unavailable(f"the web archive answers HTTP {response.status}")
        return response

    def _explain(self, url: str, error: Exception) -> str:
        limits = self._industry.crawl
        host = urlsplit(url).hostname
        if host in refused_hosts:
            return f"private address ({host})"
        reason = explain(error, timeout=limits.timeout, max_bytes=limits.max_bytes)[1]
        return f"the web archive: {reason}"


def _check(period: Period, at: datetime) -> None:
    if not period.holds(at):
        raise Unusable(f"the archive gives a copy of another time ({at:%Y-%m-%d})")


def _learn(known: dict[str, Fetch | str], capture: Capture | None, fetch: Fetch) -> None:
    """Take note which content a copy has, so that no other with the same is asked for."""
    if capture is not None and capture.digest and fetch.record:
        known[capture.digest] = fetch
