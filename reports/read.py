"""Reads a finished run out of the warehouse into the typed data that a report shows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from reports.data import (
    CompanyScore,
    Coverage,
    IndustryScores,
    Method,
    Precision,
    QuizQuestion,
    Range,
    Report,
    Strangers,
    SwapMatrix,
    WeededOut,
)
from reports.read_evidence import (
    read_claims,
    read_echo,
    read_only_you,
    read_open_claim,
    read_own_word,
    read_phrases,
    read_range,
    read_same_words,
)
from reports.read_social import read_social
from reports.validity import load_validity
from sameness.errors import RunOutdated

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

MOST_LEAKS = 12
NEWEST = (
    *("claim_prevalence.leader", "echo.as_read", "same_words.clear", "stock_phrases.whole"),
    *("your_words.threshold", "white_space.at_most", "only_you.probability"),
    *("company_scores.trend", "industry_scores.regime", "coverage.kept"),
)
"""Columns that a report needs and that runs of older versions lack."""
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Reader:
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


def read_report(warehouse: Warehouse, run_id: str, context: str = "") -> Report:
    """Give everything the report of a finished run says; companies in the industry file's order.

    ``context`` is where its index stands among other fields. Raises RunOutdated.
    """
    read = _Reader(warehouse, run_id)
    run = read.rows("run")[0]
    scores = _scores(read, run)
    companies = tuple(_company(row) for row in read.rows("report_companies"))
    published = bool(scores["published"])
    return Report(
        industry=run["industry"],
        industry_name=run["industry_name"],
        client=run["client"],
        run_id=run_id,
        started_at=run["started_at"],
        companies=companies,
        scores=_industry_scores(scores, context),
        swap_matrix=_swap_matrix(companies, read.rows("report_swaps") if published else []),
        claims=read_claims(read.rows("report_claims")),
        echoes=tuple(read_echo(row) for row in read.rows("report_echo")),
        same_words=tuple(read_same_words(row) for row in read.rows("report_same_words")),
        stock_phrases=read_phrases(read.rows("report_stock_phrases")),
        own_words=tuple(read_own_word(row) for row in read.rows("report_your_words")),
        only_you=tuple(read_only_you(row) for row in read.rows("report_only_you")),
        white_space=tuple(read_open_claim(row) for row in read.rows("report_white_space")),
        quiz=tuple(_question(row) for row in read.rows("report_quiz")),
        coverage=_coverage(read),
        weeded_out=_weeded_out(read, companies),
        strangers=_strangers(read.rows("report_strangers")),
        method=_method(run, scores, read.rows("report_precision")),
        social=read_social(read.rows, read.tables()),
    )


def _scores(read: _Reader, run: Row) -> Row:
    """Give the field's scores; raises RunOutdated where an older version made them."""
    stored = {column for (column,) in read.warehouse.tuples("history_columns")}
    current = stored.issuperset(NEWEST)
    scores = read.rows("report_scores")[0] if current else {}
    # Where another run has widened the table, an older one's new column is null.
    if scores.get("regime") is None or read.rows("report_coverage")[0]["kept"] is None:
        raise RunOutdated(
            f"Run {run['run_id']} was made by an older version, which stored less.",
            f"Measure its pages again: sameness run --industry {run['industry']} --no-crawl",
        )
    return scores


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
        index=read_range(row, "value", "low", "high") if published else None,
        blind_test=row["blind_test"] if published else None,
        trend=read_range(row, "trend", "trend_low", "trend_high") if published else None,
    )


def _industry_scores(row: Row, context: str) -> IndustryScores:
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


def _swap_matrix(companies: tuple[CompanyScore, ...], rows: list[Row]) -> SwapMatrix:
    points = {(row["company"], row["rival"]): row["points"] for row in rows}
    names = tuple(company.name for company in companies)
    return SwapMatrix(names, tuple(tuple(points.get((a, b)) for b in names) for a in names))


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


def _method(run: Row, scores: Row, precisions: list[Row]) -> Method:
    return Method(
        version=run["version"],
        model=run["model"],
        rivals_sampled=run["rivals_sampled"],
        between=scores["between"],
        own=scores["own"],
        strangers=scores["strangers"],
        ceiling=scores["ceiling"],
        precisions=tuple(_precision(row) for row in precisions if row["value"] is not None),
        validity=load_validity(),
        data_digest=run["data_digest"],
    )


def _precision(row: Row) -> Precision:
    """Give one measured error rate; without a strength it is that of pairs that read alike."""
    share = Range(row["value"], row["low"], row["high"])
    return Precision(
        strength=row.get("strength") or "alike",
        share=share,
        pairs=row["pairs"],
        source=row["source"],
        least=row.get("least"),
        recall=row.get("recall"),
    )
