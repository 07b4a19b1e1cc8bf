"""When an industry comes round again: by the schedule printed for it, else by its runs so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, Final

from warehouse.lines import append_lines, read_lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pipeline.attempts import Attempt

WEEKLY: Final = "weekly"
MONTHLY: Final = "monthly"
PACES: Final = {WEEKLY: 7, MONTHLY: 30}
"""Days between two runs, roughly."""

TURNED_AWAY: Final = 11
"""Exit code of an attempt that found the workspace in use."""

_FEWEST, _MOST = 3, 6
"""Days with runs of which a habit can be told, and how many of the newest are looked at."""

_SHORTEST = 5
"""Days between two runs below which nobody keeps to a schedule of ours."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A schedule that was printed: its pace, "weekly" or "monthly", and the day."""

    pace: str
    day: date


@dataclass(frozen=True, slots=True)
class NextRun:
    """When a run is to be expected: ``at`` is None where nobody can tell.

    ``printed`` is the schedule behind it; without one it is gathered from the runs so far, which
    came every ``habit`` days or so, None where they came at no steady pace.
    """

    at: datetime | None
    printed: Printed | None
    habit: int | None

    @property
    def days(self) -> int | None:
        """Days from one run to the next, roughly, None where nobody can tell."""
        return PACES[self.printed.pace] if self.printed else self.habit


class Schedules:
    """The book of schedules that were printed in a workspace; the last of an industry holds."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, industry: str, pace: str) -> None:
        """Note that a schedule was printed today; raises OSError where the disk refuses."""
        row = {"industry": industry, "pace": pace, "day": datetime.now(UTC).date().isoformat()}
        append_lines(self._path, [row])

    def read(self) -> dict[str, Printed]:
        """Give the schedule printed last for each industry."""
        found = {}
        for row in read_lines(self._path):
            try:
                pace, day = row["pace"], date.fromisoformat(row["day"])
                if pace in PACES:
                    found[str(row["industry"])] = Printed(pace, day)
            except (KeyError, TypeError, ValueError):
                continue
        return found


def find_next(
    attempts: Iterable[Attempt], printed: Printed | None, moment_of: Callable[[str], datetime]
) -> NextRun:
    """Give when an industry comes round again, by its attempts and the schedule printed for it.

    ``moment_of`` gives the next moment of a printed pace.
    """
    days = sorted({one.began_at.date() for one in attempts if _is_run(one)})[-_MOST:]
    habit = _habit(days)
    if printed is not None:
        return NextRun(moment_of(printed.pace), printed, habit)
    if habit is None:
        return NextRun(None, None, None)
    noon = datetime(days[-1].year, days[-1].month, days[-1].day, 12, tzinfo=UTC)
    return NextRun(noon + timedelta(days=habit), None, habit)


def _is_run(one: Attempt) -> bool:
    return one.command == "run" and one.exit_code != TURNED_AWAY


def _habit(days: list[date]) -> int | None:
    """Give the days between runs where all gaps are alike, and none is that of somebody trying."""
    if len(days) < _FEWEST:
        return None
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    steady = min(gaps) >= _SHORTEST and max(gaps) <= 1.5 * min(gaps)
    return round(median(gaps)) if steady else None
