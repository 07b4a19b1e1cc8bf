"""Which readings of which pages a report rests on, so that their evidence is never dropped."""

from __future__ import annotations

import dataclasses
import json
import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from collections.abc import Set as AbstractSet
    from pathlib import Path

    from reports.data import Report
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

_DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(T\S+)?")


@dataclass(frozen=True, slots=True)
class Citation:
    """A page that a report names: as it was read on a day, None for the run's own reading."""

    company: str
    url: str
    seen_on: date | None


def cite_pages(warehouse: Warehouse, report: Report) -> None:
    """Note every page and every earlier reading that a report shows anything of."""
    note_citations(warehouse, report.industry, report.run_id, find_citations(report))


def note_citations(
    warehouse: Warehouse, name: str, run_id: str, cited: AbstractSet[Citation]
) -> None:
    """Note that the report of an industry's run cites these readings, and no others."""
    # Who only asks what is cited needn't wait for Arrow.
    import pyarrow as pa

    pages = sorted(cited, key=lambda one: (one.company, one.url, one.seen_on or date.min))
    rows = {
        "run_id": pa.array([run_id] * len(pages), pa.string()),
        "industry": pa.array([name] * len(pages), pa.string()),
        "company": pa.array([one.company for one in pages], pa.string()),
        "url": pa.array([one.url for one in pages], pa.string()),
        "seen_on": pa.array([one.seen_on for one in pages], pa.date32()),
    }
    warehouse.run("forget_citations", run_id=run_id)
    warehouse.insert("raw.citations", pa.table(rows))


def cite_kept_reports(warehouse: Warehouse, settings: Settings, name: str) -> None:
    """Note what an industry's reports on the disk cite, beside what is noted of them.

    Of a run from before citations were noted nothing is: all its evidence stays.
    """
    for run_id, cited in kept_reports(settings, name):
        noted = {Citation(*row) for row in warehouse.tuples("citations_of_run", run_id=run_id)}
        if noted or not warehouse.tuples("run", run_id=run_id):
            note_citations(warehouse, name, run_id, noted | cited)


def kept_reports(settings: Settings, name: str) -> Iterator[tuple[str, set[Citation]]]:
    """Yield the run of each of an industry's reports on the disk, with what it cites."""
    for path in sorted((settings.out / name).glob("*/scores.json")):
        said = {} if path.parent.is_symlink() else _read_scores(path)
        cited = find_citations(said)
        if cited and isinstance(said.get("run_id"), str):
            yield said["run_id"], cited


def find_citations(part: Any) -> set[Citation]:  # noqa: ANN401 - any part of a report
    """Give what a report cites, or a part of it, or of the JSON document that tells the same."""
    return set(_cited(part))


def _cited(part: Any) -> Iterator[Citation]:  # noqa: ANN401 - any part of a report
    if isinstance(part, tuple | list):
        for one in part:
            yield from _cited(one)
        return
    named = _named(part)
    if isinstance(named.get("company"), str):
        yield from _pages(named["company"], named)
    for value in named.values():
        yield from _cited(value)


def _named(part: Any) -> Mapping[str, Any]:  # noqa: ANN401 - any part of a report
    if isinstance(part, dict):
        return part
    if dataclasses.is_dataclass(part):
        return {field.name: getattr(part, field.name) for field in dataclasses.fields(part)}
    return {}


def _pages(company: str, named: Mapping[str, Any]) -> Iterator[Citation]:
    """Yield each page that is named, as the run read it, and as on each day that is named."""
    days = set(_days(named))
    for name, url in named.items():
        if isinstance(url, str) and url and (name == "url" or name.endswith("_url")):
            yield from (Citation(company, url, day) for day in (None, *days))


def _days(named: Mapping[str, Any]) -> Iterator[date]:
    """Yield the days of a part, and of what is told of it in parts that name nobody."""
    for value in named.values():
        day = _day(value)
        if day is not None:
            yield day
        elif "company" not in (inner := _named(value)):
            yield from filter(None, map(_day, inner.values()))


def _day(value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    try:
        return date.fromisoformat(match[1]) if match else None
    except ValueError:
        return None


def _read_scores(path: Path) -> dict[str, Any]:
    try:
        said = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return said if isinstance(said, dict) else {}
