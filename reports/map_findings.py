"""What the map of the field found, in words: who lies clear of whom, and how far to trust it."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from reports.phrases import count, ended, isolated, joined, points

if TYPE_CHECKING:
    from reports.data import Report
    from reports.map_data import FieldMap, MapPlace

SHOWN = 3
"""The most pairs that a sentence names."""


def shows_map(report: Report) -> bool:
    """Tell whether the run made a map, or says why not; without published figures there is none."""
    return report.field_map is not None and report.scores.published


def map_places(report: Report) -> list[MapPlace]:
    """Give the companies' places in file order."""
    order = {company.name: place for place, company in enumerate(report.companies)}
    places = report.field_map.places if report.field_map else ()
    return sorted(places, key=lambda place: order.get(place.company, len(order)))


def map_heading(report: Report) -> str:
    """Give who lies clear of whom: the client of its rivals, else pairs; never more is claimed."""
    places = map_places(report)
    if not places:
        return "No flat map does this field justice"
    mine = next((place for place in places if place.company == report.client), None)
    return _own_heading(mine, len(places) - 1) if mine else _field_heading(places)


def _own_heading(mine: MapPlace, rivals: int) -> str:
    clear = rivals - len(mine.overlaps)
    if clear == 0:
        return f"On the map you can’t be told from any of {rivals} rivals"
    of = f"all {rivals}" if clear == rivals else f"{clear} of {rivals}"
    return f"On the map you lie clear of {of} rivals"


def _field_heading(places: list[MapPlace]) -> str:
    alone = [place.company for place in places if not place.overlaps]
    clear, pairs = clear_pairs(places), len(places) * (len(places) - 1) // 2
    if not clear:
        return "The map tells no two companies apart"
    if len(clear) == pairs:
        return "The map tells every company from every other"
    if len(alone) == 1:
        return f"{isolated(alone[0])} lies clear of every other company on the map"
    if alone:
        return f"{len(alone)} of {len(places)} companies lie clear of every other on the map"
    return f"The map tells {len(clear):,} of {count(pairs, 'pair', 'pairs')} of companies apart"


def clear_pairs(places: list[MapPlace]) -> list[tuple[str, str]]:
    """Give the pairs whose ellipses do not touch, in the order of the places."""
    return [
        (one.company, two.company)
        for one, two in combinations(places, 2)
        if two.company not in one.overlaps
    ]


def map_so_what(report: Report) -> list[str]:
    """Give who is near, how much of that the map keeps, and what lying apart is worth."""
    found = report.field_map
    if found is None:
        return []
    if not found.places:
        return [ended(found.reason[:1].upper() + found.reason[1:]), "The heatmap has the figures."]
    return [
        _who_is_near(report),
        kept_sentence(found),
        "Lying apart is not the same as being wanted. First ask whether a buyer cares.",
    ]


def _who_is_near(report: Report) -> str:
    places = map_places(report)
    mine = next((place for place in places if place.company == report.client), None)
    if mine is not None:
        touching = [name for name in mine.nearest if name in mine.overlaps]
        doubt = "; neither ellipse touches yours"
        if touching:
            which = "both" if len(touching) > 1 else f"that of {isolated(touching[0])}"
            doubt = f"; your ellipse touches {which}"
        return f"Nearest to you by the heatmap: {joined(mine.nearest)}{doubt}."
    clear = clear_pairs(places)
    if not clear:
        return "Every ellipse touches every other: other pages could change all of this map."
    named = [f"{isolated(one)} and {isolated(two)}" for one, two in clear[:SHOWN]]
    more = f"; {len(clear) - SHOWN:,} more" if len(clear) > SHOWN else ""
    pairs = len(places) * (len(places) - 1) // 2
    return f"Clear of each other, {len(clear):,} of {pairs:,} pairs: {'; '.join(named)}{more}."


def kept_sentence(found: FieldMap) -> str:
    """Give how many of the nearest rivals are nearest on the map, too, and what chance would keep.

    Empty where no map was made.
    """
    if found.kept is None or found.chance is None or found.neighbours is None:
        return ""
    of = found.companies * found.neighbours
    rivals = "one nearest rival" if found.neighbours == 1 else "two nearest rivals"
    return (
        "A plane can’t hold every distance. In the heatmap each of "
        f"{found.companies} companies has {rivals}; of these {of} the map keeps "
        f"{points(found.kept * of)} as nearest, chance would keep {points(found.chance * of)}. "
        "Where the two differ, trust the heatmap."
    )


def touches(place: MapPlace, companies: int) -> str:
    """Give how many rivals' ellipses touch a company's, with the denominator: ``3 of 7``."""
    return f"{len(place.overlaps)} of {companies - 1}"
