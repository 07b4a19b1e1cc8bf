"""Reads one company's site: home page, sitemaps, links; each answer leads to the next question."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import StopDownload

from crawlers.archive.clerk import Clerk
from crawlers.archive.stand_ins import StandIns
from crawlers.browser.onlooker import BROWSER, Onlooker
from crawlers.choice.addresses import Site, clean_url
from crawlers.choice.links import read_outline, text_headers
from crawlers.choice.scout import Scout
from crawlers.choice.sitemaps import SitemapQueue, read_sitemap
from crawlers.network.guard import refused_hosts
from crawlers.network.intricacy import is_too_intricate
from crawlers.network.reasons import Duplicate, explain
from crawlers.network.robots import SITEMAPS
from crawlers.network.verdict import choose_encoding, is_html, judge
from crawlers.policy import concurrency
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from typing import Self

    from scrapy.crawler import Crawler
    from scrapy.http import Headers, Response, TextResponse
    from twisted.python.failure import Failure

    from crawlers.archive.earlier import Earlier
    from crawlers.archive.recorder import Recorder
    from crawlers.choice.frontier import Candidate
    from crawlers.network.replay import Stock
    from sameness.industry import Company, Industry

CANDIDATE = "candidate"
"""The meta key of the page that a request is for; sitemaps have none."""


class CompanySpider(Spider):
    """The crawl of one company; ``stopped`` is the reason why it ends early, else empty.

    Every request ends in ``read_page``, ``read_sitemap``, ``read_probe`` or ``give_up``, and each
    of these hands out the next ones: so few are under way at a time, and the others wait in the
    frontier only.
    """

    name = "company"

    def __init__(
        self,
        *,
        company: Company,
        industry: Industry,
        recorder: Recorder,
        stock: Stock,
        earlier: Earlier,
        onlooker: Onlooker,
    ) -> None:
        super().__init__()
        self.site = Site(clean_url(company.site) or company.site)
        self.scout = Scout(self.site, industry.language, industry.crawl.max_depth)
        self.clerk = Clerk(company.name, recorder)
        self.recorder = recorder
        self.stock = stock
        self.earlier = earlier
        self.stopped = ""
        self._onlooker = onlooker
        self._stand_ins = StandIns(self.site, earlier.pages)
        self._company = company
        self._language = industry.language
        self._limits = industry.crawl
        self._sitemaps = SitemapQueue()
        self._under_way = 0
        self._pages_under_way = 0
        self._copies = 0

    @classmethod
    def from_crawler(cls, crawler: Crawler, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 - Scrapy's signature
        """Give the spider, listening for headers and for its own end."""
        has_browser = crawler.settings.getbool(BROWSER)
        spider = super().from_crawler(
            crawler, *args, onlooker=Onlooker(has_browser=has_browser), **kwargs
        )
        crawler.signals.connect(spider.judge_headers, signal=signals.headers_received)
        crawler.signals.connect(spider.say_goodbye, signal=signals.spider_closed)
        return spider

    async def start(self) -> AsyncIterator[Request]:
        """Ask for the home page, and set the clock."""
        reason = f"time cap of {self._limits.max_seconds:g} s reached"
        asyncio.get_running_loop().call_later(self._limits.max_seconds, self.stop, reason)
        yield self._page_request(self.scout.first())

    def stop(self, reason: str) -> None:
        """Ask for nothing more; what is under way may still arrive."""
        self.stopped = self.stopped or reason

    def read_page(self, response: Response) -> Iterator[Request]:
        """Judge and record an answer, and ask on."""
        candidate: Candidate = response.meta[CANDIDATE]
        self._under_way -= 1
        self._pages_under_way -= 1
        try:
            yield from self._settle(candidate, response)
        except Exception:
            # One page that no parser can stand must not end the company's crawl.
            self.logger.exception("%s can't be read", response.url)
            self._note_silence(candidate, response.request, Outcome.FAILED, "could not be read")
        yield from self._ask_next()

    def _settle(self, candidate: Candidate, response: Response) -> Iterator[Request]:
        outcome, reason = judge(response)
        if outcome is Outcome.FETCHED:
            yield from self._read_html(candidate, cast("TextResponse", response))
        else:
            self._note_answer(candidate, response, outcome, reason)

    def _note_answer(
        self, candidate: Candidate, response: Response, outcome: Outcome, reason: str
    ) -> None:
        """Enter an answer that is no page, and whether it tells what is at the address now."""
        self.clerk.enter_answer(candidate, response, outcome, reason)
        status = response.status
        self._stand_ins.answer_without_page(candidate, response.url, outcome, status, reason)

    def _note_silence(
        self, candidate: Candidate, request: Request | None, outcome: Outcome, reason: str
    ) -> None:
        """Enter a request without a usable answer."""
        self.clerk.enter_silence(candidate, request, outcome, reason)
        reached = request.url if request is not None else candidate.url
        self._stand_ins.miss(candidate, reached, reason)

    def _read_html(self, candidate: Candidate, response: TextResponse) -> Iterator[Request]:
        markup = response.body.decode(choose_encoding(response), "replace")
        if is_too_intricate(markup):
            reason = "too intricate to be read"
            self._note_answer(candidate, response, Outcome.FAILED, reason)
            return
        again = self._onlooker.ask(markup, response, self.read_page, self.read_plain)
        if again is not None:
            self._under_way += 1
            self._pages_under_way += 1
            yield again
            return
        self._stand_ins.answer(candidate.url, response.url)
        if candidate.depth == 0:
            self._stand_ins.shut = ""
            self.scout.home = response.url
            self.scout.remember(self.earlier.pages)
            self.scout.leave_out(self.earlier.missing)
            self._sitemaps.add(
                response.meta.get(SITEMAPS) or (urljoin(response.url, "/sitemap.xml"),)
            )
            yield from self._portray(response)
        headers = text_headers(response.headers)
        outline = read_outline(markup, response.url, self._language, headers)
        kind = self.scout.kind_of(response.url, outline, candidate.kind)
        outcome, reason = self.scout.judge(outline, candidate.url, response.url)
        if outcome is not Outcome.FETCHED:
            self._note_answer(candidate, response, outcome, reason)
        elif self.scout.is_copy(outline, response.url) or not self.clerk.enter_page(
            candidate, response, kind
        ):
            self._copies += 1
            self.logger.info("same page as another: %s", response.url)
            return
        if outcome is not Outcome.FAILED:
            self.scout.follow(outline, response.url, candidate.depth, kind)

    def _portray(self, home: TextResponse) -> Iterator[Request]:
        """Ask for the home page's pictures, unless nothing but this page is wanted."""
        if self._limits.max_depth:
            for request in self._onlooker.pictures(home, self.go_on, self.go_on):
                self._under_way += 1
                yield request

    def go_on(self, _: Response | Failure) -> Iterator[Request]:
        """Ask on after a picture: it is stored already, or there is none."""
        self._under_way -= 1
        yield from self._ask_next()

    def read_plain(self, failure: Failure) -> Iterator[Request]:
        """Read a page as it came, which the browser could not show."""
        self.logger.info("%r", failure.value)
        yield from self.read_page(self._onlooker.settle_for_less(failure))

    def read_sitemap(self, response: Response) -> Iterator[Request]:
        """Take the addresses of a sitemap, or the sitemaps of an index, and ask on."""
        self._under_way -= 1
        if response.status == 200:
            kind, addresses = read_sitemap(response.body, self._limits.max_bytes)
            if kind == "sitemapindex":
                self._sitemaps.add(addresses, response.url)
            else:
                self.scout.add_listed(addresses, response.url)
        yield from self._ask_next()

    def read_probe(self, response: Response) -> Iterator[Request]:
        """Learn what the site shows where nothing is, and ask on."""
        self._under_way -= 1
        try:
            self._learn_missing(response)
        except Exception:
            self.logger.exception("%s can't be read", response.url)
        yield from self._ask_next()

    def _learn_missing(self, response: Response) -> None:
        location = response.headers.get(b"Location")
        if 300 <= response.status < 400 and location:
            self.scout.learn_redirect(location.decode("latin-1"))
        elif judge(response)[0] is Outcome.FETCHED:
            markup = response.body.decode(
                choose_encoding(cast("TextResponse", response)), "replace"
            )
            if not is_too_intricate(markup):
                outline = read_outline(markup, response.url, self._language)
                self.scout.learn_missing(outline, response.url)

    def give_up(self, failure: Failure) -> Iterator[Request]:
        """Record a request that got no usable answer, and ask on."""
        request: Request = failure.request  # type: ignore[attr-defined]
        candidate: Candidate | None = request.meta.get(CANDIDATE)
        self._under_way -= 1
        if candidate is not None:
            self._pages_under_way -= 1
            self._record_failure(candidate, request, failure.value)
        yield from self._ask_next()

    def _record_failure(
        self, candidate: Candidate, request: Request, error: BaseException | None
    ) -> None:
        if isinstance(error, Duplicate):
            self.logger.info("leads to a known page: %s", candidate.url)
            self._stand_ins.move(candidate.url, request.url)
            self.scout.pass_over_redirect(candidate.url)
            self._copies += 1
            return
        host = urlsplit(request.url).hostname
        if host in refused_hosts:
            outcome, reason = Outcome.REFUSED, f"private address ({host})"
        else:
            limits = self._limits
            outcome, reason = explain(error, timeout=limits.timeout, max_bytes=limits.max_bytes)
        self.logger.info("%s: %s (%r)", request.url, reason, error)
        self._note_silence(candidate, request, outcome, reason)

    def _ask_next(self) -> Iterator[Request]:
        if self.recorder.received >= self._limits.max_total_bytes:
            self.stop(f"cap of {self._limits.max_total_bytes / 1_000_000:g} MB reached")
        if self.stopped:
            self._note_early_end()
            return
        while self._under_way < concurrency(self._limits):
            request = self._next_request()
            if request is None:
                return
            yield request

    def _next_request(self) -> Request | None:
        expected = self.recorder.fetched + self._pages_under_way
        asked = self.recorder.asked + self._copies
        if expected >= self._limits.max_pages or asked >= self._most_asked():
            return None
        sitemap = self._sitemaps.take(self.site)
        if sitemap is not None:
            return self._sitemap_request(sitemap)
        probe = self.scout.take_probe()
        if probe is not None:
            return self._probe_request(probe)
        candidate = self.scout.frontier.take()
        return self._page_request(candidate) if candidate is not None else None

    def _most_asked(self) -> int:
        """Give how many requests may end, so that a site of dead links comes to an end too."""
        return 4 * self._limits.max_pages + 20

    def _page_request(self, candidate: Candidate) -> Request:
        self._under_way += 1
        self._pages_under_way += 1
        return Request(
            candidate.url,
            callback=self.read_page,
            errback=self.give_up,
            meta={CANDIDATE: candidate},
            dont_filter=True,
        )

    def _sitemap_request(self, url: str) -> Request:
        self._under_way += 1
        return Request(url, callback=self.read_sitemap, errback=self.give_up, dont_filter=True)

    def _probe_request(self, url: str) -> Request:
        self._under_way += 1
        # Where it would be sent to is the answer.
        stay = {"dont_redirect": True}
        return Request(
            url, callback=self.read_probe, errback=self.give_up, meta=stay, dont_filter=True
        )

    def _note_early_end(self) -> None:
        """Enter the page that would have been next, so that the report can say why it ended."""
        if self._under_way:
            return
        read_before = {fetch.url for fetch in self.recorder.left_over()}
        waiting = iter(self.scout.frontier.take, None)
        candidate = next((one for one in waiting if one.url not in read_before), None)
        if candidate is not None:
            self._note_silence(candidate, None, Outcome.FAILED, self.stopped)

    def judge_headers(self, headers: Headers, request: Request) -> None:
        """Stop the download of what isn't HTML, which needs its headers only."""
        if CANDIDATE in request.meta and b"Location" not in headers and not is_html(headers):
            raise StopDownload(fail=False)

    def say_goodbye(self) -> None:
        """Let earlier pages stand in for those without an answer, and close the company's part."""
        for fetch in self.recorder.left_over():
            if not self._stand_ins.accept(fetch, self._why_ended()):
                self.recorder.withdraw(fetch)
        for page, reason in self._stand_ins.needed(self._why_ended()):
            self.clerk.enter_kept(page, reason)
        why = self.stopped or f"cap of {self._limits.max_pages} pages reached"
        self.recorder.note_passed_over(self.scout.passed_over(self._company.name, why))
        self.recorder.finish(self._company.name, self._company.site)

    def _why_ended(self) -> str:
        """Give why pages were not even asked for, empty where all went well."""
        return self.stopped or self._stand_ins.shut
