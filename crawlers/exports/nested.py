"""Tables in JSON: lists of records at any depth, a record on each line, or an archive's script."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from crawlers.exports.column_names import Field, match_field
from crawlers.exports.table import Cell, Row, Table
from sameness.errors import ColumnsUnclear, ExportUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Records = list[tuple[object, dict[str, Cell]]]

PARENT = "parent."
"""How the columns begin that a record has from the one around its list: who posted, on what day."""

_DEEPEST = 30
_SCRIPT = re.compile(r"\A\s*(window\.)?[\w.$]+\s*=\s*(?=[\[{])")
_AGAIN = "Export or copy it again."


def read_nested(name: str, text: str, notes: Sequence[str] = ()) -> Table:
    """Give the records of a JSON text as a table; raises ExportUnreadable or ColumnsUnclear.

    Of several lists the one that looks most like posts is taken. A record's fields have dotted
    names ("author.name"); lists inside it are no fields of it.
    """
    script = _SCRIPT.match(text)
    platform = "x" if script and ".YTD." in script[0] else ""
    body = text[script.end() :].rstrip().removesuffix(";") if script else text
    try:
        content = json.loads(body)
    except RecursionError:
        raise ExportUnreadable(f"{name!r} is nested too deep.", _AGAIN) from None
    except ValueError as error:
        if _is_lines(body):
            return read_lines(name, body, notes)
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "a number"
        what = f"{name!r} is no JSON ({error.args[0]}): damaged at {where}, or cut short."
        raise ExportUnreadable(what, _AGAIN) from None
    path, records = _choose(name, content)
    found = f"Of its lists {path!r} was read." if path else ""
    columns = _columns_of(records)
    rows = (_to_row(n, record, above, columns) for n, (record, above) in enumerate(records, 1))
    noted = (*notes, found) if found else tuple(notes)
    return Table(columns, tuple(rows), "record", platform, noted)


def read_lines(name: str, text: str, notes: Sequence[str] = ()) -> Table:
    """Give the table of a text with one JSON record on each line; raises ExportUnreadable."""
    records: list[tuple[int, object]] = []
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        if line.strip():
            records.append((number, _read_line(line)))
    if records and records[-1][1] is None and lines[-1].strip():
        what = f"{name!r} ends in the middle of line {records[-1][0]}: it was cut short."
        raise ExportUnreadable(what, _AGAIN)
    columns = _columns_of([(record, {}) for _, record in records])
    rows = (_to_row(number, record, {}, columns) for number, record in records)
    return Table(columns, tuple(rows), "line", notes=tuple(notes))


def _is_lines(text: str) -> bool:
    head = text.lstrip().partition("\n")[0]
    return isinstance(_read_line(head), dict)


def _read_line(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _choose(name: str, content: object) -> tuple[str, Records]:
    """Give the path and records of the list that has most fields of posts, then most records."""
    groups: dict[str, Records] = {"": [(content, {})]} if isinstance(content, dict) else {}
    for path, records in _lists(content, "", {}, 0):
        groups.setdefault(path, []).extend(records)
    if not groups:
        raise ExportUnreadable(f"{name!r} holds no list of records.", "Export posts, as a list.")
    path = max(groups, key=lambda path: (_likeness(groups[path]), len(groups[path])))
    if not _likeness(groups[path]):
        raise ColumnsUnclear(
            f"{name!r} holds no posts: no list in it has a text and a date. {_describe(groups)}",
            "Export the posts themselves.",
        )
    return path, groups[path]


def _lists(
    value: object, path: str, above: dict[str, Cell], depth: int
) -> Iterator[tuple[str, Records]]:
    """Give every list of records at or below a value, with the fields of the record around it."""
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            deeper = f"{path}.{key}" if path else str(key)
            yield from _lists(inner, deeper, above, depth + 1)
    elif isinstance(value, list) and any(isinstance(inner, dict) for inner in value):
        yield path, [(inner, above) for inner in value]
        for inner in value:
            around = {PARENT + k: v for k, v in _flatten(inner) if not k.startswith(PARENT)}
            yield from _lists(inner, path, around, depth + 1)


def _flatten(record: object, path: str = "", depth: int = 0) -> Iterator[tuple[str, Cell]]:
    if isinstance(record, dict) and depth < _DEEPEST:
        for key, value in record.items():
            yield from _flatten(value, f"{path}.{key}" if path else str(key), depth + 1)
    elif isinstance(record, list):
        if record and all(isinstance(item, str | int | float) for item in record):
            yield path, ", ".join(str(item) for item in record)
    elif isinstance(record, bool):
        yield path, str(record).lower()
    elif record is None or isinstance(record, str | int | float):
        yield path, record


def _likeness(records: Records) -> int:
    """Count the fields of a post that records have; 0 where text and date are not among them."""
    fields = {match_field(column) for column in _columns_of(records[:50])}
    if Field.DATE not in fields or not fields & {Field.TEXT, Field.TITLE}:
        return 0
    return len(fields & {Field.TEXT, Field.DATE, Field.ID, Field.URL, Field.KIND}) + 1


def _describe(groups: dict[str, Records]) -> str:
    """Give each list with its length and first columns, in one sentence."""
    parts = []
    for path, records in groups.items():
        own = [column for column in _columns_of(records[:50]) if not column.startswith(PARENT)]
        parts.append(f"{path or 'the whole'!r} ({len(records)}: {', '.join(own[:8])})")
    return "Lists: " + "; ".join(parts[:8]) + "."


def _columns_of(records: Sequence[tuple[object, dict[str, Cell]]]) -> tuple[str, ...]:
    names: dict[str, Any] = {}
    for record, above in records:
        names |= dict.fromkeys(above)
        names |= dict.fromkeys(name for name, _ in _flatten(record) if name)
    return tuple(sorted(names, key=lambda name: name.startswith(PARENT)))


def _to_row(number: int, record: object, above: dict[str, Cell], columns: tuple[str, ...]) -> Row:
    if not isinstance(record, dict):
        return Row(number, (), "is no JSON record")
    values = above | dict(_flatten(record))
    return Row(number, tuple(values.get(column) for column in columns))
