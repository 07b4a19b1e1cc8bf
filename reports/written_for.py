"""The same findings, written for another company or for nobody: nothing is measured again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sameness.errors import CompanyNotFound

if TYPE_CHECKING:
    from reports.data import CompanyScore, Report


def written_for(report: Report, client: str | None) -> Report:
    """Give the report for a client of its field, None for the field itself.

    Raises CompanyNotFound for a company that the run did not read.
    """
    names = {company.name.casefold(): company.name for company in report.companies}
    if client is not None and client.casefold() not in names:
        raise CompanyNotFound(
            f"Run {report.run_id} read no company {client!r}.",
            f"It read: {', '.join(names.values())}.",
        )
    chosen = names[client.casefold()] if client is not None else None
    posts = report.posts
    return replace(
        report,
        client=chosen,
        companies=_marked(report.companies, chosen),
        posts=posts and replace(posts, company_scores=_marked(posts.company_scores, chosen)),
    )


def _marked(companies: tuple[CompanyScore, ...], client: str | None) -> tuple[CompanyScore, ...]:
    return tuple(replace(company, is_client=company.name == client) for company in companies)
