"""A field's and its companies' figures, as parts of scores.json, of pages or of posts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.rounding import INDEX_DIGITS, PITCH_DIGITS, SHARE_DIGITS, bounds, figure, rounded

if TYPE_CHECKING:
    from reports.data import CompanyScore, IndustryScores, Strangers

    Part = dict[str, object]


def company_scores(company: CompanyScore) -> Part:
    """Give one company's figures."""
    return {
        "name": company.name,
        "site": company.site,
        "is_client": company.is_client,
        "pages": company.pages,
        "statements": company.statements,
        "published": company.published,
        "reason": company.reason,
        "index": figure(company.index, INDEX_DIGITS),
        "trend": figure(company.trend, INDEX_DIGITS),
        "blind_test": rounded(company.blind_test, SHARE_DIGITS),
    }


def industry_scores(industry: IndustryScores) -> Part:
    """Give a field's figures."""
    pitches, blind = industry.effective_pitches, industry.blind_test
    return {
        "companies": industry.companies,
        "index": figure(industry.index, INDEX_DIGITS),
        "effective_pitches": rounded(pitches.value if pitches else None, PITCH_DIGITS),
        "effective_pitches_range": bounds(pitches, PITCH_DIGITS),
        "blind_test": rounded(blind.value if blind else None, SHARE_DIGITS),
        "blind_test_range": bounds(blind, SHARE_DIGITS),
        "trend": figure(industry.trend, INDEX_DIGITS),
        "regime": industry.regime,
        "context": industry.context,
        "published": industry.published,
        "reason": industry.reason,
    }


def strangers_scores(strangers: Strangers) -> Part:
    """Give who the zero of the index is."""
    return {
        "companies": strangers.companies,
        "source": strangers.source,
        "industries": [
            {"industry": name, "companies": number} for name, number in strangers.industries
        ],
        "left_out": [{"name": name, "reason": reason} for name, reason in strangers.left_out],
    }
