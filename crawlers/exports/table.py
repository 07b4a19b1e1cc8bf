"""An export as a table: named columns, and rows with the numbers that their reader sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

Cell = str | int | float | datetime | None
"""A value as the file has it: text, a number, or a moment without a zone from a workbook."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as the file's own program counts, and one cell for each column.

    ``fault`` says in a few words why it is no row of this table; it has no cells then.
    """

    number: int
    cells: tuple[Cell, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of an export under its column names.

    ``unit`` is what ``Row.number`` counts: "row" of a sheet, "line" of a text, "record" of a list.
    ``platform`` is what the form of the file itself says of it, mostly nothing. ``notes`` are
    sentences on what had to be assumed.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    unit: str
    platform: str = ""
    notes: tuple[str, ...] = ()

    def column(self, name: str) -> list[Cell]:
        """Give the cells of a column, None for rows that are none."""
        place = self.columns.index(name)
        return [row.cells[place] if row.cells else None for row in self.rows]


@dataclass(frozen=True, slots=True)
class Hints:
    """What the user says of a file, beyond what it says itself.

    ``columns`` is from field ("text") to column name; an empty name means that there is no such
    column. ``time_zone`` is a name such as "Europe/Berlin" or "UTC+2"; ``date_order`` "dmy" or
    "mdy". Empty is nothing said.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    platform: str = ""
    handle: str = ""
    time_zone: str = ""
    date_order: str = ""


def text_of(cell: Cell) -> str:
    """Give a cell as text without the guards that spreadsheets and scrapers put around values.

    ``="123"`` and ``'123`` keep a number from being rounded; ``"x"`` is text written as JSON.
    """
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    if text.startswith('="') and text.endswith('"'):
        return text[2:-1].strip()
    if len(text) > 1 and text[0] == text[-1] == '"':
        return text[1:-1].strip()
    return text[1:] if text[:1] == "'" and text[1:].isdigit() else text


def is_nothing(cell: Cell) -> bool:
    """Tell whether a cell holds no value, in any of the words that programs have for it."""
    return text_of(cell).casefold() in {"", "null", "none", "nan", "n/a", "-", "[]", "{}"}
