"""Tells which pages of a company's site were asked for and why, and which were passed over."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawlers.archive.passed_over import Group, read_passed_over
from pipeline.moments import newest_snapshot
from sameness.errors import SnapshotMissing

if TYPE_CHECKING:
    from datetime import datetime

    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class AskedPage:
    """One address that was asked for; ``depth`` counts links from the home page.

    ``kind`` is what the page is for, ``chosen`` why it was asked for, ``outcome`` and ``reason``
    what came of it. ``fetched_at`` is in UTC.
    """

    url: str
    final_url: str
    kind: str
    chosen: str
    depth: int
    outcome: str
    reason: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class PageChoice:
    """The pages of one company in one snapshot: ``asked`` in that order, ``passed_over`` by reason.

    Of pages that were passed over, each reason has its count and the first few addresses.
    """

    industry: str
    company: str
    snapshot_id: str
    asked: tuple[AskedPage, ...]
    passed_over: tuple[Group, ...]

    def lines(self) -> list[str]:
        """Give the choice as text, a line for each page and each reason."""
        outcomes = Counter(page.outcome for page in self.asked)
        counts = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
        lines = [f"{self.company}, snapshot {self.snapshot_id}: {counts}.", ""]
        lines += [_page_line(number, page) for number, page in enumerate(self.asked, start=1)]
        if self.passed_over:
            lines += ["", "Seen but not asked for:"]
            lines += [_group_line(group) for group in self.passed_over]
        return lines


def _page_line(number: int, page: AskedPage) -> str:
    why = f"{page.chosen}; {page.reason}" if page.reason else page.chosen
    led_to = f" -> {page.final_url}" if page.final_url != page.url else ""
    return (
        f"{number:4}  {page.fetched_at:%Y-%m-%d}  {page.outcome:8} {page.kind:10} "
        f"depth {page.depth}  {page.url}{led_to}  ({why})"
    )


def _group_line(group: Group) -> str:
    more = ", ..." if group.count > len(group.examples) else ""
    return f"{group.count:6}  {group.reason}: {', '.join(group.examples)}{more}"


def find_pages(warehouse: Warehouse, settings: Settings, name: str, company: str) -> PageChoice:
    """Give what the newest snapshot of an industry asked of a company; raises SnapshotMissing."""
    snapshot_id = newest_snapshot(warehouse, name)
    key = {"industry": name, "snapshot_id": snapshot_id, "company": company}
    asked = warehouse.rows("snapshot_pages", AskedPage, **key)
    if not asked:
        raise SnapshotMissing(
            f"The newest snapshot of {name!r} holds nothing of {company!r}.",
            f"Run: sameness crawl --industry {name}",
        )
    folder = settings.archive / name / snapshot_id
    return PageChoice(name, company, snapshot_id, tuple(asked), read_passed_over(folder, company))
