"""When an industry comes round again: what was printed, else what its runs so far tell."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from pipeline.attempts import Attempts
from pipeline.next_run import NextRun, Printed, Schedules, find_next
from warehouse.lines import append_lines

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.attempts import Attempt

START = datetime(2026, 1, 5, 5, 30, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 1, 4, 7, tzinfo=UTC)


def runs(folder: Path, *days: int, code: int | None = 0) -> list[Attempt]:
    """Give runs that began so many days after the start and ended with a code."""
    begun = Attempts(folder / "attempts.jsonl").begin("run", "bakers")
    return [replace(begun, began_at=START + timedelta(days=d), exit_code=code) for d in days]


def sundays(pace: str) -> datetime:
    assert pace == "weekly"
    return SUNDAY


def test_the_schedule_printed_last_holds(tmp_path: Path) -> None:
    book = Schedules(tmp_path / "schedules.jsonl")
    assert book.read() == {}
    book.note("bakers", "monthly")
    book.note("bakers", "weekly")
    damaged = ({"pace": "weekly"}, {"industry": "bakers", "pace": "hourly", "day": "2026-01-01"})
    append_lines(tmp_path / "schedules.jsonl", damaged)
    printed = book.read()["bakers"]
    assert (printed.pace, printed.day) == ("weekly", datetime.now(UTC).date())
    monthly_runs = runs(tmp_path, 0, 31, 59)
    found = find_next(monthly_runs, printed, sundays)
    assert (found.at, found.days, found.habit) == (SUNDAY, 7, 30), "both are told"


@pytest.mark.parametrize(
    ("days", "habit"),
    [
        ((0, 31, 59), 30),
        ((0, 7, 14, 14, 22), 7),
        ((0, 100, 107, 114, 121, 128, 135), 7),
        ((0, 7), None),
        ((0, 1, 2, 3), None),
        ((0, 7, 60), None),
    ],
)
def test_without_one_the_runs_tell_or_nobody(
    tmp_path: Path, days: tuple[int, ...], habit: int | None
) -> None:
    begun = runs(tmp_path, *days)
    turned_away = runs(tmp_path, days[-1] + 3, code=11)
    noon = START.replace(hour=12, minute=0)
    at = noon + timedelta(days=days[-1] + habit) if habit else None
    assert find_next([*begun, *turned_away], None, sundays) == NextRun(at, None, habit)


def test_a_printed_one_needs_no_runs() -> None:
    printed = Printed("weekly", START.date())
    assert find_next([], printed, sundays) == NextRun(SUNDAY, printed, None)
