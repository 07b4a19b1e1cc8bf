"""Earlier readings measured again where another model, judge or version measured them.

Figures of two models stand on two scales. A month is compared only with months of its own measure,
so a new one goes over what was read before: the stored pages, not the web.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawlers.wayback.source import WEB_ARCHIVE
from embeddings.encoder import encoder_name
from pipeline.moments import moment_of
from pipeline.run import analyze
from pipeline.runs import PAGES_CHANNEL
from sameness import __version__

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.run import Progress
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

log = logging.getLogger("sameness")

PREVIOUS = 1
"""Earlier readings that a run makes sure of: what has changed since then needs that one."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An earlier snapshot, how many runs measured it, and how many of those as it is done now."""

    snapshot_id: str
    runs: int
    alike: int


def measure_again(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    waiting: Sequence[Reading],
    progress: Progress,
) -> None:
    """Measure what ``readings_to_measure`` gave as it is measured now; raises as ``analyze`` does.

    Each is a run of its own: what a kill leaves undone is what is waiting then.
    """
    for number, reading in enumerate(waiting, start=1):
        log.info(
            "The reading of %s is measured %s(%d of %d).",
            moment_of(reading.snapshot_id).date(),
            "again, so that all stand on one scale " if reading.runs else "",
            number,
            len(waiting),
        )
        analyze(warehouse, settings, name, industry, reading.snapshot_id, progress)


def readings_to_measure(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    snapshot_id: str,
    most: int | None = PREVIOUS,
) -> list[Reading]:
    """Give the last readings before a snapshot that were not measured as it is done now.

    Those among the ``most`` newest, None for all, the oldest first, also those that nobody measured
    yet. A reading of which evidence was dropped can't be measured again and isn't counted.
    """
    found = warehouse.rows(
        "earlier_readings",
        Reading,
        industry=name,
        snapshot_id=snapshot_id,
        companies=industry.names,
        channel=PAGES_CHANNEL,
        model=encoder_name(settings.model),
        judge=settings.judge,
        version=__version__,
        web_archive=WEB_ARCHIVE,
    )
    archive = settings.archive / name
    whole = [reading for reading in found if is_whole(archive / reading.snapshot_id)]
    return [reading for reading in reversed(whole[:most]) if not reading.alike]


def is_whole(folder: Path) -> bool:
    """Tell whether nothing was dropped of a snapshot's evidence (``pipeline.retention``)."""
    return not any(folder.glob("*.kept.warc.gz"))
