"""Reads a finished run out of the warehouse into the typed data that a report shows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from reports.data import (
    CompanyScore,
    Coverage,
    Method,
    Precision,
    QuizQuestion,
    Range,
    Report,
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
    read_same_words,
)
from reports.read_history import read_history
from reports.read_images import read_images
from reports.read_look import read_look
from reports.read_map import read_map
from reports.read_posts import read_posts
from reports.read_scores import (
    Reader,
    Row,
    read_company,
    read_industry_scores,
    read_strangers,
)
from reports.read_since import read_dates
from reports.read_social import read_social
from reports.read_voice import read_voice
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


def read_report(warehouse: Warehouse, run_id: str, context: str = "") -> Report:
    """Give everything the report of a finished run says; companies in the industry file's order.

    ``context`` is where its index stands among other fields. Raises RunOutdated.
    """
    read = Reader(warehouse, run_id)
    run = read.rows("run")[0]
    scores = _scores(read, run)
    companies = tuple(read_company(row) for row in read.rows("report_companies"))
    published = bool(scores["published"])
    dates = read_dates(read)
    return Report(
        industry=run["industry"],
        industry_name=run["industry_name"],
        client=run["client"],
        run_id=run_id,
        started_at=run["started_at"],
        companies=companies,
        scores=read_industry_scores(scores, context),
        swap_matrix=_swap_matrix(companies, read.rows("report_swaps") if published else []),
        claims=tuple(map(dates.claim, read_claims(read.rows("report_claims")))),
        echoes=tuple(read_echo(row) for row in read.rows("report_echo")),
        same_words=tuple(read_same_words(row) for row in read.rows("report_same_words")),
        stock_phrases=read_phrases(read.rows("report_stock_phrases")),
        own_words=tuple(read_own_word(row) for row in read.rows("report_your_words")),
        only_you=tuple(dates.own(read_only_you(row)) for row in read.rows("report_only_you")),
        white_space=tuple(read_open_claim(row) for row in read.rows("report_white_space")),
        quiz=tuple(_question(row) for row in read.rows("report_quiz")),
        coverage=_coverage(read),
        weeded_out=_weeded_out(read, companies),
        strangers=read_strangers(read.rows("report_strangers")),
        method=_method(read, run, scores),
        social=read_social(read.rows, read.tables()),
        look=read_look(read.rows, read.tables()),
        images=dates.images(read_images(read.rows, read.tables())),
        voice=read_voice(read.rows, read.tables()),
        posts=read_posts(warehouse, run_id),
        field_map=read_map(read.rows, read.tables()),
        history=read_history(read),
    )


def _scores(read: Reader, run: Row) -> Row:
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


def _coverage(read: Reader) -> tuple[Coverage, ...]:
    trouble: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in read.rows("report_trouble"):
        trouble[row["company"]].append((row["reason"], row["times"]))
    return tuple(
        Coverage(**row, trouble=tuple(trouble[row["company"]]))
        for row in read.rows("report_coverage")
    )


def _weeded_out(read: Reader, companies: tuple[CompanyScore, ...]) -> tuple[WeededOut, ...]:
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


def _method(read: Reader, run: Row, scores: Row) -> Method:
    precisions = read.rows("report_precision")
    earlier = [
        (row["started_at"].date(), row["again"]) for row in read.rows("report_earlier_readings")
    ]
    return Method(
        version=run["version"],
        model=run["model"],
        judge=run["judge"],
        rivals_sampled=run["rivals_sampled"],
        between=scores["between"],
        own=scores["own"],
        strangers=scores["strangers"],
        ceiling=scores["ceiling"],
        precisions=tuple(_precision(row) for row in precisions if row["value"] is not None),
        validity=load_validity(run["judge"]),
        data_digest=run["data_digest"],
        read_again=tuple(day for day, again in earlier if again),
        other_scale=tuple(day for day, again in earlier if not again),
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
