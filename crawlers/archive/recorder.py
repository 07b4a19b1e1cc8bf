"""Writes down what came of each request: evidence first, then the ledger, then the event."""

from __future__ import annotations

import logging
import os
from collections import Counter
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING

from crawlers.archive.passed_over import write_passed_over
from crawlers.archive.warc import WarcFile
from crawlers.browser.conversions import to_marks_record, to_record
from crawlers.events import CrawlEvent
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from crawlers.archive.ledger import Ledger
    from crawlers.archive.passed_over import Group
    from crawlers.archive.stored import Stored
    from crawlers.archive.warc import Wire
    from crawlers.browser.conversions import Shown
    from sameness.records import Fetch


EXIT_NO_SPACE = 28
"""The exit code of a crawl process that couldn't write its snapshot."""

_logger = logging.getLogger(__name__)


@contextmanager
def or_end() -> Iterator[None]:
    """End the process where the disk takes no more: pages without evidence are worth nothing.

    What was entered before is safe, and the exit code tells the starter.
    """
    try:
        yield
    except OSError as error:
        _logger.critical("The snapshot can't be written: %s", error)
        os._exit(EXIT_NO_SPACE)


class Recorder:
    """One company's part of a snapshot and its running totals.

    ``interrupted`` is what an interrupted crawl had entered of this company. It is gone over again
    before anything new is asked for, and counts from then on. ``path`` is the company's archive.
    """

    def __init__(
        self,
        warc: Path,
        ledger: Ledger,
        interrupted: Iterable[Fetch],
        report: Callable[[CrawlEvent], None],
    ) -> None:
        self._folder = warc.parent
        self.path = warc
        self._warc = WarcFile(warc)
        self._ledger = ledger
        self._report = report
        self._interrupted = {_request_of(fetch): fetch for fetch in interrupted}
        self._entered: dict[tuple[str, bool], Outcome] = {}
        self._totals: Counter[Outcome] = Counter()
        self.received = 0

    @property
    def fetched(self) -> int:
        """Pages that arrived so far."""
        return self._totals[Outcome.FETCHED]

    @property
    def asked(self) -> int:
        """Requests that finished so far, however they ended."""
        return self._totals.total() - self._totals[Outcome.KEPT]

    def store(self, wire: Wire) -> str:
        """Give the place of a response in the archive, once it is safe there."""
        with or_end():
            return self._warc.store(wire)

    def store_unchanged(self, wire: Wire, original: Stored) -> str:
        """Give the place of the word that a page is unchanged, once it is safe."""
        with or_end():
            return self._warc.store_unchanged(wire, original)

    def store_shown(self, shown: Shown) -> str:
        """Give the place of what the browser showed, once it is safe; its marks come first."""
        with or_end():
            if shown.marks:
                self._warc.add(partial(to_marks_record, shown=shown))
            return self._warc.add(partial(to_record, shown=shown))

    def count(self, wire: Wire) -> None:
        """Add a response to the bytes that were received, as they came on the wire."""
        self.received += len(wire.body)

    def enter(self, fetch: Fetch) -> None:
        """Enter one finished request into the ledger, unless it stands there, and tell of it."""
        request = _request_of(fetch)
        if self._interrupted.pop(request, None) != fetch:
            with or_end():
                self._ledger.enter(fetch)
        if request in self._entered:
            self._totals[self._entered[request]] -= 1
        self._entered[request] = fetch.outcome
        self._totals[fetch.outcome] += 1
        self._report(_to_event(fetch, self._totals))

    def left_over(self) -> tuple[Fetch, ...]:
        """Give what an interrupted crawl had entered and this one didn't come upon."""
        return tuple(self._interrupted.values())

    def withdraw(self, fetch: Fetch) -> None:
        """Enter that something left over counts no more."""
        del self._interrupted[_request_of(fetch)]
        with or_end():
            self._ledger.withdraw(fetch)

    def note_passed_over(self, groups: Iterable[Group]) -> None:
        """Write down what was seen of the company's site but not asked for."""
        with or_end():
            write_passed_over(self._folder, groups)

    def finish(self, company: str, home: str) -> None:
        """Enter that nothing more will be asked of this company, tell so, and close its archive."""
        with or_end():
            self._ledger.finish(company)
        self._report(_last_event(company, home, self._totals))
        self._warc.close()


def tell_finished(company: str, home: str, entered: Iterable[Fetch]) -> CrawlEvent:
    """Give the last event of a company of which everything was entered before."""
    return _last_event(company, home, Counter(fetch.outcome for fetch in entered))


def _last_event(company: str, home: str, totals: Counter[Outcome]) -> CrawlEvent:
    outcome = Outcome.FETCHED if totals[Outcome.FETCHED] else Outcome.FAILED
    return _event(company, home, outcome, totals, finished=True)


def _to_event(fetch: Fetch, totals: Counter[Outcome]) -> CrawlEvent:
    return _event(fetch.company, fetch.url, fetch.outcome, totals, finished=False)


def _event(
    company: str, url: str, outcome: Outcome, totals: Counter[Outcome], *, finished: bool
) -> CrawlEvent:
    return CrawlEvent(
        company=company,
        url=url,
        outcome=outcome,
        asked=totals.total() - totals[Outcome.KEPT],
        fetched=totals[Outcome.FETCHED],
        failed=totals[Outcome.FAILED],
        refused=totals[Outcome.REFUSED],
        finished=finished,
    )


def _request_of(fetch: Fetch) -> tuple[str, bool]:
    """Give what is entered once: a request, or a copy that stands in for it."""
    return fetch.url, fetch.outcome is Outcome.KEPT
