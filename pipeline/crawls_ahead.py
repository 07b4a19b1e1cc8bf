"""Crawls of several industries, begun before their turn: their polite waits overlap."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from crawlers.apart import domain_of, split_by_domain
from crawlers.parcel import deliver
from pipeline.crawling import begin_part, parts_at_once
from pipeline.executors import executor_for
from pipeline.industries import find_industry, industry_path
from pipeline.snapshots import plan_crawl, unmeasured_snapshot
from sameness.errors import SamenessError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from crawlers.apart import Brought
    from pipeline.crawling import CrawlPlan
    from pipeline.executors import Executor, Pending
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


class CrawlsAhead:
    """The parts of all industries' crawls in a row, of which the first are under way.

    No more are begun and not yet taken than one crawl alone has under way, so that what they bring
    stays bounded. A part waits, and those behind it, while an earlier industry asks its domain.
    """

    def __init__(self, executor: Executor, settings: Settings, names: Iterable[str]) -> None:
        self._executor, self._settings = executor, settings
        self._names = deque(names)
        self._plans: dict[str, CrawlPlan] = {}
        self._waiting: deque[tuple[CrawlPlan, Industry]] = deque()
        self._begun: deque[tuple[CrawlPlan, Industry, Pending[Brought]]] = deque()

    def take(self, warehouse: Warehouse, name: str, industry: Industry) -> CrawlPlan | None:
        """Give an industry's crawl, to be taken with ``bring``; None where it was not planned.

        Then nothing is under way that could ask the same sites.
        """
        while name in self._names:
            if self._names.popleft() == name:
                self._plan(warehouse, name)
        plan = self._plans.pop(name, None)
        if plan is None or plan.industry != industry:
            self._waiting.clear()
            self._settle_until(None)
            return None
        while any(of is plan for of, _ in self._waiting) and self._waiting[0][0] is not plan:
            self._waiting.popleft()
        return plan

    def bring(self, warehouse: Warehouse, plan: CrawlPlan) -> Iterator[Brought]:
        """Yield what the parts of a crawl bring, in order; begins others as they come."""
        self._settle_until(plan)
        self._begin(warehouse)
        while self._begun and self._begun[0][0] is plan:
            brought = self._begun.popleft()[2].result()
            self._begin(warehouse)
            yield brought

    def _settle_until(self, plan: CrawlPlan | None) -> None:
        """Keep what was begun before a plan's parts: its industry failed before its turn.

        It is taken up as an interrupted crawl.
        """
        while self._begun and self._begun[0][0] is not plan:
            other, _, pending = self._begun.popleft()
            deliver(pending.result().files, other.folder.parent)

    def _begin(self, warehouse: Warehouse) -> None:
        while len(self._begun) < parts_at_once(self._executor):
            if self._waiting:
                plan, part = self._waiting[0]
                if self._is_asked(part):
                    return
                self._waiting.popleft()
                self._begun.append((plan, part, begin_part(self._executor, plan, part)))
            elif self._names:
                self._plan(warehouse, self._names.popleft())
            else:
                return

    def _is_asked(self, part: Industry) -> bool:
        return any(domain_of(other) == domain_of(part) for _, other, _ in self._begun)

    def _plan(self, warehouse: Warehouse, name: str) -> None:
        """Put an industry's parts in the row, if there is something to crawl.

        Not for the built-in one, whose sites are there at its turn only. What is wrong with an
        industry is told at its turn.
        """
        if not industry_path(self._settings, name).is_file():
            return
        try:
            industry = find_industry(self._settings, name)
            if unmeasured_snapshot(warehouse, name, industry) is None:
                plan = plan_crawl(warehouse, self._settings, name, industry)
                self._plans[name] = plan
                self._waiting.extend((plan, part) for part in split_by_domain(industry))
        except SamenessError:
            return


def crawls_ahead(settings: Settings, names: list[str]) -> CrawlsAhead | None:
    """Give what crawls these industries ahead of their turn; None in one process, or for one."""
    executor = executor_for(settings)
    many = executor.elsewhere and len(names) > 1
    return CrawlsAhead(executor, settings, names) if many else None
