"""Tables to export: a row is a dataclass whose annotations say what each column means.

To add one, write its row and a function that yields rows, and list both in ``reports/export.py``.
"""

from __future__ import annotations

import dataclasses
import types
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from reports.data import Report

_KINDS: dict[type, tuple[str, pa.DataType]] = {
    str: ("text", pa.string()),
    int: ("integer", pa.int64()),
    float: ("number", pa.float64()),
    bool: ("true or false", pa.bool_()),
    date: ("day", pa.date32()),
    datetime: ("moment, UTC", pa.timestamp("us", "UTC")),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """Where the archive holds what was read: its record, and the SHA-256 of the body."""

    record: str
    sha256: str


Proofs = dict[tuple[str, str], Proof]
"""The proof of each page or post, by company and address."""

NO_PROOF = Proof("", "")


@dataclass(frozen=True, slots=True)
class Column:
    """One column; ``kind`` is what its cells are in words, ``optional``: they may be empty."""

    name: str
    kind: str
    type: pa.DataType
    optional: bool
    means: str


@dataclass(frozen=True, slots=True)
class Table:
    """One table: the dataclass of its rows and what makes them of a report."""

    name: str
    row: type
    rows: Callable[[Report, Proofs], Iterable[object]]

    @property
    def summary(self) -> str:
        """What one row is, in a sentence."""
        return (self.row.__doc__ or "").split("\n", maxsplit=1)[0]

    def arrow(self, report: Report, proofs: Proofs) -> pa.Table:
        """Give the table of a report, each row with the industry and the run it belongs to.

        Half surrogates, which no file can hold, become question marks.
        """
        shape = columns(self.row)
        key = {"industry": report.industry, "run_id": report.run_id}
        rows = [{**key, **_cells(row)} for row in self.rows(report, proofs)]
        return pa.Table.from_pylist(rows, pa.schema([(c.name, c.type) for c in shape]))


KEY = (
    Column("industry", "text", pa.string(), optional=False, means="name of the industry file"),
    Column("run_id", "text", pa.string(), optional=False, means="the run, its month's key"),
)
"""The first columns of every table."""


def columns(row: type) -> tuple[Column, ...]:
    """Give a table's columns in order: the key, then the fields of its rows."""
    hints = get_type_hints(row, include_extras=True)
    return KEY + tuple(_column(f.name, hints[f.name]) for f in dataclasses.fields(row))


def _column(name: str, annotated: Any) -> Column:  # noqa: ANN401 - an annotation
    hint, means = get_args(annotated)
    optional = get_origin(hint) in {Union, types.UnionType}
    (plain,) = [one for one in get_args(hint) if one is not types.NoneType] if optional else [hint]
    kind, arrow = _KINDS[plain]
    return Column(name, kind, arrow, optional, means)


def _cells(row: Any) -> dict[str, object]:  # noqa: ANN401 - any dataclass
    return {f.name: _cell(getattr(row, f.name)) for f in dataclasses.fields(row)}


def _cell(value: object) -> object:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return value
