"""What a crawl brought: pages unchanged, changed, new and gone, and who could not be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawlers.choice.soft_404 import GONE, MISSING

if TYPE_CHECKING:
    from datetime import date, datetime

    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Unread:
    """A company none of whose pages could be read, why, and since when its last good ones are."""

    company: str
    reason: str
    kept: int
    kept_since: date | None


@dataclass(frozen=True, slots=True)
class CrawlSummary:
    """The pages of one snapshot against each company's last good one before, in numbers.

    ``asked`` counts requests for pages; ``kept`` pages gave no answer, and their last good copies
    stand in.
    """

    asked: int
    first_read: int
    unchanged: int
    changed: int
    new: int
    gone: int
    kept: int
    unread: tuple[Unread, ...]

    def lines(self) -> list[str]:
        """Give the summary as sentences: the numbers, then each company that was not read."""
        counts = [
            (self.first_read, "read for the first time"),
            (self.unchanged, "unchanged"),
            (self.changed, "changed"),
            (self.new, "new"),
            (self.gone, "gone"),
            (self.kept, "kept from an earlier crawl"),
        ]
        told = ", ".join(f"{number} {word}" for number, word in counts if number)
        return [f"{self.asked} pages asked for: {told or 'none read'}.", *map(_tell, self.unread)]


def _tell(unread: Unread) -> str:
    stands_in = f"its pages of {unread.kept_since} stand in" if unread.kept else "nothing stands in"
    return f"Not read: {unread.company} ({unread.reason or 'not asked'}); {stands_in}."


def put_page_changes(
    warehouse: Warehouse, name: str, snapshot_id: str, companies: list[str]
) -> None:
    """Make the table ``page_changes`` of a snapshot: company, url, and what became of the page."""
    key = {"industry": name, "snapshot_id": snapshot_id, "companies": companies}
    words = {"gone": sorted(GONE), "missing": MISSING}
    warehouse.make_from("page_changes", "page_changes", **words, **key)


def summarize_crawl(
    warehouse: Warehouse, name: str, snapshot_id: str, companies: list[str]
) -> CrawlSummary:
    """Give what a stored snapshot of an industry brought."""
    put_page_changes(warehouse, name, snapshot_id, companies)
    changes = Counter(warehouse.table("page_changes").column("change").to_pylist())
    key = {"industry": name, "snapshot_id": snapshot_id, "companies": companies}
    ((asked,),) = warehouse.tuples("asked_pages", **key)
    return CrawlSummary(
        asked=asked,
        first_read=changes["first read"],
        unchanged=changes["unchanged"],
        changed=changes["changed"],
        new=changes["new"],
        gone=changes["gone"],
        kept=changes["kept"],
        unread=tuple(_unread(*row) for row in warehouse.tuples("unread_companies", **key)),
    )


def _unread(company: str, reason: str, kept: int, since: datetime | None) -> Unread:
    return Unread(company, reason, kept, since.date() if since is not None else None)
