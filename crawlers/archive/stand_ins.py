"""Tells which pages of an earlier crawl stand in: those of which nothing is known this time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.choice.addresses import identity
from crawlers.choice.soft_404 import says_gone
from sameness.records import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawlers.choice.addresses import Site
    from crawlers.choice.frontier import Candidate
    from sameness.records import Fetch


class StandIns:
    """The addresses of one site that told what is there now, and those that didn't.

    ``shut`` is the reason why the site as a whole isn't read, empty once its home page is.
    """

    def __init__(self, site: Site, pages: Sequence[Fetch]) -> None:
        self.shut = "its home page was not read"
        self._site = site
        self._pages = pages
        self._answered: set[str] = set()
        self._reasons: dict[str, str] = {}
        self._moved: dict[str, str] = {}

    def answer(self, *urls: str) -> None:
        """Take note that the site has shown what is at these addresses now."""
        self._answered.update(map(identity, urls))

    def answer_without_page(
        self, candidate: Candidate, url: str, outcome: Outcome, status: int, reason: str
    ) -> None:
        """Take note of an answer at ``url`` that is no page, and whether it tells that none is."""
        if outcome is Outcome.REFUSED or says_gone(status, reason):
            self.answer(candidate.url, url)
        else:
            self._fail(reason, candidate.url, url)
        self._judge_home(candidate, reason)

    def miss(self, candidate: Candidate, url: str, reason: str) -> None:
        """Take note of a request that came to nothing at ``url``: what is there isn't known.

        A page that leads to another site is none of this site's any more; where the home page
        does, that may be all manner of things.
        """
        if candidate.depth and not self._site.holds(url):
            self.answer(candidate.url)
        else:
            self._fail(reason, candidate.url, url)
        self._judge_home(candidate, reason)

    def move(self, url: str, target: str) -> None:
        """Take note that an address leads to a page that has another request to itself."""
        self._moved[identity(url)] = identity(target)

    def _fail(self, reason: str, *urls: str) -> None:
        self._reasons.update(dict.fromkeys(map(identity, urls), reason))

    def _judge_home(self, candidate: Candidate, reason: str) -> None:
        """Take note why the site isn't read, if this was its home page and no other opened it."""
        if self.shut and not candidate.depth:
            self.shut = reason

    def accept(self, fetch: Fetch, why_ended: str) -> bool:
        """Tell whether what an interrupted crawl entered, and this one didn't come upon, counts.

        Only answers do that there was no time to come upon again, for the reason ``why_ended``.
        """
        if fetch.outcome is Outcome.KEPT or not fetch.record or not why_ended:
            return False
        gone = says_gone(fetch.status, fetch.reason)
        if fetch.outcome is Outcome.FAILED and not gone:
            self._fail(fetch.reason, fetch.url, fetch.final_url)
        else:
            self.answer(fetch.url, fetch.final_url)
        return True

    def needed(self, why_ended: str) -> Iterable[tuple[Fetch, str]]:
        """Yield the earlier pages that stand in, with the reason.

        Those that were asked for in vain; and where the crawl of the site ended before its time,
        for the reason ``why_ended``, those that were not asked for either.
        """
        for page in self._pages:
            names = (self._where_now(page.url), self._where_now(page.final_url))
            if self._answered.isdisjoint(names):
                told = (self._reasons[name] for name in names if name in self._reasons)
                if reason := next(told, why_ended):
                    yield page, reason

    def _where_now(self, url: str) -> str:
        name, seen = identity(url), set[str]()
        while name in self._moved and name not in seen:
            seen.add(name)
            name = self._moved[name]
        return name
