"""The index month by month as geometry: dots with their ranges, joined where they compare."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from reports.phrases import points, short_date, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from reports.data import Report
    from reports.history_data import Reading

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 240, 36, 20, 14, 34
"""Pixels of the whole chart and of its margins."""

LABELS = 5
"""The most days that are written below the chart."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One reading's index: where it stands in pixels, and in words."""

    x: float
    y: float
    top: float
    bottom: float
    title: str
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """The whole chart: ``joints`` are the points of each unbroken line, as SVG wants them."""

    width: int
    height: int
    left: int
    right: int
    ticks: tuple[tuple[int, float], ...]
    marks: tuple[Mark, ...]
    joints: tuple[str, ...]


def charted(report: Report) -> list[Reading]:
    """Give the readings with an index, oldest first, one a day where it was measured in two ways.

    Of one day the one measured like the newest reading is taken, else the last.
    """
    readings = [one for one in report.history.readings if one.index is not None]
    if not report.history.readings:
        return []
    last = report.history.readings[-1]
    chosen = []
    for _, group in groupby(readings, key=lambda one: one.day):
        same = list(group)
        alike = [one for one in same if _way(one) == _way(last)]
        chosen += alike or same[-1:]
    return chosen


def is_joined(one: Reading, two: Reading) -> bool:
    """Tell whether two readings compare: the same model, version and companies."""
    return _way(one) == _way(two) and one.members == two.members


def _way(reading: Reading) -> tuple[str, str]:
    return reading.model, reading.version


def month_line(report: Report) -> Line:
    """Give the chart of the readings with an index; there must be one at least."""
    readings = charted(report)
    first, last = readings[0].day, readings[-1].day
    places = [_across(one.day, first, last, n, len(readings)) for n, one in enumerate(readings)]
    every = max(1, -(-len(readings) // LABELS))
    marks = tuple(
        _mark(one, x, (len(readings) - 1 - n) % every == 0)
        for n, (one, x) in enumerate(zip(readings, places, strict=True))
    )
    ticks = tuple((value, _up(value)) for value in (0, 25, 50, 75, 100))
    return Line(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, ticks, marks, tuple(_joints(readings, marks)))


def _across(day: date, first: date, last: date, number: int, of: int) -> float:
    """Give where a day stands; readings of one day alone stand side by side."""
    inner = WIDTH - LEFT - RIGHT - 60
    days = (last - first).days
    share = (day - first).days / days if days else (number / (of - 1) if of > 1 else 0.5)
    return round(LEFT + 30 + inner * share, 1)


def _up(value: float) -> float:
    inner = HEIGHT - TOP - BOTTOM
    return round(TOP + inner * (1 - min(100.0, max(0.0, value)) / 100), 1)


def _mark(reading: Reading, x: float, labelled: bool) -> Mark:  # noqa: FBT001 - a fact, no switch
    index = reading.index
    assert index is not None  # noqa: S101 - only readings with an index are charted
    title = f"{short_date(reading.day)}: {points(index.value)}, {span(index)}"
    label = short_date(reading.day) if labelled else ""
    return Mark(x, _up(index.value), _up(index.high), _up(index.low), title, label)


def _joints(readings: Sequence[Reading], marks: Sequence[Mark]) -> list[str]:
    lines: list[list[str]] = []
    for n, mark in enumerate(marks):
        if not n or not is_joined(readings[n - 1], readings[n]):
            lines.append([])
        lines[-1].append(f"{mark.x},{mark.y}")
    return [" ".join(line) for line in lines if len(line) > 1]


def breaks(report: Report) -> list[str]:
    """Give in words where the line breaks and why, oldest first."""
    readings = charted(report)
    told = []
    for one, two in pairwise(readings):
        why = _why(one, two)
        if why:
            told.append(f"The line breaks before {short_date(two.day)}: {why}.")
    return told


def _why(one: Reading, two: Reading) -> str:
    if one.model != two.model:
        return f"measured with the model {two.model}, before with {one.model}"
    if one.version != two.version:
        return f"measured by version {two.version}, before by {one.version}"
    if one.members != two.members:
        return (
            f"{len(two.members)} companies were asked, {len(one.members)} before, not all the same"
        )
    return ""
