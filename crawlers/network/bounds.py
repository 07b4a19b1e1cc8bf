"""Keeps every hop of a request on the company's site, and each page to one request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self, cast
from urllib.parse import urlsplit

from crawlers.choice.addresses import identity
from crawlers.network.reasons import Duplicate, Refusal
from crawlers.network.robots import ROBOTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from scrapy import Request
    from scrapy.crawler import Crawler

    from crawlers.spider import CompanySpider


class StayOnSite:
    """Downloader middleware: judges redirects before they're followed."""

    def __init__(self, crawler: Crawler) -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Give the middleware of one company's crawl."""
        return cls(crawler)

    def process_request(self, request: Request) -> Request | None:
        """Let a request pass, without user name and password if a redirect put such into it.

        Raises Refusal off the site, Duplicate for a page already taken.
        """
        parts = urlsplit(request.url)
        if "@" in parts.netloc:
            host = parts.netloc.rpartition("@")[2]
            return request.replace(url=parts._replace(netloc=host).geturl())
        if "redirect_urls" in request.meta and not request.meta.get(ROBOTS):
            self._judge_redirect(request, request.meta["redirect_urls"])
        return None

    def _judge_redirect(self, request: Request, hops: Sequence[str]) -> None:
        spider = cast("CompanySpider", self._crawler.spider)
        if not spider.site.holds(request.url):
            host = urlsplit(request.url).netloc
            raise Refusal(f"redirects to another site ({host})")
        own: set[str] = request.meta.setdefault("own", {identity(url) for url in hops})
        page = identity(request.url)
        if page not in own and not spider.scout.frontier.claim(request.url):
            raise Duplicate(request.url)
        own.add(page)
