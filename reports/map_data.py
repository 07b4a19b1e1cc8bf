"""What a report shows of the map of the field, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MapPlace:
    """Where a company lies: ``x``, ``y`` and the half axes of its 95 % ellipse in index points.

    ``angle`` of the ``major`` axis is in radians from x towards y. ``kept`` (0-1) is the share of
    its nearest rivals that are nearest on the map, too; ``nearest`` are the two nearest by the swap
    figures, ``overlaps`` those whose ellipse touches this one.
    """

    company: str
    x: float
    y: float
    major: float
    minor: float
    angle: float
    kept: float
    nearest: tuple[str, ...]
    overlaps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The companies on a plane; with a ``reason`` there are no ``places``.

    ``stress`` is Kruskal's stress-1. ``kept`` (0-1) is the mean share of the ``neighbours`` nearest
    rivals that are nearest on the map, too, ``chance`` what chance would keep; None where no map
    was made.
    """

    companies: int
    stress: float | None
    kept: float | None
    chance: float | None
    neighbours: int | None
    reason: str
    places: tuple[MapPlace, ...]
