"""Scrapy's settings for reading pictures: those of a site's crawl, without its bounds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from crawlers.policy import scrapy_settings

if TYPE_CHECKING:
    from sameness.industry import Industry

_OTHERS: dict[str, int | None] = {
    # Pictures often lie on other hosts; each has its own robots.txt, and the guard holds for all.
    "crawlers.network.bounds.StayOnSite": None,
    "crawlers.social.reading.escort.Escort": 50,
    "crawlers.browser.keeping.KeepShown": None,
}


def image_settings(industry: Industry) -> dict[str, Any]:
    """Give the settings for reading pictures: one request at a time on each host."""
    settings = scrapy_settings(industry)
    return settings | {
        "DOWNLOADER_MIDDLEWARES": settings["DOWNLOADER_MIDDLEWARES"] | _OTHERS,
        "DEFAULT_REQUEST_HEADERS": {
            "Accept": "image/webp,image/png,image/jpeg,image/gif;q=0.9,*/*;q=0.1"
        },
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
    }
