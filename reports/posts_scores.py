"""What companies say in their posts, as a part of scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.evidence_scores import (
    claim_scores,
    echo_scores,
    only_you_scores,
    phrase_scores,
    same_words_scores,
)
from reports.field_scores import company_scores, industry_scores, strangers_scores

if TYPE_CHECKING:
    from datetime import date

    from reports.posts_data import ClaimDate, PostsReport

    Part = dict[str, object]


def posts_scores(posts: PostsReport) -> Part:
    """Give the posts' own figures; those of pages with the same name are built the same way."""
    return {
        "run_id": posts.run_id,
        "companies": list(posts.companies),
        "posts": posts.posts,
        "first": _day(posts.first),
        "last": _day(posts.last),
        "industry_scores": industry_scores(posts.scores),
        "company_scores": [company_scores(company) for company in posts.company_scores],
        "claims": [claim_scores(claim) for claim in posts.claims],
        "claim_dates": [_claim_date(row) for row in posts.dates],
        "only_you": [only_you_scores(own) for own in posts.only_you],
        "echo": [echo_scores(echo) for echo in posts.echo],
        "same_words": [same_words_scores(words) for words in posts.same_words],
        "stock_phrases": [phrase_scores(phrase) for phrase in posts.stock_phrases],
        "strangers": strangers_scores(posts.strangers),
    }


def _claim_date(row: ClaimDate) -> Part:
    return {
        "claim_id": row.claim_id,
        "company": row.company,
        "first_said": row.first_said.isoformat(),
        "last_said": row.last_said.isoformat(),
        "posts": row.posts,
        "sure": row.sure,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
