"""The geometry of the map: points to pixels, ellipses, and names that don't cover each other."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from math import cos, degrees, hypot, pi, sin
from typing import TYPE_CHECKING

from reports.map_findings import map_places
from reports.phrases import shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.data import Report
    from reports.map_data import MapPlace

WIDE, NARROW = 760, 340
MOST_NAMES = {WIDE: 14, NARROW: 5}
"""The most companies that carry their name; more carry a number, with a key."""

MARGIN, DOT, LINE = 14, 6, 17
RINGS = (11, 20, 32, 46, 62, 80, 100, 124, 150, 180, 220, 270, 330)
TURNS = (0, 4, 6, 2, 7, 1, 5, 3)
"""Eighths of a turn at which a name is tried: right, left, above, below, then the corners."""

BARS = (1, 2, 5, 10, 20, 50, 100)

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Label:
    """A name or number beside its dot; ``lead`` is the end of a line to it, None where it is near.

    ``anchor`` is SVG's ``text-anchor``.
    """

    x: float
    y: float
    anchor: str
    text: str
    lead: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A company on the map: dot, ellipse (half axes and turn in pixels and degrees), label."""

    number: int
    company: str
    is_client: bool
    x: float
    y: float
    rx: float
    ry: float
    turn: float
    label: Label


@dataclass(frozen=True, slots=True)
class Bar:
    """The measure beneath the map: so many ``points`` are so many pixels."""

    points: int
    pixels: float


@dataclass(frozen=True, slots=True)
class MapChart:
    """The whole map; sizes in pixels. ``numbered``: the labels are numbers of a key."""

    width: int
    height: int
    numbered: bool
    marks: tuple[Mark, ...]
    bar: Bar


def map_charts(report: Report) -> tuple[MapChart, MapChart]:
    """Give the map for a wide and for a narrow page."""
    return map_chart(report, WIDE), map_chart(report, NARROW)


def map_chart(report: Report, width: int) -> MapChart:
    """Give the geometry of the map at a width of ``WIDE`` or ``NARROW``."""
    places = map_places(report)
    frame = _Frame(places, width)
    numbered = len(places) > MOST_NAMES[width]
    texts = [
        str(number) if numbered else shortened(place.company)
        for number, place in enumerate(places, start=1)
    ]
    dots = [frame.at(place) for place in places]
    order = sorted(range(len(places)), key=lambda i: (places[i].company != report.client, dots[i]))
    labels = _labels(dots, texts, order, (frame.width, frame.height))
    marks = tuple(
        Mark(
            number=i + 1,
            company=place.company,
            is_client=place.company == report.client,
            x=dots[i][0],
            y=dots[i][1],
            rx=round(max(1.0, place.major * frame.scale), 1),
            ry=round(max(1.0, place.minor * frame.scale), 1),
            turn=round(-degrees(place.angle), 1),
            label=labels[i],
        )
        for i, place in enumerate(places)
    )
    return MapChart(frame.width, frame.height, numbered, marks, frame.bar())


class _Frame:
    """How points become pixels: all ellipses inside, both directions to one scale."""

    def __init__(self, places: Sequence[MapPlace], width: int) -> None:
        left, right, low, high = _bounds(places)
        room = 96 if len(places) <= MOST_NAMES[width] else 0
        across = width - 2 * MARGIN - room
        self.scale = across / max(1e-6, right - left, (high - low) / 1.1)
        self.width = width
        self.height = max(width // 3, round((high - low) * self.scale) + 2 * (MARGIN + LINE))
        self.middle = ((left + right) / 2, (low + high) / 2)

    def at(self, place: MapPlace) -> tuple[float, float]:
        """Give the dot of a company in pixels; up is up."""
        x = self.width / 2 + (place.x - self.middle[0]) * self.scale
        y = self.height / 2 - (place.y - self.middle[1]) * self.scale
        return round(x, 1), round(y, 1)

    def bar(self) -> Bar:
        """Give the longest round measure of at most a quarter of the width."""
        fits = [bar for bar in BARS if bar * self.scale <= self.width / 4]
        points = fits[-1] if fits else BARS[0]
        return Bar(points, round(points * self.scale, 1))


def _bounds(places: Sequence[MapPlace]) -> Box:
    """Give left, right, low and high of all ellipses, in points."""
    across = [hypot(p.major * cos(p.angle), p.minor * sin(p.angle)) for p in places]
    up = [hypot(p.major * sin(p.angle), p.minor * cos(p.angle)) for p in places]
    return (
        min(p.x - a for p, a in zip(places, across, strict=True)),
        max(p.x + a for p, a in zip(places, across, strict=True)),
        min(p.y - u for p, u in zip(places, up, strict=True)),
        max(p.y + u for p, u in zip(places, up, strict=True)),
    )


def _labels(
    dots: list[tuple[float, float]], texts: list[str], order: list[int], size: tuple[int, int]
) -> dict[int, Label]:
    """Give each dot's label: the nearest free place, the client first, then from left to right."""
    taken: list[Box] = [(x - DOT, y - DOT, x + DOT, y + DOT) for x, y in dots]
    labels = {}
    for i in order:
        labels[i], box = _free_place(dots[i], texts[i], taken, size)
        taken.append(box)
    return labels


def _free_place(
    dot: tuple[float, float], text: str, taken: list[Box], size: tuple[int, int]
) -> tuple[Label, Box]:
    """Give the first place on rings around a dot that covers nothing; the last one if none is."""
    for ring in RINGS:
        for turn in TURNS:
            label, box = _try(dot, text, ring, turn)
            inside = box[0] >= 0 and box[1] >= 0 and box[2] <= size[0] and box[3] <= size[1]
            if inside and not any(_covers(box, other) for other in taken):
                return label, box
    return label, box


def _try(dot: tuple[float, float], text: str, ring: int, turn: int) -> tuple[Label, Box]:
    across, down = cos(turn * pi / 4), sin(turn * pi / 4)
    x, y = round(dot[0] + ring * across, 1), round(dot[1] + ring * down, 1)
    width = text_width(text)
    anchor, left = "middle", x - width / 2
    if across > 0.1:
        anchor, left = "start", x
    elif across < -0.1:
        anchor, left = "end", x - width
    lead = None if ring == RINGS[0] else (x, y)
    return Label(x, y, anchor, text, lead), (left, y - LINE / 2, left + width, y + LINE / 2)


def _covers(one: Box, two: Box) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def text_width(text: str) -> float:
    """Give about how wide a text of 14 pixels is, in pixels, rather too wide than too narrow."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    capital = sum(letter.isupper() or letter in "mw&@" for letter in text)
    narrow = sum(letter in "iljtf.,'| " for letter in text)
    plain = len(text) - wide - capital - narrow
    return 14.5 * wide + 11.5 * capital + 5.0 * narrow + 8.3 * plain
