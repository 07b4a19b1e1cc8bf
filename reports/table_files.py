"""Tables as files: CSV, XLSX, Parquet and JSON, all with the same cells."""

from __future__ import annotations

import csv
import json
import re
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from reports.formulas import as_text, looks_like_formula

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pyarrow as pa
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

LONGEST_CELL = 32_767
"""Characters that a cell of a workbook holds."""

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTHS = {"text": 60, "claim": 60, "url": 40, "phrase": 32, "reason": 32, "nearest_text": 60}
_FORMATS = {datetime: "yyyy-mm-dd hh:mm:ss", date: "yyyy-mm-dd"}


def csv_files(tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Give one CSV a table (RFC 4180, UTF-8 with the mark that Excel needs), by file name.

    Text that looks like a formula has an apostrophe in front. Days are ISO 8601, moments in UTC.
    """
    return {f"{name}.csv": _csv(table) for name, table in tables.items()}


def parquet_files(tables: Mapping[str, pa.Table]) -> dict[str, bytes]:
    """Give one Parquet file a table, by file name; every cell exactly as it is."""
    return {f"{name}.parquet": _parquet(table) for name, table in tables.items()}


def json_file(tables: Mapping[str, pa.Table]) -> bytes:
    """Give all tables as one JSON document of lists of objects, by the tables' names."""
    rows = {name: table.to_pylist() for name, table in tables.items()}
    text = json.dumps(rows, indent=1, ensure_ascii=True, allow_nan=False, default=_iso)
    return (text + "\n").encode("ascii")


def xlsx_file(tables: Mapping[str, pa.Table]) -> bytes:
    """Give all tables as one workbook, a sheet each; text is text and never a formula.

    Characters that no workbook holds become the replacement character; a text is cut at 32,767.
    """
    book = Workbook(write_only=True)
    for name, table in tables.items():
        _fill(book.create_sheet(name), table)
    packed = BytesIO()
    book.save(packed)
    return packed.getvalue()


def _csv(table: pa.Table) -> bytes:
    written = StringIO()
    writer = csv.writer(written, lineterminator="\r\n")
    writer.writerow(table.column_names)
    for row in table.to_pylist():
        writer.writerow([_csv_cell(value) for value in row.values()])
    return written.getvalue().encode("utf-8-sig")


def _csv_cell(value: object) -> object:
    if isinstance(value, str):
        return as_text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return _iso(value) if isinstance(value, date) else value


def _iso(value: Any) -> str:  # noqa: ANN401 - json.dumps asks with anything
    """Give a day or a moment (in UTC) in ISO 8601."""
    moment = value.astimezone(UTC) if isinstance(value, datetime) else value
    return str(moment.isoformat())


def _parquet(table: pa.Table) -> bytes:
    packed = BytesIO()
    pq.write_table(table, packed)
    return packed.getvalue()


def _fill(sheet: WriteOnlyWorksheet, table: pa.Table) -> None:
    sheet.freeze_panes = "A2"
    for place, name in enumerate(table.column_names):
        sheet.column_dimensions[_letter(place)].width = _WIDTHS.get(name, 16)
    sheet.append([_heading(sheet, name) for name in table.column_names])
    for row in table.to_pylist():
        sheet.append([_cell(sheet, value) for value in row.values()])
    sheet.auto_filter.ref = f"A1:{_letter(table.num_columns - 1)}{table.num_rows + 1}"


def _letter(place: int) -> str:
    """Give a column's letters: 0 is A, 26 is AA."""
    first, last = divmod(place, 26)
    return (_letter(first - 1) if first else "") + chr(ord("A") + last)


def _heading(sheet: WriteOnlyWorksheet, name: str) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, name)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: WriteOnlyWorksheet, value: object) -> WriteOnlyCell:
    if isinstance(value, str):
        return _text_cell(sheet, value)
    if isinstance(value, datetime):
        value = value.astimezone(UTC).replace(tzinfo=None)
    cell = WriteOnlyCell(sheet, value)
    if isinstance(value, date):
        cell.number_format = _FORMATS[type(value)]
    return cell


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> WriteOnlyCell:
    """Give a cell that holds text, also for a program that reads a cell anew when it is edited."""
    whole = _NO_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    if len(whole) > LONGEST_CELL:
        whole = whole[: LONGEST_CELL - 1] + "…"
    cell = WriteOnlyCell(sheet, whole)
    cell.data_type = "s"
    cell.quotePrefix = looks_like_formula(text)
    return cell
