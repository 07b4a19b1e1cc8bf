"""Crawls one site as a run does, but for politeness: robots, archive and ledger are on.

    python -m benchmarks.crawl_ours HOME FOLDER

Requests at a time are those of a crawl without delay.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crawlers.crawl import crawl
from sameness.industry import Company, CrawlSettings, Industry


def main(home: str, folder: str) -> None:
    """Read up to a thousand pages of a site into a snapshot."""
    limits = CrawlSettings(delay=0, max_pages=1000, max_depth=20)
    company = Company(name="Yard", site=home)
    industry = Industry(name="speed", allow_private=True, crawl=limits, company=(company,))
    crawl(industry, Path(folder), lambda _: None)


if __name__ == "__main__":
    main(*sys.argv[1:])
