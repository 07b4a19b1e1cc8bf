"""Scrapy's settings for reading posts: those of a site's crawl, with other company on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawlers.network.connections import TIME_CAP
from crawlers.policy import scrapy_settings

if TYPE_CHECKING:
    from sameness.industry import Industry

_OTHERS: dict[str, int | None] = {
    "crawlers.network.bounds.StayOnSite": None,
    "crawlers.social.reading.escort.Escort": 50,
    "crawlers.network.wire.KeepWire": None,
    "crawlers.social.reading.escort.KeepAnswer": 800,
    "crawlers.browser.keeping.KeepShown": None,
    "crawlers.network.rate_limits.RateLimits": 815,
}


def social_settings(industry: Industry, profiles: int) -> dict[str, Any]:
    """Give the settings for reading so many profiles; each has the time that a site has."""
    settings = scrapy_settings(industry)
    return settings | {
        "DOWNLOADER_MIDDLEWARES": settings["DOWNLOADER_MIDDLEWARES"] | _OTHERS,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        TIME_CAP: industry.crawl.max_seconds * max(1, profiles),
    }
