"""Rows of the warehouse in, home pages and their distances out; older runs have none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.look_data import NOTHING, Bar, HomePage, LookField, LookPair, LookReport
from reports.read_evidence import read_range

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    Row = dict[str, Any]

TABLES = frozenset({"home_pages", "look_distances"})
LENSES = ("colour", "layout", "imagery")


def read_look(rows: Callable[[str], list[Row]], stored: Collection[str]) -> LookReport:
    """Give what a run knows of the look of home pages.

    ``rows`` gives the rows of a query, ``stored`` are the tables that the history has.
    """
    if not TABLES.issubset(stored):
        return NOTHING
    distances = sorted(
        rows("report_look_distances"), key=lambda row: LENSES.index(str(row["lens"]))
    )
    return LookReport(
        pages=read_home_pages(rows),
        fields=tuple(_field(row) for row in distances if row["company"] is None),
        pairs=tuple(_pair(row) for row in distances if row["company"] is not None),
    )


def read_home_pages(rows: Callable[[str], list[Row]]) -> tuple[HomePage, ...]:
    """Give the pictures of a run's home pages."""
    return tuple(_page(row) for row in rows("report_home_pages"))


def _page(row: Row) -> HomePage:
    return HomePage(
        company=row["company"],
        url=row["url"],
        seen_at=row["taken_at"].date(),
        width=row["width"],
        height=row["height"],
        picture=row["picture"],
        covered=row["covered"],
        bars=tuple(Bar(**bar) for bar in row["bars"]),
    )


def _field(row: Row) -> LookField:
    return LookField(
        lens=row["lens"],
        distance=row["distance"],
        farther=read_range(row, "farther", "low", "high"),
        pages=row["pages"],
        stranger_pages=row["stranger_pages"],
        stranger_pairs=row["stranger_pairs"],
        shipped=row["shipped"],
        clear=bool(row["clear"]),
        reason=row["reason"],
    )


def _pair(row: Row) -> LookPair:
    return LookPair(
        lens=row["lens"],
        company=row["company"],
        rival=row["rival"],
        distance=row["distance"],
        farther=read_range(row, "farther", "low", "high"),
        clear=bool(row["clear"]),
    )
