"""The index month by month as geometry: dots with their ranges, joined where they compare."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from reports.phrases import points, short_date, span

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from reports.data import Report
    from reports.history_data import Reading

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 640, 240, 36, 20, 14, 34
"""Pixels of the whole chart and of its margins."""

LABELS = 5
"""The most days that are written below the chart."""

APART, NEAR = 125.0, 12.0
"""Pixels from one day written there to the next, and from one dot to the next, at least."""


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
    """Give the readings with an index, oldest first, each once where it was measured in two ways.

    That measured like the newest reading is taken, else the last.
    """
    readings = [one for one in report.history.readings if one.index is not None]
    if not report.history.readings:
        return []
    last = report.history.readings[-1]
    chosen = []
    for _, group in groupby(readings, key=lambda one: one.read_at):
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
    places = _places([one.read_at for one in readings])
    labelled = _labelled(places)
    marks = tuple(
        _mark(one, x, _shown(one, readings), x in labelled)
        for one, x in zip(readings, places, strict=True)
    )
    ticks = tuple((value, _up(value)) for value in (0, 25, 50, 75, 100))
    return Line(WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, ticks, marks, tuple(_joints(readings, marks)))


def _places(moments: Sequence[datetime]) -> list[float]:
    """Give where moments stand: by their time, but never so near that one dot covers another."""
    left, inner = LEFT + 30.0, WIDTH - LEFT - RIGHT - 60
    if len(moments) == 1:
        return [left + inner / 2]
    start, length = moments[0], moments[-1] - moments[0]
    near = min(NEAR, inner / (len(moments) - 1))
    places = [left + inner * ((one - start) / length) for one in moments]
    for n in reversed(range(len(places) - 1)):
        places[n] = min(places[n], places[n + 1] - near)
    for n in range(1, len(places)):
        places[n] = max(places[n], left + near * n)
    return [round(max(left, x), 1) for x in places]


def _labelled(places: Sequence[float]) -> set[float]:
    """Give the places below which a day is written, the last one first: at most ``LABELS``."""
    chosen: list[float] = []
    for x in reversed(places):
        if len(chosen) < LABELS and (not chosen or chosen[-1] - x >= APART):
            chosen.append(x)
    return set(chosen)


def _shown(one: Reading, among: Sequence[Reading]) -> str:
    """Give a reading's day for the chart, with the hour where another one is of that day."""
    same = any(other.day == one.day and other is not one for other in among)
    return f"{short_date(one.day)}, {one.read_at:%H:%M}" if same else short_date(one.day)


def _up(value: float) -> float:
    inner = HEIGHT - TOP - BOTTOM
    return round(TOP + inner * (1 - min(100.0, max(0.0, value)) / 100), 1)


def _mark(reading: Reading, x: float, day: str, labelled: bool) -> Mark:  # noqa: FBT001 - a fact
    index = reading.index
    assert index is not None  # noqa: S101 - only readings with an index are charted
    title = f"{day}: {points(index.value)}, {span(index)}"
    label = day if labelled else ""
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
            told.append(f"The line breaks before {_shown(two, readings)}: {why}.")
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
