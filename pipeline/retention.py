"""Which evidence reports rest on, and what of the archive may go after ``keep_months``."""

from __future__ import annotations

import dataclasses
import logging
from calendar import monthrange
from collections import defaultdict
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crawlers import keep_only, read_stored
from crawlers.images.keeping import IMAGES
from crawlers.social.reading.keeping import READINGS
from pipeline.runs import PAGES_CHANNEL
from pipeline.snapshots import moment_of, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from reports.data import Report
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

log = logging.getLogger(__name__)


def cite_pages(warehouse: Warehouse, report: Report) -> None:
    """Note every page that a report quotes, so that its evidence is never dropped."""
    pages = sorted(set(_cited(report)))
    rows = {
        "run_id": pa.array([report.run_id] * len(pages), pa.string()),
        "company": pa.array([company for company, _ in pages], pa.string()),
        "url": pa.array([url for _, url in pages], pa.string()),
    }
    with warehouse.transaction():
        warehouse.run("forget_citations", run_id=report.run_id)
        warehouse.insert("raw.citations", pa.table(rows))


def _cited(part: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - any part of a report
    """Yield company and address of every page that is named in a part of a report."""
    if isinstance(part, tuple):
        for one in part:
            yield from _cited(one)
    elif dataclasses.is_dataclass(part):
        names = {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
        if "company" in names and "url" in names:
            yield names["company"], names["url"]
        for value in names.values():
            yield from _cited(value)


def drop_old_evidence(
    warehouse: Warehouse, settings: Settings, name: str, keep_months: int, post_months: int = 12
) -> int:
    """Drop what was read longer ago than ``keep_months`` and is not needed; gives the bytes freed.

    Needed are pages that a report cites, pages of runs made before citations were noted, each
    company's last good snapshot, and pages to which newer records lead; posts that a report cites,
    and those of ``post_months`` before the newest snapshot, which may be measured again. With 0
    months everything stays. A repeat after a kill ends what was begun.
    """
    if not keep_months:
        return 0
    now = datetime.now(UTC)
    cutoff = stamp(months_before(now, keep_months))
    newest = warehouse.tuples("newest_snapshot", industry=name)
    measured = moment_of(newest[0][0]) if newest else now
    since = months_before(measured, post_months).replace(tzinfo=None)
    with warehouse.transaction():
        warehouse.run("drop_posts", industry=name, cutoff=cutoff, since=since)
        warehouse.run("drop_fetches", industry=name, cutoff=cutoff, channel=PAGES_CHANNEL)
        warehouse.run("drop_documents")
        warehouse.run("drop_images", industry=name, cutoff=cutoff)
        warehouse.run("drop_pictures")
        warehouse.run("drop_screenshots", industry=name, cutoff=cutoff)
    archive = settings.archive / name
    needed = _needed(archive, [place for (place,) in warehouse.tuples("records", industry=name)])
    old = [folder for folder in archive.glob("*Z*") if folder.name < cutoff]
    for folder in old:
        # The posts stand in the warehouse; here they would outlive it.
        (folder / READINGS).unlink(missing_ok=True)
        if not any(place.parent.name == folder.name for place in _image_files(needed)):
            # The pictures' small copies would, too.
            (folder / IMAGES).unlink(missing_ok=True)
    files = (file for folder in old for file in _warc_files(folder))
    freed = sum(keep_only(file, needed[f"{file.parent.name}/{file.name}"]) for file in files)
    if freed:
        log.info("Dropped %.1f MB of evidence from before %s.", freed / 1e6, cutoff[:8])
    return freed


def months_before(moment: datetime, months: int) -> datetime:
    """Give the same day so many months before, or the last one of a shorter month."""
    years, month = divmod(moment.month - 1 - months, 12)
    year = moment.year + years
    last = monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))


def _warc_files(folder: Path) -> set[Path]:
    """Give a snapshot's WARC files by their first names, also where records were dropped."""
    return {
        file.with_name(file.name.replace(".kept.warc.gz", ".warc.gz"))
        for file in folder.glob("*.warc.gz")
    }


def _image_files(needed: Iterable[str]) -> Iterator[PurePosixPath]:
    """Yield the files of pictures among those that are needed, ``SNAPSHOT/FILE``."""
    yield from (PurePosixPath(file) for file in needed if file.endswith(".images.warc.gz"))


def _needed(archive: Path, places: list[str]) -> defaultdict[str, set[int]]:
    """Give the offsets needed by file: of the records themselves, and of those they lead to."""
    needed: defaultdict[str, set[int]] = defaultdict(set)
    for place in places:
        for one in filter(None, (place, *_led_to(archive, place))):
            file, _, offset = one.rpartition("#")
            needed[file].add(int(offset))
    return needed


def _led_to(archive: Path, place: str) -> tuple[str, ...]:
    """Give the places of records without which the one at a place says less, or empty texts."""
    try:
        stored = read_stored(archive, place)
    except (OSError, ValueError) as error:
        log.warning("%s can't be read back: %s", place, error)
        return ()
    return stored.origin, stored.head
