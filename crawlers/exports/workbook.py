"""Tables in workbooks (XLSX), read by a parser that follows no reference out of the file."""

from __future__ import annotations

import warnings
import zlib
from datetime import date, datetime, time
from io import BytesIO
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile, ZipFile

from crawlers.exports.heading import find_heading, name_columns
from crawlers.exports.table import Cell, Row, Table
from sameness.errors import ExportUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_UNPACKED = 300_000_000
"""Bytes of all parts together, unpacked: a file of a few kilobytes may claim any size."""

MOST_CELLS = 20_000_000
WIDEST = 2_000
"""Columns; a row with one value at its far end would else be all the columns there can be."""

_DAMAGE = (BadZipFile, RuntimeError, OSError, EOFError, ValueError, KeyError, zlib.error)
"""What reading a damaged or encrypted archive raises."""

_SAVE = "Open it in a spreadsheet program and save it again as XLSX or CSV."


def read_workbook(name: str, body: bytes) -> Table:
    """Give the longest sheet of a workbook as a table; raises ExportUnreadable.

    Refused are files that unpack to more than MOST_UNPACKED, and parts that declare entities.
    """
    _refuse_bombs(name, body)
    sheets = _read_sheets(name, body)
    title, grid = max(sheets, key=lambda sheet: sum(1 for row in sheet[1] if any(row)))
    if not any(any(row) for row in grid):
        raise ExportUnreadable(f"{name!r} holds nothing.", "Export it again.")
    start = find_heading(grid)
    columns = name_columns(grid[start])
    rows = (
        Row(number, _fit(cells, len(columns)))
        for number, cells in enumerate(grid[start + 1 :], start + 2)
        if any(cell not in {None, ""} for cell in cells)
    )
    notes = (f"Of its {len(sheets)} sheets {title!r} was read.",) if len(sheets) > 1 else ()
    return Table(columns, tuple(rows), "row", notes=notes)


def _refuse_bombs(name: str, body: bytes) -> None:
    try:
        with ZipFile(BytesIO(body)) as parts:
            entries = parts.infolist()
            size = sum(entry.file_size for entry in entries)
            if size > MOST_UNPACKED or len(entries) > 10_000:
                what = f"{name!r} unpacks to {size:,} bytes in {len(entries)} parts."
                raise ExportUnreadable(what, "Save the sheet with the posts as CSV.")
            for entry in entries:
                with parts.open(entry) as part:
                    if b"<!DOCTYPE" in part.read(2_000).replace(b"\0", b"").upper():
                        raise ExportUnreadable(f"{name!r} declares entities of its own.", _SAVE)
    except _DAMAGE as error:
        raise ExportUnreadable(f"{name!r} is damaged or encrypted: {error}.", _SAVE) from None


def _read_sheets(name: str, body: bytes) -> list[tuple[str, list[tuple[Cell, ...]]]]:
    """Give titles and cells of all sheets; formulas as the values that were last computed."""
    from openpyxl import load_workbook

    try:
        with warnings.catch_warnings():
            # Extensions, styles and filters that openpyxl does not know hold no posts.
            warnings.simplefilter("ignore")
            book = load_workbook(BytesIO(body), read_only=True, data_only=True, keep_links=False)
            try:
                return [(sheet.title, list(_rows(name, sheet))) for sheet in book.worksheets]
            finally:
                book.close()
    except ExportUnreadable:
        raise
    except Exception as error:  # whatever a damaged file makes the parser stumble over
        raise ExportUnreadable(
            f"{name!r} can't be read as a workbook ({type(error).__name__}: {error}).", _SAVE
        ) from None


def _rows(name: str, sheet: Any) -> Iterator[tuple[Cell, ...]]:  # noqa: ANN401 - openpyxl has no types
    # The size that a sheet states may be any; its cells count.
    sheet.reset_dimensions()
    cells = 0
    for row in sheet.iter_rows(max_col=WIDEST, values_only=True):
        end = next((i for i in range(len(row), 0, -1) if row[i - 1] is not None), 0)
        cells += end + 1
        if cells > MOST_CELLS:
            raise ExportUnreadable(f"{name!r} has more than {MOST_CELLS:,} cells.", _SAVE)
        yield tuple(_to_cell(value) for value in row[:end])


def _to_cell(value: object) -> Cell:
    if value is None or isinstance(value, str | int | float | datetime):
        return str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    return str(value)


def _fit(cells: tuple[Cell, ...], width: int) -> tuple[Cell, ...]:
    """Give a row as wide as the heading; what stands beyond it belongs to no column."""
    return (*cells[:width], *[None] * (width - len(cells)))
