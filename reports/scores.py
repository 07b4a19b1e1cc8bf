"""The figures for other programs: the document behind scores.json (``docs/scores.md``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reports.data import (
        Claim,
        CompanyScore,
        Coverage,
        IndustryScores,
        OnlyYou,
        Quote,
        Range,
        Report,
        SwapMatrix,
    )

SCHEMA_VERSION = 1
"""Raised when a key changes its meaning or goes away; a new key alone does not raise it."""

INDEX_DIGITS = 1
SHARE_DIGITS = 3
PITCH_DIGITS = 2


def scores(report: Report) -> dict[str, object]:
    """Give the document of scores.json, keys in their documented order.

    Index points are rounded to 1 decimal, effective pitches to 2, similarities and blind tests
    (0-1) to 3. Dates are ISO 8601. A figure that is not published is None.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "industry": report.industry,
        "run_id": report.run_id,
        "started_at": report.started_at.isoformat(),
        "model": report.method.model,
        "companies": [_company(company) for company in report.companies],
        "industry_scores": _industry(report.scores),
        "swap_matrix": _matrix(report.swap_matrix),
        "claims": [_claim(claim) for claim in report.claims],
        "only_you": [_only_you(own) for own in report.only_you],
        "strangers": {
            "companies": report.strangers.companies,
            "source": report.strangers.source,
        },
        "coverage": [_coverage(site) for site in report.coverage],
    }


def scores_text(report: Report) -> str:
    """Give scores.json as ASCII text with a newline at its end.

    Raises ValueError for a figure that is not a finite number, which JSON can't hold.
    """
    return json.dumps(scores(report), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _company(company: CompanyScore) -> dict[str, object]:
    return {
        "name": company.name,
        "site": company.site,
        "pages": company.pages,
        "statements": company.statements,
        "published": company.published,
        "reason": company.reason,
        "index": _range(company.index, INDEX_DIGITS),
        "blind_test": _rounded(company.blind_test, SHARE_DIGITS),
    }


def _industry(industry: IndustryScores) -> dict[str, object]:
    pitches, blind = industry.effective_pitches, industry.blind_test
    return {
        "index": _range(industry.index, INDEX_DIGITS),
        "effective_pitches": _rounded(pitches.value if pitches else None, PITCH_DIGITS),
        "effective_pitches_range": _bounds(pitches, PITCH_DIGITS),
        "blind_test": _rounded(blind.value if blind else None, SHARE_DIGITS),
        "blind_test_range": _bounds(blind, SHARE_DIGITS),
        "published": industry.published,
        "reason": industry.reason,
    }


def _matrix(matrix: SwapMatrix) -> dict[str, object]:
    values = [[_rounded(value, INDEX_DIGITS) for value in row] for row in matrix.values]
    return {"companies": list(matrix.companies), "values": values}


def _claim(claim: Claim) -> dict[str, object]:
    return {
        "id": claim.id,
        "text": claim.text,
        "companies": list(claim.companies),
        "quotes": [_quote(quote) for quote in claim.quotes],
    }


def _quote(quote: Quote) -> dict[str, object]:
    return {
        "company": quote.company,
        "text": quote.text,
        "url": quote.url,
        "seen_at": quote.seen_at.isoformat(),
    }


def _only_you(own: OnlyYou) -> dict[str, object]:
    return {
        "company": own.company,
        "text": own.text,
        "url": own.url,
        "nearest": {
            "company": own.nearest.company,
            "text": own.nearest.text,
            "similarity": _rounded(own.nearest.similarity, SHARE_DIGITS),
        },
    }


def _coverage(site: Coverage) -> dict[str, object]:
    return {
        "company": site.company,
        "asked": site.asked,
        "fetched": site.fetched,
        "failed": site.failed,
        "refused": site.refused,
    }


def _range(figure: Range | None, digits: int) -> dict[str, float | None] | None:
    if figure is None:
        return None
    return {"value": _rounded(figure.value, digits), **(_bounds(figure, digits) or {})}


def _bounds(figure: Range | None, digits: int) -> dict[str, float | None] | None:
    if figure is None:
        return None
    return {"low": _rounded(figure.low, digits), "high": _rounded(figure.high, digits)}


def _rounded(value: float | None, digits: int) -> float | None:
    """Give a plain float (never a numpy scalar, never -0.0) or None."""
    return None if value is None else round(float(value), digits) + 0.0
