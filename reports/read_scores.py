"""Rows of the warehouse in, scores out: of companies, of the field, and who marks the zero."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reports.data import CompanyScore, IndustryScores, Strangers
from reports.read_evidence import read_range

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads rows of one run."""

    warehouse: Warehouse
    run_id: str

    def rows(self, query: str) -> list[Row]:
        """Give a query's rows; the warehouse keeps UTC without saying so, here it is said."""
        found: list[Row] = self.warehouse.arrow(query, run_id=self.run_id).to_pylist()
        return [{name: _in_utc(value) for name, value in row.items()} for row in found]

    def tables(self) -> set[str]:
        """Give the names of the tables that the history has."""
        columns = self.warehouse.tuples("history_columns")
        return {column.split(".")[0] for (column,) in columns}


def _in_utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def read_company(row: Row) -> CompanyScore:
    """Give one company's figures."""
    published = bool(row["published"])
    return CompanyScore(
        name=row["company"],
        site=row["site"],
        is_client=row["is_client"],
        pages=row["pages"],
        statements=row["statements"],
        published=published,
        reason=row["reason"],
        index=read_range(row, "value", "low", "high") if published else None,
        blind_test=row["blind_test"] if published else None,
        trend=read_range(row, "trend", "trend_low", "trend_high") if published else None,
    )


def read_industry_scores(row: Row, context: str) -> IndustryScores:
    """Give the field's figures; ``context`` is where its index stands among other fields."""
    published = bool(row["published"])
    return IndustryScores(
        published=published,
        reason=row["reason"],
        companies=row["companies"],
        index=read_range(row, "value", "low", "high") if published else None,
        effective_pitches=(
            read_range(row, "pitches", "pitches_low", "pitches_high") if published else None
        ),
        blind_test=(
            read_range(row, "blind_test", "blind_test_low", "blind_test_high")
            if published
            else None
        ),
        trend=read_range(row, "trend", "trend_low", "trend_high") if published else None,
        regime=row["regime"],
        context=context if published else "",
    )


def read_strangers(rows: list[Row]) -> Strangers:
    """Give who marks the zero, and who was left out."""
    used: dict[str, int] = defaultdict(int)
    left_out: dict[str, str] = {}
    for row in rows:
        if row["used"]:
            used[row["industry"]] += 1
        else:
            left_out.setdefault(_left_out_name(row), row["reason"])
    sources = {row["source"] for row in rows if row["used"]}
    return Strangers(
        companies=sum(used.values()),
        source=_source_sentence(sources),
        industries=tuple(sorted(used.items())),
        left_out=tuple(sorted(left_out.items())),
    )


def _left_out_name(row: Row) -> str:
    """Give the company where it alone is too small, else its whole industry."""
    alone = row["reason"].startswith("only ")
    return f"{row['stranger']} ({row['industry']})" if alone else str(row["industry"])


def _source_sentence(sources: set[str]) -> str:
    if sources == {"workspace"}:
        return "Companies of the other industries read in this workspace."
    if sources == {"panel"}:
        return "A panel of real companies that ships with the program, as figures without text."
    if not sources:
        return "None."
    return "The other industries read in this workspace, and the panel that ships with the program."
