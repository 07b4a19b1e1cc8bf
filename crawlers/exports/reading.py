"""An export's bytes as a table, whatever form they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.exports.decoding import decode
from crawlers.exports.delimited import read_delimited
from crawlers.exports.nested import read_nested
from crawlers.exports.workbook import read_workbook
from sameness.errors import ExportUnreadable

if TYPE_CHECKING:
    from crawlers.exports.table import Table

MOST_BYTES = 500_000_000

_ZIP, _OLE, _GZIP, _PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"%PDF"
_OTHERS = {
    _OLE: "an old Excel workbook (.xls); save it as XLSX or CSV",
    _GZIP: "packed with gzip; unpack it",
    _PDF: "a PDF; export the posts as CSV, XLSX or JSON",
}


def read_export(name: str, body: bytes) -> Table:
    """Give the table of a file by its content, not by its name; raises ExportUnreadable."""
    if len(body) > MOST_BYTES:
        raise ExportUnreadable(f"{name!r} has {len(body):,} bytes.", "Split it into smaller files.")
    if body.startswith(_ZIP):
        return read_workbook(name, body)
    for magic, kind in _OTHERS.items():
        if body.startswith(magic):
            raise ExportUnreadable(
                f"{name!r} can't be read: it is {kind.split(';')[0]}.", _do(kind)
            )
    text, notes = decode(name, body)
    if not text.strip():
        raise ExportUnreadable(f"{name!r} holds nothing.", "Export it again.")
    if text.lstrip().startswith(("[", "{", "window.")):
        return read_nested(name, text, notes)
    return read_delimited(name, text, notes)


def _do(kind: str) -> str:
    return kind.split("; ")[1].capitalize() + "."
