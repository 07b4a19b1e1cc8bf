"""Starts a crawl in a process of its own and listens to it."""

from __future__ import annotations

import errno
import os
from types import MappingProxyType
from typing import TYPE_CHECKING

from crawlers.archive.ledger import read_finished, read_ledger
from crawlers.archive.recorder import EXIT_NO_SPACE
from crawlers.children import child_process, tell_task
from crawlers.events import CrawlEvent
from sameness.errors import CrawlFailed, SnapshotMissing
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from pathlib import Path

    from sameness.industry import Industry

LOG = "crawl.log"
"""The log's name inside a snapshot's folder."""

_NOTHING: Mapping[str, str] = MappingProxyType({})


def crawl(
    industry: Industry,
    folder: Path,
    on_event: Callable[[CrawlEvent], None],
    earlier: Mapping[str, str] = _NOTHING,
    chromium: Path | None = None,
) -> None:
    """Read the sites of an industry into a folder, telling of each request as it ends.

    ``earlier`` gives, by company, the name of the folder beside this one that holds its last good
    snapshot: those pages are asked whether they changed, and stand in where they can't be read.
    ``chromium`` is the browser that shows pages without words of their own, and takes the home
    pages' pictures; without it such pages are noted.
    Every page is safe in the folder before its event; however the crawl ends, ``read_snapshot``
    reads what arrived, and a crawl into the same folder takes it up: what was read is not asked
    again. The crawl process ends with this call, also when this one is interrupted.
    Raises CrawlFailed where the crawl process breaks down, or where no company gave one page.
    """
    require_pages(folder, listen(industry, folder, on_event, earlier, chromium))


def listen(
    industry: Industry,
    folder: Path,
    on_event: Callable[[CrawlEvent], None],
    earlier: Mapping[str, str] = _NOTHING,
    chromium: Path | None = None,
) -> dict[str, int]:
    """Crawl as ``crawl`` does and give how many pages each company gave, perhaps none at all.

    Raises CrawlFailed where the crawl process breaks down.
    """
    folder.mkdir(parents=True, exist_ok=True)
    spec = {
        "industry": industry.model_dump(mode="json"),
        "folder": str(folder.absolute()),
        "earlier": dict(earlier),
        "chromium": str(chromium) if chromium else "",
    }
    fetched: dict[str, int] = {}
    with (folder / LOG).open("ab") as log, child_process("crawlers.child", log) as process:
        for event in map(CrawlEvent.from_line, tell_task(process, spec)):
            fetched[event.company] = event.fetched
            on_event(event)
        code = process.wait()
    if code:
        why = f" {os.strerror(errno.ENOSPC)}." if code == EXIT_NO_SPACE else ""
        raise CrawlFailed(f"The crawl process broke down (exit code {code}).{why}", _see(folder))
    return fetched


def require_pages(folder: Path, fetched: Mapping[str, int]) -> None:
    """Raise CrawlFailed where no company gave one page."""
    if not any(fetched.values()):
        raise CrawlFailed(f"No page could be read: {_first_troubles(folder)}.", _see(folder))


def can_take_up(folder: Path, companies: Iterable[str]) -> bool:
    """Tell whether a crawl into this folder would find something to go on with, or to keep.

    That is a folder with a whole ledger, unless every company came to its end without one page.
    """
    try:
        fetched = any(fetch.outcome is Outcome.FETCHED for fetch in read_ledger(folder))
        return fetched or not read_finished(folder).issuperset(companies)
    except SnapshotMissing:
        return False


def has_ended(folder: Path) -> bool:
    """Tell whether a crawl into this folder came to its end: of no company is more to be asked."""
    try:
        companies = {fetch.company for fetch in read_ledger(folder)}
        return bool(companies) and companies <= read_finished(folder)
    except SnapshotMissing:
        return False


def _first_troubles(folder: Path) -> str:
    """Give each company's first reason, in one line."""
    reasons: dict[str, str] = {}
    for fetch in read_ledger(folder):
        reasons.setdefault(fetch.company, fetch.reason)
    return "; ".join(f"{company}: {reason}" for company, reason in reasons.items())


def _see(folder: Path) -> str:
    return f"See {folder / LOG} for details, and check the addresses in the industry file."
