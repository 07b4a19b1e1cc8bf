"""Starts the reading of a web archive in a process of its own and listens to it."""

from __future__ import annotations

import errno
import os
from dataclasses import asdict
from typing import TYPE_CHECKING

from crawlers.archive.recorder import EXIT_NO_SPACE
from crawlers.children import child_process, tell_task
from crawlers.crawl import LOG
from crawlers.wayback.events import PastPageEvent
from crawlers.wayback.source import LISTS
from sameness.errors import CrawlFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from crawlers.wayback.wanted import PastPage, Place
    from sameness.industry import Industry


def read_archive(
    industry: Industry,
    archive: Path,
    wanted: Sequence[tuple[PastPage, datetime]],
    places: Sequence[Place],
    on_event: Callable[[PastPageEvent], None],
) -> list[PastPageEvent]:
    """Read one copy of each page and period into an industry's archive; gives what came of each.

    ``wanted`` gives with each page the moment up to which copies are used. A copy is safe on disk
    before the next is asked for; what an interrupted reading left is taken up, and nothing of it
    asked for again. The process ends with this call, also when this one is interrupted.
    Raises CrawlFailed where the process breaks down.
    """
    lists = archive / LISTS
    lists.mkdir(parents=True, exist_ok=True)
    spec = {
        "industry": industry.model_dump(mode="json"),
        "archive": str(archive.absolute()),
        "wanted": [asdict(page) | {"until": until.isoformat()} for page, until in wanted],
        "shelves": [
            {
                "begins": place.period.begins.isoformat(),
                "ends": place.period.ends.isoformat(),
                "folder": place.folder,
                "earlier": place.earlier,
            }
            for place in places
        ],
    }
    events = []
    with (
        (lists / LOG).open("ab") as log,
        child_process("crawlers.wayback.child", log) as process,
    ):
        for event in map(PastPageEvent.from_line, tell_task(process, spec)):
            events.append(event)
            on_event(event)
        code = process.wait()
    if code:
        why = f" {os.strerror(errno.ENOSPC)}." if code == EXIT_NO_SPACE else ""
        raise CrawlFailed(
            f"The reading of the web archive broke down (exit code {code}).{why}",
            f"See {lists / LOG} for details; run the same command again to go on.",
        )
    return events
