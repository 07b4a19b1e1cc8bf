"""Tables in text: values parted by commas, semicolons, tabs or bars, with or without a preamble."""

from __future__ import annotations

import csv
import re
from collections import Counter
from io import StringIO
from typing import TYPE_CHECKING

from crawlers.exports.heading import find_heading, name_columns
from crawlers.exports.table import Row, Table
from sameness.errors import ExportUnreadable

if TYPE_CHECKING:
    from collections.abc import Sequence

LONGEST_FIELD = 5_000_000
"""Characters; longer than any post: a quote that is never closed swallows the rest of a file."""

_SAMPLE = 300
_TORN = "The file does not end with a line break: its last row may be cut short."
_SEPARATOR_LINE = re.compile(r"\A\s*sep=(.)\s*\r?\n", re.IGNORECASE)


def read_delimited(name: str, text: str, notes: Sequence[str] = ()) -> Table:
    """Give the table that a text holds; raises ExportUnreadable where it ends in mid-row.

    Rows are numbered as a spreadsheet numbers them. A row that has not as many fields as there are
    columns is kept with its fault; rows without any value are left out.
    """
    separator = _SEPARATOR_LINE.match(text)
    if separator:
        text = "\n" + text[separator.end() :]
    grid = _read(name, text, separator[1] if separator else _find_delimiter(text))
    start = find_heading(grid[:_SAMPLE])
    columns = name_columns(grid[start])
    width = len(columns)
    _refuse_cut(name, text, grid, width)
    rows = (
        _to_row(number, fields, width)
        for number, fields in enumerate(grid[start + 1 :], start + 2)
        if any(field.strip() for field in fields)
    )
    torn = () if text.endswith(("\n", "\r")) else (_TORN,)
    return Table(columns, tuple(rows), "row", notes=(*notes, *torn))


def _read(name: str, text: str, delimiter: str, *, most: int | None = None) -> list[list[str]]:
    csv.field_size_limit(LONGEST_FIELD)
    rows: list[list[str]] = []
    try:
        for fields in csv.reader(StringIO(text, newline=""), delimiter=delimiter):
            rows.append(fields)
            if len(rows) == most:
                break
    except csv.Error as error:
        raise ExportUnreadable(
            f"{name!r} is no table: {error} (after row {len(rows)}).",
            "Look for a quotation mark there that is never closed, or export it again.",
        ) from None
    if not any(any(fields) for fields in rows):
        raise ExportUnreadable(f"{name!r} holds nothing.", "Export it again.")
    return rows


def _find_delimiter(text: str) -> str:
    """Give the delimiter under which most rows are equally wide, and among these the widest."""
    return max(",;\t|", key=lambda delimiter: _fitness(text, delimiter))


def _fitness(text: str, delimiter: str) -> tuple[float, int]:
    rows = _read("", text, delimiter, most=_SAMPLE)
    widths = Counter(len(fields) for fields in rows if len(fields) > 1)
    if not widths:
        return 0.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return round(count / len(rows), 1), width


def _to_row(number: int, fields: list[str], width: int) -> Row:
    if len(fields) > width and not any(fields[width:]):
        fields = fields[:width]
    if len(fields) != width:
        return Row(number, (), f"has {len(fields)} fields where there are {width} columns")
    return Row(number, tuple(fields))


def _refuse_cut(name: str, text: str, grid: list[list[str]], width: int) -> None:
    """Raise where the last row is short and the file ends right there, or within quotes."""
    ends_open = not text.endswith(("\n", "\r"))
    last = grid[-1]
    within_quotes = bool(last) and "\n" in last[-1] and len(last) < width
    if len(grid) > 1 and len(last) < width and (ends_open or within_quotes):
        raise ExportUnreadable(
            f"{name!r} ends in the middle of row {len(grid)}: it was cut short.",
            "Export or copy it again.",
        )
