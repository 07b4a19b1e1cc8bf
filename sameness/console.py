"""Shows how far a run has come: bars on a terminal, plain lines under cron."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn

if TYPE_CHECKING:
    from crawlers.events import CrawlEvent
    from crawlers.social.reading.events import ProfileEvent
    from crawlers.wayback.events import PastPageEvent

log = logging.getLogger("sameness")


class Display:
    """Progress of one run on standard error; use it as a context manager.

    On a terminal there is a bar per company and one per long stage; elsewhere each finished company
    and each stage is one log line.
    """

    def __init__(self) -> None:
        """Look whether standard error is a terminal."""
        console = Console(stderr=True)
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[note]}", markup=False),
            console=console,
            disable=not console.is_terminal,
        )
        self._terminal = console.is_terminal
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._bars.stop()

    def crawled(self, event: CrawlEvent) -> None:
        """Show one finished request, or a finished company."""
        note = f"{event.fetched} read, {event.refused} refused, {event.failed} failed"
        self._show(event.company, None if not event.finished else event.asked, event.asked, note)
        if event.finished and not self._terminal:
            log.info("crawl: %s: %s", event.company, note)

    def read_profile(self, event: ProfileEvent) -> None:
        """Show that a profile was read, or why not."""
        note = f"{event.company}, {event.platform}: {event.status}, {event.posts} posts"
        self._show("profiles", event.count, event.done, note)
        if not self._terminal:
            log.info("profile %d of %d: %s", event.done, event.count, note)

    def read_past(self, event: PastPageEvent) -> None:
        """Show that the past of a page was read, or why not."""
        note = event.trouble or f"{event.read} copies read, {event.same} unchanged"
        note = f"{event.company}, {event.url}: {note}"
        self._show("web archive", event.count, event.done, note)
        if not self._terminal:
            log.info("past page %d of %d: %s", event.done, event.count, note)

    def stage(self, name: str, number: int, count: int) -> None:
        """Show that a stage begins."""
        self._show("analysis", count, number - 1, name)
        if not self._terminal:
            log.info("stage %d of %d: %s", number, count, name)

    def encoded(self, done: int, count: int) -> None:
        """Show how many new statements are encoded."""
        self._show("encoding", count, done, f"{done} of {count} new statements")

    def step(self, work: str, done: int, count: int) -> None:
        """Show how many parts of a long piece of work are done."""
        self._show(work, count, done, f"{done} of {count}")
        if not self._terminal:
            log.info("%s: %d of %d", work, done, count)

    def _show(self, name: str, total: int | None, done: int, note: str) -> None:
        if name not in self._tasks:
            self._tasks[name] = self._bars.add_task(name, total=total, note=note)
        self._bars.update(self._tasks[name], total=total, completed=done, note=note)
