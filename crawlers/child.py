"""The crawl process: reads what to do from stdin, tells what happens on stdout, a line each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive.earlier import Earlier, read_earlier
from crawlers.archive.ledger import LEDGER, Ledger, read_finished, read_ledger
from crawlers.archive.recorder import Recorder, tell_finished
from crawlers.archive.stored import list_responses
from crawlers.archive.warc import name_file
from crawlers.network.replay import Stock
from crawlers.policy import scrapy_settings
from crawlers.spider import CompanySpider
from crawlers.starter import take_task
from sameness.industry import Industry

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawlers.events import CrawlEvent
    from sameness.industry import Company


def main() -> None:
    """Crawl what the first line of stdin says; exit code 0 when every company came to its end."""
    spec, report = take_task()
    industry = Industry.model_validate(spec["industry"])
    chromium = Path(spec["chromium"]) if spec["chromium"] else None
    done = crawl_all(industry, Path(spec["folder"]), spec["earlier"], report, chromium)
    sys.exit(0 if done else 1)


def crawl_all(
    industry: Industry,
    folder: Path,
    earlier: Mapping[str, str],
    report: Callable[[CrawlEvent], None],
    chromium: Path | None = None,
) -> bool:
    """Crawl every company of an industry at once; tell whether every spider could start.

    ``earlier`` names companies' last good snapshots. What the folder holds of an interrupted crawl
    is taken up. ``chromium`` is the browser for pages that need one. Blocks until all are done, and
    can run once in a process, as Twisted's reactor can.
    """
    process = AsyncCrawlerProcess(scrapy_settings(industry, chromium))
    ledger = Ledger(folder / LEDGER)
    finished = read_finished(folder)
    for company in industry.company:
        entered = [fetch for fetch in read_ledger(folder) if fetch.company == company.name]
        if company.name in finished:
            report(tell_finished(company.name, company.site, entered))
            continue
        warc = folder / name_file(company.name)
        process.crawl(
            CompanySpider,
            company=company,
            industry=industry,
            recorder=Recorder(warc, ledger, entered, report),
            stock=Stock(folder.parent, list(list_responses(warc))),
            earlier=_earlier_of(company, folder, earlier),
        )
    process.start(install_signal_handlers=False)
    ledger.close()
    return not process.bootstrap_failed


def _earlier_of(company: Company, folder: Path, earlier: Mapping[str, str]) -> Earlier:
    snapshot_id = earlier.get(company.name)
    if snapshot_id is None:
        return Earlier(folder.parent, (), ())
    return read_earlier(folder.parent, snapshot_id, company.name)


if __name__ == "__main__":
    main()
