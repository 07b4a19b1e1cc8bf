"""The process that reads a web archive: its task comes on stdin, its events go to stdout."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive.stored import Stored, list_responses, read_response
from crawlers.archive.unpacking import UNPACK_ERRORS, unpack
from crawlers.images.keeping import ImageArchive
from crawlers.network.replay import Stock
from crawlers.starter import take_task
from crawlers.wayback.captures import ListUnreadable, read_list
from crawlers.wayback.keeping import Shelf
from crawlers.wayback.periods import Period
from crawlers.wayback.policy import archive_settings
from crawlers.wayback.source import LISTS
from crawlers.wayback.spider import ArchiveSpider
from crawlers.wayback.wanted import PastPage
from sameness.industry import Industry
from sameness.records import PageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawlers.wayback.events import PastPageEvent

ANSWERS = "lists.warc.gz"

MAX_AGE = timedelta(days=7)
"""How old a list of captures may be that is not asked for again."""


def main() -> None:
    """Read what the first line of stdin says; exit code 0 when every page came to its end."""
    spec, report = take_task()
    sys.exit(0 if read_all(spec, report) else 1)


def read_all(spec: Mapping[str, Any], report: Callable[[PastPageEvent], None]) -> bool:
    """Read the pages of a task; tell whether reading could start.

    Blocks until all are done, and can run once in a process, as Twisted's reactor can.
    """
    industry, archive = Industry.model_validate(spec["industry"]), Path(spec["archive"])
    warc = archive / LISTS / ANSWERS
    process = AsyncCrawlerProcess(archive_settings(industry))
    stock = [stored for stored in list_responses(warc) if _may_serve(archive, stored)]
    recorder = ImageArchive(warc)
    shelves = [_shelf(archive, industry.backfill.replay, fields) for fields in spec["shelves"]]
    process.crawl(
        ArchiveSpider,
        industry=industry,
        wanted=[_wanted(fields) for fields in spec["wanted"]],
        shelves=shelves,
        recorder=recorder,
        stock=Stock(archive, stock),
        report=report,
    )
    process.start(install_signal_handlers=False)
    recorder.close()
    for shelf in shelves:
        shelf.close()
    return not process.bootstrap_failed


def _may_serve(archive: Path, stored: Stored) -> bool:
    """Tell whether a stored answer saves a request: a list that can be read and is not old.

    What an archive said while it was down, or torn, is asked for again.
    """
    if "/robots.txt" in stored.url:
        return stored.status < 500 and stored.status != 429
    if stored.status != 200 or stored.cut or datetime.now(UTC) - stored.received_at > MAX_AGE:
        return False
    try:
        headers, body = read_response(archive, stored.place)
        read_list(unpack(body, headers), stored.url)
    except (ListUnreadable, *UNPACK_ERRORS, ValueError):
        return False
    return True


def _shelf(archive: Path, source: str, fields: Mapping[str, Any]) -> Shelf:
    period = Period(*(datetime.fromisoformat(fields[name]) for name in ("begins", "ends")))
    earlier = [archive / name for name in fields["earlier"]]
    return Shelf(archive / fields["folder"], source, period, earlier)


def _wanted(fields: Mapping[str, Any]) -> tuple[PastPage, datetime]:
    page = PastPage(
        fields["company"], fields["url"], PageKind(fields["kind"]), int(fields["depth"])
    )
    return page, datetime.fromisoformat(fields["until"])


if __name__ == "__main__":
    main()
