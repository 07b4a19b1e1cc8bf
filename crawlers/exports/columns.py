"""Which column of an export holds what: told by name, by content where names don't tell."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from crawlers.exports.column_names import Field, fold_name, is_count, rank_name
from crawlers.exports.dates import can_be_clock, can_be_date
from crawlers.exports.permalinks import platform_at, platform_named, read_permalink
from crawlers.exports.table import Cell, is_nothing, text_of
from sameness.errors import ColumnsUnclear

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from crawlers.exports.table import Table

SAMPLE = 1_000
"""Rows that are looked at to tell what columns hold."""

_NAME_IT = "Name it: --map {field}=COLUMN."
_LETTER = re.compile(r"[^\W\d_]")
_FAR_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")
_SIGN = re.compile(r"[\w:./=+-]{1,200}")
_NUMBER = re.compile(r"[+-]?[\d.,\s]+%?")


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns that are read, each by its name in the file; empty where there is none.

    Of ``text`` the first that holds something counts, of ``reply_to`` and ``repost_of`` too; of
    ``author`` and ``kind`` all are looked at.
    """

    text: tuple[str, ...]
    date: tuple[str, ...]
    time: tuple[str, ...]
    zone: tuple[str, ...]
    id: tuple[str, ...]
    tool_id: tuple[str, ...]
    url: tuple[str, ...]
    platform: tuple[str, ...]
    author: tuple[str, ...]
    kind: tuple[str, ...]
    reply_to: tuple[str, ...]
    repost_of: tuple[str, ...]
    language: tuple[str, ...]

    def chosen(self) -> dict[str, str]:
        """Give for each field that was found the columns it is read from, for people."""
        pairs = ((field.name, ", ".join(getattr(self, field.name))) for field in fields(self))
        return {name: columns for name, columns in pairs if columns}


def find_columns(table: Table, said: Mapping[str, str]) -> Columns:
    """Give the columns of an export; ``said`` by the user, from field to column, goes first.

    Raises ColumnsUnclear, naming all columns, where text or date can't be told.
    """
    known = _check_said(table, said)
    table = _sample(table)
    date = known.get("date") or _find_date(table)
    return Columns(
        text=known.get("text") or _find_text(table, date),
        date=date,
        time=known.get("time") or _first(table, Field.TIME, can_be_clock, 0.9),
        zone=known.get("zone") or _first(table, Field.ZONE),
        id=known.get("id") or _find_id(table, Field.ID),
        tool_id=() if "id" in known else _find_id(table, Field.TOOL_ID),
        url=known.get("url") or _find_url(table),
        platform=known.get("platform") or _first(table, Field.PLATFORM, _names_platform, 0.5),
        author=known.get("author") or _named(table, Field.AUTHOR) or _named(table, Field.PAGE),
        kind=known.get("kind") or _named(table, Field.KIND),
        reply_to=known.get("reply_to") or _named(table, Field.REPLY_TO),
        repost_of=known.get("repost_of") or _named(table, Field.REPOST_OF),
        language=known.get("language") or _first(table, Field.LANGUAGE),
    )


