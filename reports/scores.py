"""The figures for other programs: the document behind scores.json (``docs/scores.md``)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from reports.change_findings import changes_heading, shows_changes
from reports.evidence_scores import (
    claim_scores,
    echo_scores,
    only_you_scores,
    open_claim_scores,
    own_word_scores,
    phrase_scores,
    same_words_scores,
)
from reports.field_scores import company_scores, industry_scores, strangers_scores
from reports.history_scores import history_scores
from reports.images_scores import images_scores
from reports.look_scores import look_scores
from reports.map_scores import map_scores
from reports.next_scores import next_scores
from reports.posts_scores import posts_scores
from reports.rounding import INDEX_DIGITS, LEVEL_DIGITS, SHARE_DIGITS
from reports.rounding import figure as _range
from reports.rounding import moment as _moment
from reports.rounding import rounded as _rounded
from reports.social_scores import social_scores
from reports.voice_scores import voice_scores
from reports.wording import headline

if TYPE_CHECKING:
    from reports.data import (
        Check,
        Coverage,
        Method,
        Precision,
        QuizQuestion,
        Report,
        SwapMatrix,
        WeededOut,
    )

SCHEMA_VERSION = 3
"""Raised when a key changes its meaning or goes away; a new key alone does not raise it."""


def scores(report: Report) -> dict[str, object]:
    """Give the document of scores.json, keys in their documented order.

    Index points are rounded to 1 decimal, effective pitches and words per thousand to 2, shares and
    similarities (0-1) to 3, anchors to 4. Dates are ISO 8601. A figure that is not published is
    None.
    """
    return {
        "schema_version": SCHEMA_VERSION,
        "industry": report.industry,
        "industry_name": report.industry_name,
        "client": report.client,
        "finding": headline(report),
        "changed": changes_heading(report) if shows_changes(report) else "",
        "run_id": report.run_id,
        "started_at": report.started_at.isoformat(),
        "model": report.method.model,
        "companies": [company_scores(company) for company in report.companies],
        "industry_scores": industry_scores(report.scores),
        "swap_matrix": _matrix(report.swap_matrix),
        "field_map": map_scores(report.field_map),
        "claims": [claim_scores(claim) for claim in report.claims],
        "echo": [echo_scores(echo) for echo in report.echoes],
        "same_words": [same_words_scores(words) for words in report.same_words],
        "stock_phrases": [phrase_scores(phrase) for phrase in report.stock_phrases],
        "your_words": [own_word_scores(word) for word in report.own_words],
        "only_you": [only_you_scores(own) for own in report.only_you],
        "white_space": [open_claim_scores(claim) for claim in report.white_space],
        "next": next_scores(report),
        "social": social_scores(report.social),
        "images": images_scores(report.images),
        "look": look_scores(report.look),
        "voice": voice_scores(report.voice),
        "posts": None if report.posts is None else posts_scores(report.posts),
        "history": history_scores(report.history),
        "quiz": [_question(question) for question in report.quiz],
        "strangers": strangers_scores(report.strangers),
        "coverage": [_coverage(site) for site in report.coverage],
        "weeded_out": [_weeded_out(company) for company in report.weeded_out],
        "method": _method(report.method),
    }


def scores_text(report: Report) -> str:
    """Give scores.json as ASCII text with a newline at its end.

    Raises ValueError for a figure that is not a finite number, which JSON can't hold.
    """
    return json.dumps(scores(report), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _matrix(matrix: SwapMatrix) -> dict[str, object]:
    values = [[_rounded(value, INDEX_DIGITS) for value in row] for row in matrix.values]
    return {"companies": list(matrix.companies), "values": values}


def _question(question: QuizQuestion) -> dict[str, object]:
    return {
        "masked": question.masked,
        "text": question.text,
        "company": question.company,
        "url": question.url,
        "seen_at": question.seen_at.isoformat(),
        "options": list(question.options),
        "also_said_by": list(question.also_said_by),
    }


def _coverage(site: Coverage) -> dict[str, object]:
    return {
        "company": site.company,
        "asked": site.asked,
        "fetched": site.fetched,
        "failed": site.failed,
        "refused": site.refused,
        "kept": site.kept,
        "marketing": site.marketing,
        "other_kinds": site.other_kinds,
        "other_languages": site.other_languages,
        "unchanged": site.unchanged,
        "changed": site.changed,
        "new": site.new,
        "gone": site.gone,
        "first_read": _moment(site.first_read),
        "last_read": _moment(site.last_read),
        "kept_since": _moment(site.kept_since),
        "trouble": [{"reason": reason, "times": times} for reason, times in site.trouble],
    }


def _weeded_out(company: WeededOut) -> dict[str, object]:
    return {
        "company": company.company,
        "terms": [
            {"term": term, "kind": kind, "times": times} for term, kind, times in company.terms
        ],
        "leaks": list(company.leaks),
    }


def _method(method: Method) -> dict[str, object]:
    return {
        "version": method.version,
        "rivals_sampled": method.rivals_sampled,
        "between": _rounded(method.between, LEVEL_DIGITS),
        "own": _rounded(method.own, LEVEL_DIGITS),
        "strangers": _rounded(method.strangers, LEVEL_DIGITS),
        "ceiling": _rounded(method.ceiling, LEVEL_DIGITS),
        "data_digest": method.data_digest,
        "judge_asked": method.judge,
        "judge": [_precision(precision) for precision in method.precisions],
        "validity": {
            "model": method.validity.model,
            "made": method.validity.made.isoformat(),
            "checks": [_check(check) for check in method.validity.checks],
        },
    }


def _precision(precision: Precision) -> dict[str, object]:
    return {
        "strength": precision.strength,
        "precision": _range(precision.share, SHARE_DIGITS),
        "pairs": precision.pairs,
        "least": _rounded(precision.least, SHARE_DIGITS),
        "recall": _rounded(precision.recall, SHARE_DIGITS),
        "source": precision.source,
    }


def _check(check: Check) -> dict[str, object]:
    return {
        "key": check.key,
        "what": check.what,
        "wanted": check.wanted,
        "value": _rounded(check.value, LEVEL_DIGITS),
        "low": _rounded(check.low, LEVEL_DIGITS),
        "high": _rounded(check.high, LEVEL_DIGITS),
        "n": check.number,
        "of": check.of,
        "digits": check.digits,
    }
