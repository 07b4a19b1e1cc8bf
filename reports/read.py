"""Reads a finished run out of the warehouse into the typed data that a report shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from reports.data import (
    Claim,
    CompanyScore,
    Coverage,
    IndustryScores,
    Method,
    Nearest,
    OnlyYou,
    QuizQuestion,
    Quote,
    Range,
    Report,
    Strangers,
    SwapMatrix,
    WeededOut,
)

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

MOST_LEAKS = 12
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Reader:
    warehouse: Warehouse
    run_id: str

    def rows(self, query: str) -> list[Row]:
        """Give a query's rows; the warehouse keeps UTC without saying so, here it is said."""
        found: list[Row] = self.warehouse.arrow(query, run_id=self.run_id).to_pylist()
        return [{name: _in_utc(value) for name, value in row.items()} for row in found]


def _in_utc(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def read_report(warehouse: Warehouse, run_id: str) -> Report:
    """Give everything the report of a finished run says; companies in the industry file's order."""
    read = _Reader(warehouse, run_id)
    run = read.rows("run")[0]
    companies = tuple(_company(row) for row in read.rows("report_companies"))
    scores = read.rows("report_scores")[0]
    published = bool(scores["published"])
    return Report(
        industry=run["industry"],
        industry_name=run["industry_name"],
        client=run["client"],
        run_id=run_id,
        started_at=run["started_at"],
        companies=companies,
        scores=_industry_scores(scores),
        swap_matrix=_swap_matrix(companies, read.rows("report_swaps") if published else []),
        claims=_claims(read.rows("report_claims")),
        only_you=tuple(_only_you(row) for row in read.rows("report_only_you")),
        quiz=tuple(_question(row) for row in read.rows("report_quiz")),
        coverage=_coverage(read),
        weeded_out=_weeded_out(read, companies),
        strangers=_strangers(read.rows("report_strangers")),
        method=_method(run, scores, read.rows("report_precision")[0]),
    )


def _range(row: Row, value: str, low: str, high: str) -> Range | None:
    return None if row[value] is None else Range(row[value], row[low], row[high])


def _company(row: Row) -> CompanyScore:
    published = bool(row["published"])
    return CompanyScore(
        name=row["company"],
        site=row["site"],
        is_client=row["is_client"],
        pages=row["pages"],
        statements=row["statements"],
        published=published,
        reason=row["reason"],
        index=_range(row, "value", "low", "high") if published else None,
        blind_test=row["blind_test"] if published else None,
    )


def _industry_scores(row: Row) -> IndustryScores:
    published = bool(row["published"])
    return IndustryScores(
        published=published,
        reason=row["reason"],
        companies=row["companies"],
        index=_range(row, "value", "low", "high") if published else None,
        effective_pitches=(
            _range(row, "pitches", "pitches_low", "pitches_high") if published else None
        ),
        blind_test=(
            _range(row, "blind_test", "blind_test_low", "blind_test_high") if published else None
        ),
    )


def _swap_matrix(companies: tuple[CompanyScore, ...], rows: list[Row]) -> SwapMatrix:
    points = {(row["company"], row["rival"]): row["points"] for row in rows}
    names = tuple(company.name for company in companies)
    return SwapMatrix(names, tuple(tuple(points.get((a, b)) for b in names) for a in names))


def _claims(rows: list[Row]) -> tuple[Claim, ...]:
    """Give the claims, the most common first."""
    claims = [
        _claim(claim_id, list(members))
        for claim_id, members in groupby(rows, key=itemgetter("claim_id"))
    ]
    return tuple(sorted(claims, key=lambda claim: (-len(claim.companies), claim.text, claim.id)))


def _claim(claim_id: str, members: list[Row]) -> Claim:
    medoid = members[0]
    return Claim(
        id=claim_id,
        text=medoid["text"],
        companies=tuple(sorted(member["company"] for member in members)),
        asked=medoid["asked"],
        low=medoid["low"],
        high=medoid["high"],
        tier=medoid["tier"],
        quotes=tuple(
            Quote(m["company"], m["text"], m["url"], m["fetched_at"].date()) for m in members
        ),
    )


def _only_you(row: Row) -> OnlyYou:
    return OnlyYou(
        company=row["company"],
        text=row["text"],
        url=row["url"],
        seen_at=row["fetched_at"].date(),
        pages=row["pages"],
        nearest=Nearest(
            row["nearest_company"], row["nearest_text"], row["nearest_url"], row["similarity"]
        ),
    )


def _question(row: Row) -> QuizQuestion:
    return QuizQuestion(
        masked=row["masked"],
        text=row["text"],
        company=row["company"],
        url=row["url"],
        seen_at=row["fetched_at"].date(),
        options=tuple(row["options"]),
        also_said_by=tuple(row["also_said_by"]),
    )


def _coverage(read: _Reader) -> tuple[Coverage, ...]:
    trouble: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in read.rows("report_trouble"):
        trouble[row["company"]].append((row["reason"], row["times"]))
    return tuple(
        Coverage(**row, trouble=tuple(trouble[row["company"]]))
        for row in read.rows("report_coverage")
    )


def _weeded_out(read: _Reader, companies: tuple[CompanyScore, ...]) -> tuple[WeededOut, ...]:
    terms: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    leaks: dict[str, list[str]] = defaultdict(list)
    for row in read.rows("report_weeded_out"):
        terms[row["company"]].append((row["term"], row["kind"], row["removed"]))
    for row in read.rows("report_leaks"):
        leaks[row["company"]].append(row["word"])
    return tuple(
        WeededOut(company.name, tuple(terms[company.name]), tuple(leaks[company.name][:MOST_LEAKS]))
        for company in companies
    )


def _strangers(rows: list[Row]) -> Strangers:
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


def _method(run: Row, scores: Row, precision: Row) -> Method:
    return Method(
        version=run["version"],
        model=run["model"],
        rivals_sampled=run["rivals_sampled"],
        between=scores["between"],
        own=scores["own"],
        strangers=scores["strangers"],
        ceiling=scores["ceiling"],
        pair_precision=Range(precision["value"], precision["low"], precision["high"]),
        pair_precision_source=precision["source"],
        data_digest=run["data_digest"],
    )
