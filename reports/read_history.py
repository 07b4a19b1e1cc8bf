"""Rows of the warehouse in, what earlier readings tell out; older runs have nothing of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reports.data import Range
from reports.history_data import (
    NO_HISTORY,
    ClaimChange,
    CompanyMove,
    HeadlineChange,
    History,
    Lead,
    ProfileChange,
    Reading,
    Sighting,
    Unread,
)
from reports.read_evidence import read_range
from reports.read_look import TABLES as LOOKS
from reports.read_look import read_home_pages
from reports.read_scores import Reader

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from reports.look_data import HomePage

    Row = dict[str, Any]

TABLES = frozenset(
    {
        *("claim_sightings", "claim_changes", "headline_changes", "profile_changes"),
        *("company_moves", "claim_leads"),
    }
)


def read_history(read: Reader) -> History:
    """Give what a run knows of the readings before it."""
    stored = read.tables()
    if not TABLES.issubset(stored):
        return NO_HISTORY
    readings = tuple(_reading(row) for row in read.rows("report_readings"))
    before = _before(readings)
    dated = [_Dated(row) for row in read.rows("report_claim_sightings")]
    pictures: dict[str, tuple[HomePage, HomePage]] = {}
    if before is not None and stored >= LOOKS:
        pictures = _pictures(read, before.run_id)
    changes = read.rows("report_claim_changes")
    headlines = read.rows("report_headline_changes")
    return History(
        readings=readings,
        since=before.read_at if before is not None else None,
        sightings=tuple(one.sighting for one in dated),
        changes=tuple(_change(row, dated) for row in changes),
        headlines=tuple(_headline(row, pictures) for row in headlines),
        profiles=tuple(_profile(row) for row in read.rows("report_profile_changes")),
        moves=tuple(_move(row) for row in read.rows("report_company_moves")),
        leads=tuple(Lead(**row) for row in read.rows("report_claim_leads")),
        unread=tuple(
            Unread(row["company"], row["read_at"].date(), row["crawls"])
            for row in read.rows("report_unread")
        ),
    )


def _before(readings: tuple[Reading, ...]) -> Reading | None:
    """Give the reading before the last one that was measured in the same way."""
    if not readings:
        return None
    *earlier, last = readings
    alike = [r for r in earlier if (r.model, r.version) == (last.model, last.version)]
    return alike[-1] if alike else None


def _reading(row: Row) -> Reading:
    published = bool(row["published"]) and row["value"] is not None
    return Reading(
        run_id=row["run_id"],
        read_at=row["started_at"],
        model=row["model"],
        version=row["version"],
        index=Range(row["value"], row["low"], row["high"]) if published else None,
        companies=row["companies"],
        members=tuple(row["members"]),
        claims=row["claims"],
    )


@dataclass(frozen=True, slots=True)
class _Dated:
    """A row of sightings, which knows to the second what the report tells to the day."""

    row: Row

    @property
    def sighting(self) -> Sighting:
        row = self.row
        return Sighting(
            claim_id=row["claim_id"],
            company=row["company"],
            text=row["text"],
            url=row["url"],
            absent=row["absent_at"] and row["absent_at"].date(),
            seen=row["seen_at"].date(),
            current=bool(row["current"]),
            last=row["last_at"] and row["last_at"].date(),
            missing=row["missing_at"] and row["missing_at"].date(),
        )

    def is_before(self, claim_id: str, company: str, after: datetime) -> bool:
        """Tell whether somebody else surely made the claim before a moment."""
        row = self.row
        rival = row["claim_id"] == claim_id and row["company"] != company
        return rival and bool(row["seen_in"] <= after)


def _change(row: Row, dated: Iterable[_Dated]) -> ClaimChange:
    place = row["claim_id"], row["company"]
    own = next(d.row for d in dated if (d.row["claim_id"], d.row["company"]) == place)
    earlier = []
    if row["change"] == "new":
        earlier = [d.sighting for d in dated if d.is_before(*place, own["absent_in"])]
    earlier.sort(key=lambda one: (one.seen, one.absent is not None, one.company.casefold()))
    return ClaimChange(
        change=row["change"],
        claim_id=row["claim_id"],
        company=row["company"],
        text=row["text"],
        url=row["url"],
        after=row["after"].date(),
        by=row["by"].date(),
        other_text=row["other_text"],
        other_url=row.get("other_url") or "",
        other_on=row["other_at"].date() if row.get("other_at") else None,
        earlier=tuple(earlier),
    )


def _pictures(read: Reader, before: str) -> dict[str, tuple[HomePage, HomePage]]:
    """Give each company's home page as the reading before and this one saw it."""
    old, new = (
        {page.company: page for page in read_home_pages(Reader(read.warehouse, run_id).rows)}
        for run_id in (before, read.run_id)
    )
    return {company: (old[company], new[company]) for company in old.keys() & new.keys()}


def _headline(row: Row, pictures: dict[str, tuple[HomePage, HomePage]]) -> HeadlineChange:
    return HeadlineChange(
        company=row["company"],
        url=row["url"],
        before_url=row.get("before_url") or "",
        before=row["before"],
        after=row["after"],
        before_at=row["before_at"],
        after_at=row["after_at"],
        pictures=pictures.get(row["company"]),
    )


def _profile(row: Row) -> ProfileChange:
    return ProfileChange(row["change"], row["company"], row["name"], row["url"], row["reason"])


def _move(row: Row) -> CompanyMove:
    told = not row["reason"]
    return CompanyMove(
        company=row["company"],
        move=read_range(row, "move", "low", "high") if told else None,
        direction=row["direction"] or "",
        pages=row["pages"] or 0,
        reason=row["reason"],
    )
