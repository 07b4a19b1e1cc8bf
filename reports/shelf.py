"""The reports of a workspace, as their folders have them: by industry, newest first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NoReturn

from reports.data import Range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LATEST = "latest"
PAGE, SCORES, PDF = "index.html", "scores.json", "report.pdf"
"""What stands in the folder of an industry, and in that of a report."""


@dataclass(frozen=True, slots=True)
class Shelved:
    """One report on disk, by what its scores.json says.

    ``finding`` is empty in reports of older versions. ``changed`` is what changed in a line: None
    in older versions, empty where there was nothing to compare with. ``reason`` is why it has no
    figures, empty where it has; ``unread`` are the companies whose site could not be read this
    time; ``readings`` are those that it knows of, its own last.
    """

    industry: str
    run_id: str
    industry_name: str
    client: str
    started_at: datetime
    finding: str
    changed: str | None
    companies: int
    index: Range | None
    effective_pitches: Range | None
    blind_test: Range | None
    reason: str
    unread: tuple[str, ...]
    has_pdf: bool
    readings: tuple[Gone, ...]

    @property
    def day(self) -> date:
        """The day that it tells of: that of its own reading, where it knows."""
        return self.readings[-1].started_at.date() if self.readings else self.started_at.date()


@dataclass(frozen=True, slots=True)
class Gone:
    """A reading of which no report lies here, as a later report tells of it."""

    run_id: str
    started_at: datetime
    index: Range | None
    companies: int


@dataclass(frozen=True, slots=True)
class Damaged:
    """A report whose scores.json can't be read; its page may still be whole."""

    industry: str
    run_id: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """One industry's reports, newest first, those that can't be read, and readings without one."""

    industry: str
    reports: tuple[Shelved, ...]
    damaged: tuple[Damaged, ...]
    gone: tuple[Gone, ...]

    @property
    def earlier(self) -> tuple[Shelved | Gone, ...]:
        """All but the newest report, and readings without one, newest first."""
        found: list[Shelved | Gone] = [*self.reports[1:], *self.gone]
        return tuple(sorted(found, key=lambda one: (one.started_at, one.run_id), reverse=True))

    @property
    def title(self) -> str:
        """The field's name as its newest report writes it, else the industry file's."""
        name = self.reports[0].industry_name if self.reports else self.industry
        return name[:1].upper() + name[1:]

    @property
    def number(self) -> int:
        """How many reports stand on it."""
        return len(self.reports) + len(self.damaged)


def read_shelves(out: Path) -> tuple[Shelf, ...]:
    """Give the shelf of every industry below ``out`` that has a report, by its title.

    Folders that are gone, hidden or have no page are no reports.
    """
    shelves = (_shelf(folder) for folder in _folders(out))
    return tuple(
        sorted(
            (shelf for shelf in shelves if shelf.reports or shelf.damaged),
            key=lambda shelf: (shelf.title.casefold(), shelf.industry),
        )
    )


def _folders(within: Path) -> Iterator[Path]:
    if within.is_dir():
        for path in sorted(within.iterdir()):
            if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
                yield path


def _shelf(folder: Path) -> Shelf:
    found = [_read(run) for run in _folders(folder) if run.name != LATEST and _is_report(run)]
    whole = [report for report in found if isinstance(report, Shelved)]
    reports = sorted(whole, key=lambda report: (report.started_at, report.run_id), reverse=True)
    return Shelf(
        folder.name,
        tuple(reports),
        tuple(report for report in found if isinstance(report, Damaged)),
        _gone(reports, {report.run_id for report in found}),
    )


def _gone(reports: list[Shelved], here: set[str]) -> tuple[Gone, ...]:
    """Give the readings that the newest report tells of and that no report here is about.

    One that was measured in several ways is told once, as it was measured last.
    """
    if not reports:
        return ()
    days = {report.day for report in reports}
    told = {one.started_at: one for one in reports[0].readings[:-1]}
    return tuple(
        one for one in told.values() if one.run_id not in here and one.started_at.date() not in days
    )


def _is_report(run: Path) -> bool:
    return (run / PAGE).is_file()


def _read(run: Path) -> Shelved | Damaged:
    try:
        told = json.loads((run / SCORES).read_text("utf-8"), parse_constant=_refuse)
        return _shelved(run, told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        # Whatever a file may hold that somebody else wrote or cut short.
        return Damaged(run.parent.name, run.name)


def _shelved(run: Path, told: dict[str, Any]) -> Shelved:
    field = told["industry_scores"]
    started_at = datetime.fromisoformat(told["started_at"])
    if started_at.tzinfo is None:
        raise ValueError(told["started_at"])
    return Shelved(
        industry=run.parent.name,
        run_id=run.name,
        industry_name=str(told["industry_name"]),
        client=str(told["client"] or ""),
        started_at=started_at,
        finding=str(told.get("finding", "")),
        changed=None if told.get("changed") is None else str(told["changed"]),
        companies=int(field["companies"]),
        index=_range(field["index"]),
        effective_pitches=_ranged(field, "effective_pitches"),
        blind_test=_ranged(field, "blind_test"),
        reason="" if field["published"] else str(field["reason"]) or "too little was read",
        unread=tuple(str(c["company"]) for c in told["coverage"] if not c["fetched"]),
        has_pdf=(run / PDF).is_file(),
        readings=tuple(_reading(one) for one in (told.get("history") or {}).get("readings", ())),
    )


def _reading(told: dict[str, Any]) -> Gone:
    day = date.fromisoformat(told["day"])
    return Gone(
        run_id=str(told["run_id"]),
        started_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        index=_range(told["index"]),
        companies=int(told["companies"]),
    )


def _ranged(field: dict[str, Any], key: str) -> Range | None:
    if field[key] is None:
        return None
    return _range({"value": field[key], **field[f"{key}_range"]})


def _range(told: dict[str, Any] | None) -> Range | None:
    if told is None:
        return None
    return Range(float(told["value"]), float(told["low"]), float(told["high"]))


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
