"""Reads one site with Scrapy and nothing else: what crawling costs at the least.

    python -m benchmarks.crawl_bare_scrapy HOME CONCURRENCY [LIST]

Follows every link; with the file of a list it asks for those addresses and reads nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import AsyncCrawlerProcess

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scrapy import Request
    from scrapy.http import Response, TextResponse


class Follower(Spider):
    """Asks for every page that a page links to; keeps nothing."""

    name = "follower"

    def parse(self, response: Response, **_: Any) -> Iterator[Request]:  # noqa: ANN401 - Scrapy's signature
        """Follow every link of the site."""
        yield from cast("TextResponse", response).follow_all(css="a::attr(href)")


class Fetcher(Spider):
    """Asks for the pages that it was given; keeps nothing."""

    name = "fetcher"

    def parse(self, response: Response, **_: Any) -> None:  # noqa: ANN401 - Scrapy's signature
        """Leave the page unread."""


def main(home: str, concurrency: str, addresses: str = "") -> None:
    """Crawl one site, without robots.txt, delay, archive or ledger."""
    process = AsyncCrawlerProcess(
        {
            "CONCURRENT_REQUESTS_PER_DOMAIN": int(concurrency),
            "LOG_LEVEL": "ERROR",
            "TELNETCONSOLE_ENABLED": False,
        }
    )
    given = Path(addresses).read_text("ascii").split() if addresses else [home]
    spider = Fetcher if addresses else Follower
    process.crawl(spider, start_urls=given, allowed_domains=[urlsplit(home).hostname])
    process.start()


if __name__ == "__main__":
    main(*sys.argv[1:])
