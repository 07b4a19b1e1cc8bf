"""Past pages into the warehouse: which are wanted, what a web archive gave, dated snapshots."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.archive.ledger import LEDGER
from crawlers.wayback.periods import Period, cut_periods
from crawlers.wayback.reading import read_archive
from crawlers.wayback.source import ENDING, OWN_CRAWL
from crawlers.wayback.wanted import PastPage, Place
from pipeline.moments import moment_of, newest_snapshot, stamp
from pipeline.run import Progress, analyze
from pipeline.runs import PAGES_CHANNEL
from pipeline.snapshots import load_snapshot
from sameness.errors import AddressRefused, IndustryInvalid, SnapshotMissing
from sameness.industry import Industry, is_local
from sameness.records import MARKETING_KINDS, PageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from crawlers.wayback.events import PastPageEvent
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


@dataclass(frozen=True, slots=True)
class Span:
    """From when on, up to when (None: the first crawl), and of how many months each reading is."""

    first: datetime
    until: datetime | None
    months: int


@dataclass(frozen=True, slots=True)
class PastCompany:
    """What a web archive gave of one company, over all of its ``pages`` and periods.

    ``read`` copies were read, ``same`` ones are listed with the content of one before, ``settled``
    pages of periods were read by an earlier backfill, ``unusable`` ones tell nothing. ``first`` is
    the date of the oldest that is stored, None without any; ``trouble`` why some were left open.
    """

    company: str
    pages: int
    read: int
    same: int
    settled: int
    unusable: int
    first: datetime | None
    trouble: str

    def line(self) -> str:
        """Give one sentence."""
        since = f"since {self.first:%Y-%m-%d}" if self.first else "nothing"
        counts = f"{self.read} read, {self.same} unchanged, {self.unusable} of no use"
        before = f", {self.settled} known before" if self.settled else ""
        trouble = f" Left open: {self.trouble}." if self.trouble else ""
        pages = f"{self.pages} page{'' if self.pages == 1 else 's'}"
        return f"{self.company}: {since}; {pages}, {counts}{before}.{trouble}"


@dataclass(frozen=True, slots=True)
class BackfillSummary:
    """What a backfill brought: ``snapshots`` are the new dated ones, of ``periods`` looked at."""

    archive: str
    periods: int
    snapshots: tuple[str, ...]
    companies: tuple[PastCompany, ...]

    @property
    def is_partial(self) -> bool:
        """Whether the archive left anything open."""
        return any(company.trouble for company in self.companies)

    def lines(self) -> list[str]:
        """Give the summary as sentences: the numbers, then each company."""
        head = f"{self.archive}: {len(self.snapshots)} new snapshots of {self.periods} periods."
        return [head, *(company.line() for company in self.companies)]


def at_archive(industry: Industry, base: str) -> Industry:
    """Give an industry whose past pages lie in a collection of pywb at a base address.

    Raises IndustryInvalid for what is no web address, AddressRefused for a local one without
    ``allow_private``.
    """
    base = base.rstrip("/")
    fields = industry.model_dump(mode="json")
    fields["backfill"] |= {"cdx": f"{base}/cdx", "replay": base}
    try:
        if is_local(urlsplit(base).hostname or "") and not industry.allow_private:
            raise AddressRefused(
                f"{base!r} is a private or loopback address.",
                "Name a public archive, or allow private addresses in the industry file.",
            )
        return Industry.model_validate(fields)
    except ValueError:
        raise IndustryInvalid(
            f"{base!r} is not a web address.", "Write https://archive.example/collection."
        ) from None


def backfill(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    span: Span,
    on_event: Callable[[PastPageEvent], None],
) -> BackfillSummary:
    """Read past home and key pages of every company, and store them as dated snapshots.

    Of each page and period one copy is read, up to the company's first crawl of our own. What is
    settled is not asked for again. Raises SnapshotMissing where the industry was never crawled,
    SpanInvalid, CrawlFailed.
    """
    wanted = find_wanted(warehouse, name, industry, span.until)
    if not wanted:
        raise SnapshotMissing(
            f"Nothing was ever fetched for {name!r}.", f"Run: sameness crawl --industry {name}"
        )
    archive = settings.archive / name
    stored = {str(row[0]) for row in warehouse.tuples("snapshot_ids", industry=name)}
    periods = cut_periods(span.first, max(until for _, until in wanted), span.months)
    places = [find_place(archive, period, stored) for period in periods]
    events = read_archive(industry, archive, wanted, places, on_event)
    new = [one.folder for one in places if (archive / one.folder / LEDGER).is_file()]
    for snapshot_id in new:
        folder = archive / snapshot_id
        load_snapshot(warehouse, name, snapshot_id, folder, moment_of(snapshot_id))
    first = dict(warehouse.tuples("oldest_copies", industry=name))
    return BackfillSummary(
        archive=industry.backfill.replay,
        periods=len(periods),
        snapshots=tuple(new),
        companies=tuple(_tell(company, found, first) for company, found in _grouped(events)),
    )


def measure_with_past(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    progress: Progress,
) -> str:
    """Measure the newest crawl again, with claims dated by past pages; gives the run's id.

    Past pages are read with the terms and claims of a run before, so a first crawl takes two.
    """
    snapshot_id = newest_snapshot(warehouse, name)
    if not warehouse.tuples("newest_run", industry=name, channel=PAGES_CHANNEL):
        analyze(warehouse, settings, name, industry, snapshot_id, progress)
    return analyze(warehouse, settings, name, industry, snapshot_id, progress)


def find_wanted(
    warehouse: Warehouse, name: str, industry: Industry, until: datetime | None
) -> list[tuple[PastPage, datetime]]:
    """Give the pages whose past is wanted, each with the moment up to which.

    That is the company's first crawl of our own: what we saw ourselves needs no archive.
    """
    kinds = [str(kind) for kind in PageKind if kind in MARKETING_KINDS]
    key = {"industry": name, "companies": industry.names, "kinds": kinds, "own_crawl": OWN_CRAWL}
    found: defaultdict[str, list[tuple[PastPage, datetime]]] = defaultdict(list)
    for company, url, kind, depth, first_read_at in warehouse.tuples("own_pages", **key):
        seen = first_read_at.replace(tzinfo=UTC)
        page = PastPage(company, url, PageKind(kind), depth)
        found[company].append((page, min(until, seen) if until else seen))
    return [one for company in industry.names for one in found[company][: industry.backfill.pages]]


def find_place(archive: Path, period: Period, stored: Iterable[str]) -> Place:
    """Give the folder for the copies of a period: one that is not stored yet."""
    stem = f"{stamp(period.begins)}{ENDING}"
    earlier = sorted(one for one in stored if one == stem or one.startswith(f"{stem}-"))
    folder = stem if not earlier else f"{stem}-{len(earlier) + 1}"
    there = tuple(one for one in earlier if (archive / one).is_dir())
    return Place(period, folder, there)


def _grouped(events: Sequence[PastPageEvent]) -> list[tuple[str, list[PastPageEvent]]]:
    grouped: dict[str, list[PastPageEvent]] = {}
    for event in events:
        grouped.setdefault(event.company, []).append(event)
    return list(grouped.items())


def _tell(company: str, events: list[PastPageEvent], first: dict[str, datetime]) -> PastCompany:
    counts: Counter[str] = Counter()
    for event in events:
        for kind in ("read", "same", "settled", "unusable"):
            counts[kind] += getattr(event, kind)
    return PastCompany(
        company=company,
        pages=len(events),
        read=counts["read"],
        same=counts["same"],
        settled=counts["settled"],
        unusable=counts["unusable"],
        first=first.get(company),
        trouble=next((event.trouble for event in events if event.trouble), ""),
    )
