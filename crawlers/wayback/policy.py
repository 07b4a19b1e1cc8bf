"""Scrapy's settings for reading a web archive: those of a site's crawl, one request at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from crawlers.network.connections import TIME_CAP
from crawlers.network.wire import WIRE, KeepWire, wire_of
from crawlers.policy import scrapy_settings

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.http import Response

    from crawlers.images.keeping import ImageArchive
    from crawlers.wayback.spider import ArchiveSpider
    from sameness.industry import Industry

COPY = "copy"
"""The meta key of a request for a copy: it is stored under its own date once that is known."""

_OTHERS: dict[str, int | None] = {
    "crawlers.network.bounds.StayOnSite": None,
    "crawlers.social.reading.escort.Escort": 50,
    "crawlers.network.conditional.AskIfChanged": None,
    "crawlers.network.wire.KeepWire": None,
    "crawlers.wayback.policy.KeepList": 800,
    "crawlers.browser.keeping.KeepShown": None,
    "crawlers.network.rate_limits.RateLimits": 815,
}


def archive_settings(industry: Industry) -> dict[str, Any]:
    """Give the settings for reading an industry's past pages."""
    limits = industry.crawl.model_copy(
        update={
            "delay": max(industry.backfill.delay, industry.crawl.delay),
            "max_seconds": industry.backfill.max_seconds,
        }
    )
    settings = scrapy_settings(industry.model_copy(update={"crawl": limits}))
    return settings | {
        "DOWNLOADER_MIDDLEWARES": settings["DOWNLOADER_MIDDLEWARES"] | _OTHERS,
        "DEFAULT_REQUEST_HEADERS": {"Accept": "text/html,application/json;q=0.9,*/*;q=0.5"},
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        TIME_CAP: limits.max_seconds,
    }


class KeepList(KeepWire):
    """Stores lists of captures and robots.txt as they came; copies are kept by their readers."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Store what arrived, or leave a copy in the request's meta, and pass it on."""
        if not request.meta.get(COPY):
            return super().process_response(request, response)
        request.meta[WIRE] = wire_of(response)
        spider = cast("ArchiveSpider", self._crawler.spider)
        recorder: ImageArchive = spider.recorder
        recorder.count(request.meta[WIRE])
        return response
