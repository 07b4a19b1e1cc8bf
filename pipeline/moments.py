"""When crawls and runs were begun: the ids made of it, the newest crawl, and a clock gone wrong."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sameness.errors import ClockBehind, SnapshotMissing

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.glance import Asked
    from warehouse.warehouse import Warehouse

log = logging.getLogger(__name__)

_STAMP = "%Y%m%dT%H%M%SZ"

TOLERANCE = timedelta(days=1)
"""How far the clock may have gone back since the newest crawl."""


def new_id(taken: Callable[[str], bool], newest: str | None = None) -> str:
    """Give an id made of the present time in UTC, such as ``20261122T014500Z``, not yet taken.

    It sorts after ``newest``, the last of its kind, also where the clock was put back since.
    """
    stem = stamp(datetime.now(UTC))
    if newest is not None and stem < newest[:16]:
        stem = stamp(moment_of(newest) + timedelta(seconds=1))
        log.warning("The clock was put back since %s: this one is called %s.", newest, stem)
    number, candidate = 1, stem
    while taken(candidate):
        number += 1
        candidate = f"{stem}-{number}"
    return candidate


def stamp(moment: datetime) -> str:
    """Give the id of what was begun at a moment in UTC; ids sort as their moments do."""
    return moment.strftime(_STAMP)


def moment_of(snapshot_id: str) -> datetime:
    """Give the moment in UTC that an id is made of."""
    return datetime.strptime(snapshot_id[:16], _STAMP).replace(tzinfo=UTC)


def check_clock(warehouse: Asked, name: str) -> str | None:
    """Give the industry's newest snapshot, None for none, if the clock may be right after it.

    Raises ClockBehind where that snapshot is of more than a day ahead: either its dates are false
    or those of a new one would be, and the program can't tell which.
    """
    newest = max((row[0] for row in warehouse.tuples("snapshot_ids", industry=name)), default=None)
    now = datetime.now(UTC)
    if newest is None or newest <= stamp(now + TOLERANCE):
        return newest
    raise ClockBehind(
        f"The clock says {now:%Y-%m-%d %H:%M} UTC, but the newest crawl of {name!r}, {newest}, is "
        f"of {moment_of(newest):%Y-%m-%d %H:%M}.",
        "Set the clock. If it is right, and was wrong then: "
        f"sameness forget --industry {name} {newest}",
    )


def newest_snapshot(warehouse: Warehouse, name: str) -> str:
    """Give the id of the industry's newest snapshot; raises SnapshotMissing."""
    found = warehouse.tuples("newest_snapshot", industry=name)
    if not found:
        raise SnapshotMissing(
            f"Nothing was ever fetched for {name!r}.", f"Run: sameness crawl --industry {name}"
        )
    return str(found[0][0])