def _sample(table: Table) -> Table:
    """Give at most SAMPLE rows, spread over the whole table: columns don't change their meaning."""
    step = -(-len(table.rows) // SAMPLE)
    return replace(table, rows=table.rows[:: step or 1])


def _check_said(table: Table, said: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Give what the user says as columns of the table; ("",) stands for there being none."""
    allowed = [field.name for field in fields(Columns)]
    by_name = {column.casefold(): column for column in table.columns}
    found: dict[str, tuple[str, ...]] = {}
    for field, column in said.items():
        if field not in allowed:
            what = f"There is no field {field!r} to map a column to."
            raise ColumnsUnclear(what, f"The fields are: {', '.join(allowed)}.")
        if column and column.casefold() not in by_name:
            raise ColumnsUnclear(f"There is no column {column!r}.", _list(table))
        if column and is_count(column) and field != "text":
            raise ColumnsUnclear(f"{column!r} counts applause: it is not read.", _list(table))
        found[field] = (by_name[column.casefold()],) if column else ("",)
    return found


def _find_text(table: Table, date: tuple[str, ...]) -> tuple[str, ...]:
    """Give the columns of the posts' text, the surest first.

    A title or a description is one only beside a date: companies have descriptions too.
    """
    sure = _named(table, Field.TEXT, _is_words, 0.2)
    weak = _named(table, Field.TITLE, _is_words, 0.2) if any(date) else ()
    for other in sure[1:]:
        same = rank_name(Field.TEXT, other) == rank_name(Field.TEXT, sure[0])
        if same and table.column(other) != table.column(sure[0]):
            raise _unclear(table, "text", f"{sure[0]!r} and {other!r} both may hold it")
    return sure + weak or (_find_long(table),)


def _find_long(table: Table) -> str:
    """Give the column that holds long texts, each other than the next."""
    lengths = {}
    for column in _readable(table):
        values = _values(table, column)
        if values and _share(values, _is_words) >= 0.8 and len(set(values)) * 2 > len(values):
            lengths[column] = sum(len(text_of(value)) for value in values) / len(values)
    ranked = sorted(
        (column for column in lengths if lengths[column] >= 25), key=lengths.__getitem__
    )
    if not ranked:
        raise _unclear(table, "text", "none looks like it")
    if len(ranked) > 1 and lengths[ranked[-1]] < 2 * lengths[ranked[-2]]:
        raise _unclear(table, "text", f"{ranked[-1]!r} and {ranked[-2]!r} both may hold it")
    return ranked[-1]


def _find_date(table: Table) -> tuple[str, ...]:
    named = _named(table, Field.DATE, can_be_date, 0.5)
    if named:
        return named[:1]
    alike = [
        column
        for column in _readable(table)
        if _share(_values(table, column), _is_written_date) >= 0.9
    ]
    if len(alike) == 1:
        return (alike[0],)
    why = f"{alike[0]!r} and {alike[1]!r} both may hold it" if alike else "none looks like it"
    raise _unclear(table, "date", why)


def _find_id(table: Table, field: Field) -> tuple[str, ...]:
    """Give the column of ids: signs without spaces, and as different as the rows are."""
    distinct_rows = len({row.cells for row in table.rows if row.cells})
    for column in _named(table, field):
        values = _values(table, column)
        filled = len(values) / len(table.rows)
        if _share(values, _is_sign) >= 0.9 and len(set(values)) >= 0.5 * filled * distinct_rows:
            return (column,)
    return ()


def _find_url(table: Table) -> tuple[str, ...]:
    for column in _named(table, Field.URL, _is_url, 0.5):
        values = _values(table, column)
        if len(set(values)) >= 0.5 * len(values):
            return (column,)
    alike = (c for c in _readable(table) if _share(_values(table, c), _is_permalink) >= 0.9)
    return tuple(alike)[:1]


def _first(
    table: Table,
    field: Field,
    fits: Callable[[Cell], bool] = lambda _: True,
    share: float = 0.0,
) -> tuple[str, ...]:
    return _named(table, field, fits, share)[:1]


def _named(
    table: Table,
    field: Field,
    fits: Callable[[Cell], bool] = lambda _: True,
    share: float = 0.0,
) -> tuple[str, ...]:
    """Give the columns that are called like a field and whose values fit it, the surest first."""
    ranked = ((rank_name(field, column), column) for column in _readable(table))
    named = sorted((rank, column) for rank, column in ranked if rank is not None)
    return tuple(c for _, c in named if _share(_values(table, c), fits) >= max(share, 1e-9))


def _readable(table: Table) -> list[str]:
    """Give the columns that may be looked at: none that counts likes, followers and the like."""
    return [
        column
        for column in table.columns
        if not (is_count(column) and _share(_values(table, column), _is_number) > 0.5)
    ]


def _values(table: Table, column: str) -> list[Cell]:
    return [cell for cell in table.column(column) if not is_nothing(cell)]


def _share(values: list[Cell], fits: Callable[[Cell], bool]) -> float:
    return sum(map(fits, values)) / len(values) if values else 0.0


def _is_words(cell: Cell) -> bool:
    """Tell words from ids, numbers, addresses and dates; not all scripts part words by spaces."""
    head = text_of(cell)[:500]
    words = sum(_LETTER.search(part) is not None for part in head.split())
    is_text = words > 1 or _FAR_LETTER.search(head) is not None
    return is_text and not _is_url(cell) and not can_be_date(cell)


def _is_number(cell: Cell) -> bool:
    return _NUMBER.fullmatch(text_of(cell)) is not None


def _is_written_date(cell: Cell) -> bool:
    return can_be_date(cell) and not _is_number(cell)


def _is_sign(cell: Cell) -> bool:
    written = _is_url(cell) or _is_written_date(cell)
    return _SIGN.fullmatch(text_of(cell)) is not None and not written


def _is_url(cell: Cell) -> bool:
    return text_of(cell).startswith(("http://", "https://")) and " " not in text_of(cell)


def _is_permalink(cell: Cell) -> bool:
    return _is_url(cell) and read_permalink(text_of(cell)) is not None


def _names_platform(cell: Cell) -> bool:
    return bool(platform_named(text_of(cell)) or platform_at(text_of(cell)))


def _unclear(table: Table, field: str, why: str) -> ColumnsUnclear:
    what = f"Which column holds the posts' {field} is not clear: {why}."
    return ColumnsUnclear(what, f"{_NAME_IT.format(field=field)} {_list(table)}")


def _list(table: Table) -> str:
    own = [c for c in table.columns if fold_name(c)]
    return f"The columns are: {', '.join(repr(c) for c in own[:60])}."
