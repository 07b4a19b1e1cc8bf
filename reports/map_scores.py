"""The map of the field as a part of scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.rounding import INDEX_DIGITS, LEVEL_DIGITS, SHARE_DIGITS, rounded

if TYPE_CHECKING:
    from reports.map_data import FieldMap, MapPlace

    Part = dict[str, object]


def map_scores(found: FieldMap | None) -> Part | None:
    """Give where the companies lie, None for a report without a map."""
    if found is None:
        return None
    return {
        "companies": found.companies,
        "stress": rounded(found.stress, SHARE_DIGITS),
        "kept": rounded(found.kept, SHARE_DIGITS),
        "chance": rounded(found.chance, SHARE_DIGITS),
        "neighbours": found.neighbours,
        "reason": found.reason,
        "places": [_place(place) for place in found.places],
    }


def _place(place: MapPlace) -> Part:
    return {
        "company": place.company,
        "x": rounded(place.x, INDEX_DIGITS),
        "y": rounded(place.y, INDEX_DIGITS),
        "major": rounded(place.major, INDEX_DIGITS),
        "minor": rounded(place.minor, INDEX_DIGITS),
        "angle": rounded(place.angle, LEVEL_DIGITS),
        "kept": rounded(place.kept, SHARE_DIGITS),
        "nearest": list(place.nearest),
        "overlaps": list(place.overlaps),
    }
