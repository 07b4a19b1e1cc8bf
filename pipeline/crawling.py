"""The crawl of an industry where the work is done: in one process here, or in parts elsewhere."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from crawlers.apart import crawl_apart, split_by_domain
from crawlers.crawl import crawl, require_pages
from crawlers.images.reading import gather_images
from crawlers.parcel import deliver, pack
from pipeline.executors import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from crawlers.apart import Brought
    from crawlers.events import CrawlEvent
    from pipeline.executors import Executor, Pending
    from sameness.industry import Industry

CORES = 0.25
"""A polite crawl mostly waits: four of them share a core."""


def crawl_field(
    executor: Executor,
    industry: Industry,
    folder: Path,
    on_event: Callable[[CrawlEvent], None],
    earlier: Mapping[str, str],
    chromium: Path | None,
) -> None:
    """Read the sites of an industry and their pictures into a folder; see ``crawlers.crawl``.

    Elsewhere each domain is one task, told of when it ended, and its evidence comes here in the
    file's order. What a part broke down on is raised after all others are stored.
    """
    if not executor.elsewhere:
        crawl(industry, folder, on_event, earlier, chromium)
        gather_images(industry, folder, earlier)
        return
    fetched: dict[str, int] = {}
    troubles = []
    for brought in _parts(executor, industry, folder, earlier, str(chromium or "")):
        deliver(brought.files, folder.parent)
        for event in brought.events:
            fetched[event.company] = event.fetched
            on_event(event)
        troubles += [brought.trouble] if brought.trouble else []
    if troubles:
        raise troubles[0]
    require_pages(folder, fetched)


def _parts(
    executor: Executor, industry: Industry, folder: Path, earlier: Mapping[str, str], browser: str
) -> Iterator[Brought]:
    """Yield what each part brought, in order."""
    folder.mkdir(parents=True, exist_ok=True)
    starts = (
        partial(_begin, executor, part, folder, earlier, browser)
        for part in split_by_domain(industry)
    )
    return in_order(starts, int(executor.room / CORES))


def _begin(
    executor: Executor, part: Industry, folder: Path, earlier: Mapping[str, str], browser: str
) -> Pending[Brought]:
    of_part = {name: earlier[name] for name in part.names if name in earlier}
    named = {
        "industry": part,
        "snapshot_id": folder.name,
        "earlier": of_part,
        "sent": pack(folder.parent, folder.name, of_part, part.names),
        "browser": browser,
    }
    return executor.begin(crawl_apart, named, CORES)
