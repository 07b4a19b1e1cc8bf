"""What a report shows of what companies say in their posts, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reports.data import (
        Claim,
        CompanyScore,
        Echo,
        IndustryScores,
        OnlyYou,
        SameWords,
        StockPhrase,
        Strangers,
    )


@dataclass(frozen=True, slots=True)
class ClaimDate:
    """When a company's posts first and last made a claim, in how many ``posts`` of the window.

    ``sure`` is False where a post among them has no date of its own: the day it was first read
    stands in, so it may have been said before.
    """

    claim_id: str
    company: str
    first_said: date
    last_said: date
    posts: int
    sure: bool


@dataclass(frozen=True, slots=True)
class PostsReport:
    """The posts' own figures, posts compared with posts: replies and reposts left out.

    ``companies`` are those with any post that was compared, ``posts`` counts the messages of all,
    each once on however many platforms, posted from ``first`` to ``last``. ``scores``,
    ``company_scores`` (whose ``pages`` are posts), ``claims`` and so on are as in
    ``reports.data.Report``, but for their quotes, whose ``seen_at`` is the day of the post and
    whose ``url`` is no web address where nobody knows the post's.
    """

    run_id: str
    companies: tuple[str, ...]
    posts: int
    scores: IndustryScores
    company_scores: tuple[CompanyScore, ...]
    claims: tuple[Claim, ...]
    only_you: tuple[OnlyYou, ...]
    echo: tuple[Echo, ...]
    same_words: tuple[SameWords, ...]
    stock_phrases: tuple[StockPhrase, ...]
    strangers: Strangers
    first: date | None
    last: date | None
    dates: tuple[ClaimDate, ...]
