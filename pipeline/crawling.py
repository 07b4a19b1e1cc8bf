"""The crawl of an industry where the work is done: in one process here, or in parts elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from crawlers.apart import crawl_apart, split_by_domain
from crawlers.crawl import crawl, require_pages
from crawlers.images.reading import gather_images
from crawlers.parcel import deliver, pack
from pipeline.executors import in_order

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from crawlers.apart import Brought
    from crawlers.events import CrawlEvent
    from pipeline.executors import Executor, Pending
    from sameness.industry import Industry

AT_ONCE = 4
"""A polite crawl mostly waits: so many share a core, and take none from other work."""


@dataclass(frozen=True, slots=True)
class CrawlPlan:
    """A crawl that is to be made: of what, into which folder, and each company's last good one.

    ``browser`` is the Chromium of this machine, None for none.
    """

    industry: Industry
    folder: Path
    earlier: Mapping[str, str]
    browser: Path | None


def crawl_field(
    executor: Executor, plan: CrawlPlan, on_event: Callable[[CrawlEvent], None]
) -> None:
    """Read the sites of an industry and their pictures into a folder; see ``crawlers.crawl``.

    Elsewhere each domain is one task, told of when it ended, and its evidence comes here in the
    file's order. What a part broke down on is raised after all others are stored.
    """
    if executor.elsewhere:
        starts = (
            partial(begin_part, executor, plan, part) for part in split_by_domain(plan.industry)
        )
        keep_parts(plan, in_order(starts, parts_at_once(executor)), on_event)
        return
    crawl(plan.industry, plan.folder, on_event, plan.earlier, plan.browser)
    gather_images(plan.industry, plan.folder, plan.earlier)


def keep_parts(
    plan: CrawlPlan, parts: Iterable[Brought], on_event: Callable[[CrawlEvent], None]
) -> None:
    """Keep what each part of a crawl brought; raises CrawlFailed as ``crawl_field`` does."""
    fetched: dict[str, int] = {}
    troubles = []
    for brought in parts:
        deliver(brought.files, plan.folder.parent)
        for event in brought.events:
            fetched[event.company] = event.fetched
            on_event(event)
        troubles += [brought.trouble] if brought.trouble else []
    if troubles:
        raise troubles[0]
    require_pages(plan.folder, fetched)


def parts_at_once(executor: Executor) -> int:
    """Give how many domains are asked at a time, all crawls together."""
    # Room is two for each core.
    return max(1, executor.room // 2 * AT_ONCE)


def begin_part(executor: Executor, plan: CrawlPlan, part: Industry) -> Pending[Brought]:
    """Begin the crawl of one domain; what is known of its companies goes with it."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    archive, snapshot_id = plan.folder.parent, plan.folder.name
    of_part = {name: plan.earlier[name] for name in part.names if name in plan.earlier}
    named = {
        "industry": part,
        "snapshot_id": snapshot_id,
        "earlier": of_part,
        "sent": pack(archive, snapshot_id, of_part, part.names),
        "browser": str(plan.browser or ""),
    }
    return executor.begin(crawl_apart, named, cores=0)
