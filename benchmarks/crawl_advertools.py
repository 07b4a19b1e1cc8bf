"""Crawls one site with advertools' crawler, which writes a table of what each page holds.

python -m benchmarks.crawl_advertools HOME CONCURRENCY FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlsplit

import advertools


def main(home: str, concurrency: str, folder: str) -> None:
    """Follow every link of a site; robots.txt is left aside."""
    settings = {
        "CONCURRENT_REQUESTS_PER_DOMAIN": int(concurrency),
        "ROBOTSTXT_OBEY": False,
        "LOG_LEVEL": "ERROR",
        "TELNETCONSOLE_ENABLED": False,
    }
    table = str(Path(folder) / "pages.jsonl")
    # The host without its port, or Scrapy takes the site for another one.
    host = str(urlsplit(home).hostname)
    advertools.crawl(
        home, table, follow_links=True, allowed_domains=[host], custom_settings=settings
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
