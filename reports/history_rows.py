"""Rows to export of earlier readings: what changed, who moved, since when claims are made."""

# Annotations are read when a table is made: they are no strings here.
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from reports.data import Report
from reports.rounding import INDEX_DIGITS
from reports.score_rows import Figure, spread
from reports.tables import Proofs


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading of the field, as one model and version measured it."""

    reading: Annotated[str, "its run"]
    day: Annotated[date, "when it was read"]
    model: Annotated[str, "the encoder"]
    version: Annotated[str, "the program's version"]
    value: Annotated[Figure, "index points; empty where none was published"]
    low: Annotated[Figure, "low end of its 95 % range"]
    high: Annotated[Figure, "high end of its 95 % range"]
    companies: Annotated[int, "companies scored"]
    asked: Annotated[int, "companies asked"]
    claims: Annotated[int, "claims that two companies or more make in the same sense"]


def reading_rows(report: Report, _: Proofs) -> Iterator[ReadingRow]:
    """Give every reading up to this one, oldest first."""
    for one in report.history.readings:
        yield ReadingRow(
            one.run_id,
            one.day,
            one.model,
            one.version,
            *spread(one.index, INDEX_DIGITS),
            one.companies,
            len(one.members),
            one.claims,
        )


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A claim that a company took up, dropped or worded otherwise since it was last read."""

    change: Annotated[str, "new, dropped or reworded"]
    claim_id: Annotated[str, "the claim"]
    company: Annotated[str, "who"]
    text: Annotated[str, "its words; of a dropped one, the last ones"]
    url: Annotated[str, "where they were read"]
    after: Annotated[date, "the last day before the change"]
    by: Annotated[date, "the first day after it"]
    said_before_by: Annotated[str, "rivals that surely said it before, with semicolons between"]
    other_text: Annotated[str, "the words in the other reading of what was reworded, else empty"]


def change_rows(report: Report, _: Proofs) -> Iterator[ChangeRow]:
    """Give every change of claims since the last reading."""
    for one in report.history.changes:
        rivals = "; ".join(earlier.company for earlier in one.earlier)
        place = one.change, one.claim_id, one.company, one.text, one.url
        yield ChangeRow(*place, one.after, one.by, rivals, one.other_text)


@dataclass(frozen=True, slots=True)
class MoveRow:
    """How far a company moved towards the field since the last reading."""

    company: Annotated[str | None, "name; empty for the mean of those measured"]
    value: Annotated[Figure, "index points, above 0 towards the field"]
    low: Annotated[Figure, "low end of its 95 % range"]
    high: Annotated[Figure, "high end of its 95 % range"]
    direction: Annotated[str, "closer, away, or none: no change that can be measured"]
    pages: Annotated[int, "pages of both readings"]
    reason: Annotated[str, "why there is no figure, else empty"]


def move_rows(report: Report, _: Proofs) -> Iterator[MoveRow]:
    """Give every company's move, that of the field first."""
    for one in report.history.moves:
        figures = spread(one.move, INDEX_DIGITS)
        yield MoveRow(one.company, *figures, one.direction, one.pages, one.reason)


@dataclass(frozen=True, slots=True)
class SightingRow:
    """Since when a company makes a claim on its pages, and until when."""

    claim_id: Annotated[str, "the claim"]
    company: Annotated[str, "who"]
    text: Annotated[str, "the words in which it was first read"]
    url: Annotated[str, "where"]
    absent: Annotated[date | None, "the last day on which it surely was not there"]
    seen: Annotated[date, "the first day on which it was"]
    current: Annotated[bool, "whether this run found it"]
    last: Annotated[date | None, "the last day on which it was there; empty while it is"]
    missing: Annotated[date | None, "the first day after that on which it surely was not"]


def sighting_rows(report: Report, _: Proofs) -> Iterator[SightingRow]:
    """Give every company's sightings of every claim."""
    for one in report.history.sightings:
        words = one.claim_id, one.company, one.text, one.url
        yield SightingRow(*words, one.absent, one.seen, one.current, one.last, one.missing)
