"""The run of posts out of the warehouse, that goes with the run of pages of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.posts_data import ClaimDate, PostsReport
from reports.read_evidence import (
    read_claims,
    read_echo,
    read_only_you,
    read_phrases,
    read_same_words,
)
from reports.read_scores import Reader, read_company, read_industry_scores, read_strangers

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

    Row = dict[str, Any]


def read_posts(warehouse: Warehouse, pages_run: str) -> PostsReport | None:
    """Give what the posts say that were measured with a run of pages, None where none were."""
    found = Reader(warehouse, pages_run).rows("report_posts_run")
    return _read(Reader(warehouse, found[0]["run_id"])) if found else None


def _read(read: Reader) -> PostsReport:
    companies = tuple(read_company(row) for row in read.rows("report_companies"))
    (span,) = read.rows("report_posts_span")
    (scores,) = read.rows("report_scores")
    return PostsReport(
        run_id=read.run_id,
        companies=tuple(company.name for company in companies if company.statements),
        posts=span["posts"],
        scores=read_industry_scores(scores, ""),
        company_scores=companies,
        claims=read_claims(read.rows("report_claims")),
        only_you=tuple(read_only_you(row) for row in read.rows("report_only_you")),
        echo=tuple(read_echo(row) for row in read.rows("report_echo")),
        same_words=tuple(read_same_words(row) for row in read.rows("report_same_words")),
        stock_phrases=read_phrases(read.rows("report_stock_phrases")),
        strangers=read_strangers(read.rows("report_strangers")),
        first=span["first"].date() if span["first"] else None,
        last=span["last"].date() if span["last"] else None,
        dates=tuple(_claim_date(row) for row in read.rows("report_claim_dates")),
    )


def _claim_date(row: Row) -> ClaimDate:
    return ClaimDate(
        claim_id=row["claim_id"],
        company=row["company"],
        first_said=row["first_said"].date(),
        last_said=row["last_said"].date(),
        posts=row["posts"],
        sure=row["sure"],
    )
