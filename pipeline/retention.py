"""Which evidence reports rest on, and what of the archive may go after ``keep_months``."""

from __future__ import annotations

import dataclasses
import logging
from calendar import monthrange
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from crawlers.archive.retention import keep_only, measure_drop
from crawlers.archive.stored import read_stored
from crawlers.images.keeping import IMAGES
from crawlers.social.reading.keeping import READINGS
from pipeline.citations import cite_kept_reports
from pipeline.moments import moment_of, stamp
from pipeline.runs import PAGES_CHANNEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Dropped:
    """How many pages, pictures, posts and screenshots lose their evidence; bytes ``freed``."""

    pages: int = 0
    pictures: int = 0
    posts: int = 0
    screenshots: int = 0
    freed: int = 0


def drop_old_evidence(
    warehouse: Warehouse, settings: Settings, name: str, keep_months: int, post_months: int = 12
) -> Dropped:
    """Drop what was read longer ago than ``keep_months`` and is not needed; gives what that was.

    Needed are pages and pictures that a report shows, as it read them and as on the earlier days
    that it names, pages of runs made before citations were noted, each company's last good
    snapshot, and pages to which newer records lead; posts that a report cites, and those of
    ``post_months`` before the newest snapshot, which may be measured again. With 0 months
    everything stays. A repeat after a kill ends what was begun.
    """
    if not keep_months:
        return Dropped()
    cutoff = _cutoff(keep_months)
    with warehouse.transaction():
        cite_kept_reports(warehouse, settings, name)
        dropped = _drop_rows(warehouse, name, cutoff, post_months)
    needed = _needed_of(warehouse, settings, name)
    freed = 0
    for file in _lists_to_drop(settings, name, cutoff, needed):
        freed += file.stat().st_size
        file.unlink()
    for file in _old_warc_files(settings, name, cutoff):
        freed += keep_only(file, needed[_place_of(file)])
    if freed:
        log.info("Dropped %.1f MB of evidence from before %s.", freed / 1e6, cutoff[:8])
    return dataclasses.replace(dropped, freed=freed)


def preview_drop(
    warehouse: Warehouse, settings: Settings, name: str, keep_months: int, post_months: int = 12
) -> Dropped:
    """Give what ``drop_old_evidence`` would drop, without doing so; ``freed`` is nearly right."""
    cutoff = _cutoff(keep_months)
    with warehouse.rehearsal():
        cite_kept_reports(warehouse, settings, name)
        dropped = _drop_rows(warehouse, name, cutoff, post_months)
        needed = _needed_of(warehouse, settings, name)
    lists = _lists_to_drop(settings, name, cutoff, needed)
    files = _old_warc_files(settings, name, cutoff)
    freed = sum(file.stat().st_size for file in lists)
    freed += sum(measure_drop(file, needed[_place_of(file)]) for file in files)
    return dataclasses.replace(dropped, freed=freed)


def _cutoff(keep_months: int) -> str:
    return stamp(months_before(datetime.now(UTC), keep_months))


def _drop_rows(warehouse: Warehouse, name: str, cutoff: str, post_months: int) -> Dropped:
    """Take from the warehouse what is not needed of before a snapshot id; gives how much."""
    newest = warehouse.tuples("newest_snapshot", industry=name)
    measured = moment_of(newest[0][0]) if newest else datetime.now(UTC)
    since = months_before(measured, post_months).replace(tzinfo=None)
    (before,) = warehouse.tuples("evidence_counts", industry=name)
    warehouse.run("drop_posts", industry=name, cutoff=cutoff, since=since)
    warehouse.run("drop_fetches", industry=name, cutoff=cutoff, channel=PAGES_CHANNEL)
    warehouse.run("drop_documents")
    warehouse.run("drop_images", industry=name, cutoff=cutoff)
    warehouse.run("drop_pictures")
    warehouse.run("drop_screenshots", industry=name, cutoff=cutoff)
    (after,) = warehouse.tuples("evidence_counts", industry=name)
    return Dropped(*(then - now for then, now in zip(before, after, strict=True)))


def _needed_of(warehouse: Warehouse, settings: Settings, name: str) -> defaultdict[str, set[int]]:
    places = [place for (place,) in warehouse.tuples("records", industry=name)]
    return _needed(settings.archive / name, places)


def _old_folders(settings: Settings, name: str, cutoff: str) -> list[Path]:
    folders = (settings.archive / name).glob("*Z*")
    return sorted(folder for folder in folders if folder.name < cutoff)


def _lists_to_drop(
    settings: Settings, name: str, cutoff: str, needed: Mapping[str, set[int]]
) -> Iterator[Path]:
    """Yield the lists of posts and of pictures that stand in the warehouse, or go with it."""
    with_images = {place.parent.name for place in _image_files(needed)}
    for folder in _old_folders(settings, name, cutoff):
        # The posts stand in the warehouse; here they would outlive it. So would the pictures'
        # small copies.
        lists = [READINGS] if folder.name in with_images else [READINGS, IMAGES]
        yield from (folder / one for one in lists if (folder / one).exists())


def _old_warc_files(settings: Settings, name: str, cutoff: str) -> Iterator[Path]:
    for folder in _old_folders(settings, name, cutoff):
        yield from sorted(_warc_files(folder))


def _place_of(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"


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
