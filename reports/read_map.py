"""Rows of the warehouse in, the map of the field out; runs without one give nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.map_data import FieldMap, MapPlace

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Row = dict[str, Any]


def read_map(rows: Callable[[str], list[Row]], stored: Collection[str]) -> FieldMap | None:
    """Give the map of a run, None for a run of an older version.

    ``rows`` gives the rows of a query, ``stored`` are the tables that the history has.
    """
    found = rows("report_map") if "field_map" in stored else []
    field = next((row for row in found if row["company"] is None), None)
    if field is None:
        return None
    return FieldMap(
        companies=field["companies"],
        stress=field["stress"],
        kept=field["kept"],
        chance=field["chance"],
        neighbours=field["neighbours"],
        reason=field["reason"],
        places=tuple(_place(row) for row in found if row["company"] is not None),
    )


def _place(row: Row) -> MapPlace:
    return MapPlace(
        company=row["company"],
        x=row["x"],
        y=row["y"],
        major=row["major"],
        minor=row["minor"],
        angle=row["angle"],
        kept=row["kept"],
        nearest=tuple(row["nearest"]),
        overlaps=tuple(row["overlaps"]),
    )
