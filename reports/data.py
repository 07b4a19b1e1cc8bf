"""What a report shows, as plain frozen data: templates and scores.json get only this."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Range:
    """A figure with its 95 % range."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Quote:
    """A company's own words, verbatim, with where and when they were read."""

    company: str
    text: str
    url: str
    seen_at: date


@dataclass(frozen=True, slots=True)
class CompanyScore:
    """One company's figures.

    ``published`` is False where the evidence is too thin; ``reason`` then says what is missing and
    ``index`` and ``blind_test`` are None. ``index`` is 0-100 points: 0 reads like strangers, 100
    like the company's own other pages. ``blind_test`` is 0-1: 1 = nobody can tell it from rivals.
    """

    name: str
    site: str
    is_client: bool
    pages: int
    statements: int
    published: bool
    reason: str
    index: Range | None
    blind_test: float | None


@dataclass(frozen=True, slots=True)
class IndustryScores:
    """The field's figures, None where ``published`` is False (``reason`` says why).

    ``effective_pitches`` is between 1 and ``companies`` (the number of companies scored).
    """

    published: bool
    reason: str
    companies: int
    index: Range | None
    effective_pitches: Range | None
    blind_test: Range | None


@dataclass(frozen=True, slots=True)
class SwapMatrix:
    """Index points of each ordered pair: how much row's pages could be column's.

    ``values[i][j]`` belongs to ``companies[i]`` and ``companies[j]``; None on the diagonal and for
    companies that are not published.
    """

    companies: tuple[str, ...]
    values: tuple[tuple[float | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """What several companies say in near-duplicate words, shown by its medoid statement.

    ``quotes`` holds one quote per company, each company's clearest; ``low`` and ``high`` are the
    Wilson interval of the share of companies; ``tier`` is "table stakes", "crowded", "contested"
    or "rare".
    """

    id: str
    text: str
    companies: tuple[str, ...]
    asked: int
    low: float
    high: float
    tier: str
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Nearest:
    """The closest statement of any rival; ``similarity`` is the cosine of the masked texts."""

    company: str
    text: str
    url: str
    similarity: float


@dataclass(frozen=True, slots=True)
class OnlyYou:
    """A statement that one company alone makes, with the nearest rival's, so one can disagree.

    ``pages`` counts the company's pages that say it.
    """

    company: str
    text: str
    url: str
    seen_at: date
    pages: int
    nearest: Nearest


@dataclass(frozen=True, slots=True)
class QuizQuestion:
    """A real statement with the name off. ``masked`` is shown, ``text`` is revealed."""

    masked: str
    text: str
    company: str
    url: str
    seen_at: date
    options: tuple[str, ...]
    also_said_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was asked of one company's site and what came of it, in pages.

    ``marketing`` pages were compared; ``other_kinds`` (legal, docs, blog ...) and
    ``other_languages`` were read and left out. ``trouble`` lists (reason, count), most first.
    """

    company: str
    asked: int
    fetched: int
    failed: int
    refused: int
    marketing: int
    other_kinds: int
    other_languages: int
    first_read: datetime | None
    last_read: datetime | None
    trouble: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class WeededOut:
    """What was deleted of one company's identity, and what still gives it away.

    ``terms`` are (term, kind, times removed), most frequent first; ``leaks`` are words found after
    masking that only this company uses.
    """

    company: str
    terms: tuple[tuple[str, str, int], ...]
    leaks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strangers:
    """Who the zero of the index is: companies of other industries.

    ``source`` is a sentence; ``industries`` are (industry, companies) used; ``left_out`` are
    (industry, reason).
    """

    companies: int
    source: str
    industries: tuple[tuple[str, int], ...]
    left_out: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Method:
    """How the figures came about: anchors are mean rarefied similarities in [-1, 1].

    ``pair_precision`` is the measured share of shown near-duplicate pairs that people would call
    the same claim, with how it was measured in words.
    """

    version: str
    model: str
    rivals_sampled: int
    between: float | None
    own: float | None
    strangers: float | None
    ceiling: float | None
    pair_precision: Range
    pair_precision_source: str
    data_digest: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything one report says. ``companies`` keeps the order of the industry file."""

    industry: str
    industry_name: str
    client: str | None
    run_id: str
    started_at: datetime
    companies: tuple[CompanyScore, ...]
    scores: IndustryScores
    swap_matrix: SwapMatrix
    claims: tuple[Claim, ...]
    only_you: tuple[OnlyYou, ...]
    quiz: tuple[QuizQuestion, ...]
    coverage: tuple[Coverage, ...]
    weeded_out: tuple[WeededOut, ...]
    strangers: Strangers
    method: Method
