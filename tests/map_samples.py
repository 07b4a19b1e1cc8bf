"""A made-up map of a field for sample reports."""

from __future__ import annotations

from math import cos, dist, sin

from reports.map_data import FieldMap, MapPlace


def sample_map(names: tuple[str, ...]) -> FieldMap:
    """Give a map of these companies, the first two on each other, the third apart."""
    if len(names) < 4:
        reason = f"{len(names)} companies have an index; a map needs 4"
        return FieldMap(len(names), None, None, None, None, reason, ())
    at = {name: _place(number) for number, name in enumerate(names)}
    places = tuple(_map_place(number, name, at) for number, name in enumerate(names))
    neighbours = 1 if len(names) < 7 else 2
    chance = neighbours / (len(names) - 1)
    return FieldMap(len(names), 0.17, 0.75, chance, neighbours, "", places)


def _place(number: int) -> tuple[float, float]:
    """Give places on a spiral."""
    if number == 2:
        return 46.0, 21.0
    turn = 2.4 * max(number, 1)
    return 6.0 * number**0.5 * cos(turn), 5.0 * number**0.5 * sin(turn)


def _size(number: int) -> float:
    return 5.0 + (number * 0.618034) % 1.0 * 5


def _map_place(number: int, name: str, at: dict[str, tuple[float, float]]) -> MapPlace:
    others = sorted((other for other in at if other != name), key=lambda o: dist(at[name], at[o]))
    sizes = {other: _size(place) for place, other in enumerate(at)}
    return MapPlace(
        company=name,
        x=at[name][0],
        y=at[name][1],
        major=_size(number),
        minor=_size(number) * 0.7,
        angle=0.5 * number % 3.1,
        kept=0.5,
        nearest=tuple(others[:2]),
        overlaps=tuple(
            other for other in others if dist(at[name], at[other]) < sizes[name] + sizes[other]
        ),
    )
