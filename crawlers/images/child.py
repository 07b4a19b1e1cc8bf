"""The process that reads pictures: its task comes on stdin; what came of them is in the ledger."""

from __future__ import annotations

import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.crawler import AsyncCrawlerProcess

from crawlers.archive.earlier import Earlier, list_originals
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.stored import list_responses
from crawlers.images.candidates import choose
from crawlers.images.keeping import (
    IMAGES,
    ImageArchive,
    ImageLedger,
    images_warc,
    read_begun,
    read_images,
)
from crawlers.images.policy import image_settings
from crawlers.images.spider import ImageSpider
from crawlers.network.replay import Stock
from crawlers.starter import take_task
from sameness.errors import SnapshotMissing
from sameness.industry import Industry
from sameness.records import MARKETING_KINDS, Outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

    from crawlers.archive.stored import Stored
    from crawlers.images.candidates import Candidate
    from sameness.records import Image, Picture

_HAVE_PAGE = frozenset({Outcome.FETCHED, Outcome.KEPT})


def main() -> None:
    """Read what the first line of stdin says; exit code 0 when every company came to its end."""
    spec, _ = take_task()
    industry = Industry.model_validate(spec["industry"])
    sys.exit(0 if read_all(industry, Path(spec["folder"]), spec["earlier"]) else 1)


@dataclass(frozen=True, slots=True)
class _Done:
    """What the ledger of a snapshot holds of an interrupted reading, by company and address."""

    finished: frozenset[tuple[str, str]]
    begun: frozenset[tuple[str, str]]


def read_all(industry: Industry, folder: Path, earlier: Mapping[str, str]) -> bool:
    """Read the pictures of a snapshot's pages; tell whether every spider could start.

    ``earlier`` names companies' last good snapshots. What the folder holds of an interrupted
    reading is taken up. Can run once in a process, as Twisted's reactor can.
    """
    chosen = _choose(industry, folder)
    finished = frozenset((image.company, image.url) for image, _ in read_images(folder))
    done = _Done(finished, frozenset(read_begun(folder)))
    process = AsyncCrawlerProcess(image_settings(industry))
    ledger = ImageLedger(folder / IMAGES)
    for company, candidates in chosen.items():
        waiting = [one for one in candidates if (company, one.url) not in done.finished]
        if waiting:
            process.crawl(
                ImageSpider,
                company=company,
                limits=industry.crawl,
                candidates=waiting,
                ledger=ledger,
                begun=frozenset(url for owner, url in done.begun if owner == company),
                **_tools(folder, company, earlier.get(company, "")),
            )
    process.start(install_signal_handlers=False)
    ledger.close()
    return not process.bootstrap_failed


def _choose(industry: Industry, folder: Path) -> dict[str, list[Candidate]]:
    """Give each company's candidates; only pages of its pitch count, the home page first."""
    pages: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    for fetch, markup in read_snapshot(folder):
        if fetch.outcome in _HAVE_PAGE and fetch.kind in MARKETING_KINDS:
            pages[fetch.company].append((fetch.depth, fetch.final_url, markup))
    return {
        company.name: choose(
            [(url, markup) for _, url, markup in sorted(pages[company.name])],
            industry.crawl.max_images,
        )
        for company in industry.company
        if pages[company.name]
    }


def _tools(folder: Path, company: str, earlier: str) -> dict[str, Any]:
    """Give what a company's spider reads from and writes to."""
    warc, archive = images_warc(folder, company), folder.parent
    return {
        "recorder": ImageArchive(warc),
        "stock": Stock(archive, list(list_responses(warc))),
        "earlier": Earlier(archive, (), _earlier_answers(archive, earlier, company)),
        "known": _known(archive, earlier, company),
    }


def _earlier_answers(archive: Path, earlier: str, company: str) -> list[Stored]:
    if not earlier:
        return []
    return list(list_originals(archive, images_warc(archive / earlier, company)))


def _known(archive: Path, earlier: str, company: str) -> dict[str, tuple[Image, Picture | None]]:
    """Give, by address, the pictures that the last good snapshot holds of a company."""
    if not earlier:
        return {}
    try:
        found = [
            (image, picture)
            for image, picture in read_images(archive / earlier)
            if image.company == company and picture is not None
        ]
    except SnapshotMissing:
        return {}
    return {image.url: (image, picture) for image, picture in found}


if __name__ == "__main__":
    main()
