"""Rows to export of figures: the run, the companies, pairs of them, and what was read of each."""

# Annotations are read when a table is made: they are no strings here.
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from reports.data import CompanyScore, Echo, Range, Report, SameWords
from reports.rounding import INDEX_DIGITS, PITCH_DIGITS, RATE_DIGITS, SHARE_DIGITS, rounded
from reports.tables import Proofs

Figure = float | None
PAGES, POSTS = "pages", "posts"


@dataclass(frozen=True, slots=True)
class RunRow:
    """The run itself: its field, its figures, and how they came about. One row per channel."""

    channel: Annotated[str, "pages or posts"]
    industry_name: Annotated[str, "the field's name"]
    client: Annotated[str | None, "whom the report is for"]
    started_at: Annotated[datetime, "when the run started"]
    version: Annotated[str, "version of sameness"]
    model: Annotated[str, "embedding model"]
    published: Annotated[bool, "whether there is evidence enough for figures"]
    reason: Annotated[str, "what is missing, else empty"]
    companies: Annotated[int, "companies scored"]
    index: Annotated[Figure, "interchangeability index, 0 (strangers) to 100 (own other pages)"]
    index_low: Annotated[Figure, "low end of its 95 % range"]
    index_high: Annotated[Figure, "high end of its 95 % range"]
    effective_pitches: Annotated[Figure, "companies with nothing in common that would sound alike"]
    effective_pitches_low: Annotated[Figure, "low end of its 95 % range"]
    effective_pitches_high: Annotated[Figure, "high end of its 95 % range"]
    blind_test: Annotated[Figure, "0 to 1; 1: nobody can tell a company from its rivals"]
    blind_test_low: Annotated[Figure, "low end of its 95 % range"]
    blind_test_high: Annotated[Figure, "high end of its 95 % range"]
    trend: Annotated[Figure, "the index above a fixed ceiling, to hold months against each other"]
    trend_low: Annotated[Figure, "low end of its 95 % range"]
    trend_high: Annotated[Figure, "high end of its 95 % range"]
    regime: Annotated[str, "homogeneous, mixed, heterogeneous or unclear"]
    data_digest: Annotated[str, "digest of the data behind the run"]


def run_rows(report: Report, _: Proofs) -> Iterator[RunRow]:
    """Give the run of pages, and that of posts where there is one."""
    channels = [(PAGES, report.scores)]
    channels += [(POSTS, report.posts.scores)] if report.posts else []
    for channel, scores in channels:
        yield RunRow(
            channel,
            report.industry_name,
            report.client,
            report.started_at,
            report.method.version,
            report.method.model,
            scores.published,
            scores.reason,
            scores.companies,
            *spread(scores.index, INDEX_DIGITS),
            *spread(scores.effective_pitches, PITCH_DIGITS),
            *spread(scores.blind_test, SHARE_DIGITS),
            *spread(scores.trend, INDEX_DIGITS),
            scores.regime,
            report.method.data_digest,
        )


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One company's figures."""

    channel: Annotated[str, "pages or posts"]
    company: Annotated[str, "name"]
    site: Annotated[str, "address of the site"]
    is_client: Annotated[bool, "whether the report is for this company"]
    pages: Annotated[int, "pages (or posts) compared"]
    statements: Annotated[int, "distinct statements compared"]
    published: Annotated[bool, "whether there is evidence enough for figures"]
    reason: Annotated[str, "what is missing, else empty"]
    index: Annotated[Figure, "interchangeability index, 0 (strangers) to 100 (own other pages)"]
    index_low: Annotated[Figure, "low end of its 95 % range"]
    index_high: Annotated[Figure, "high end of its 95 % range"]
    trend: Annotated[Figure, "the index above a fixed ceiling, to hold months against each other"]
    trend_low: Annotated[Figure, "low end of its 95 % range"]
    trend_high: Annotated[Figure, "high end of its 95 % range"]
    blind_test: Annotated[Figure, "0 to 1; 1: nobody can tell it from its rivals"]


def score_rows(report: Report, _: Proofs) -> Iterator[ScoreRow]:
    """Give every company's figures, in pages and then in posts."""
    yield from (_score(PAGES, company) for company in report.companies)
    if report.posts:
        yield from (_score(POSTS, company) for company in report.posts.company_scores)


def _score(channel: str, company: CompanyScore) -> ScoreRow:
    return ScoreRow(
        channel,
        company.name,
        company.site,
        company.is_client,
        company.pages,
        company.statements,
        company.published,
        company.reason,
        *spread(company.index, INDEX_DIGITS),
        *spread(company.trend, INDEX_DIGITS),
        rounded(company.blind_test, SHARE_DIGITS),
    )


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One ordered pair of companies: how much the first's pages could be the second's."""

    company: Annotated[str, "whose pages"]
    rival: Annotated[str, "whose they could be"]
    points: Annotated[Figure, "index points; empty where one of the two has too little evidence"]


def matrix_rows(report: Report, _: Proofs) -> Iterator[MatrixRow]:
    """Give every ordered pair of two companies."""
    names = report.swap_matrix.companies
    for company, values in zip(names, report.swap_matrix.values, strict=True):
        for rival, value in zip(names, values, strict=True):
            if rival != company:
                yield MatrixRow(company, rival, rounded(value, INDEX_DIGITS))


@dataclass(frozen=True, slots=True)
class EchoRow:
    """How much of what a company says a rival says too, at least: shares from 0 to 1."""

    channel: Annotated[str, "pages or posts"]
    company: Annotated[str | None, "name; empty for the whole field"]
    statements: Annotated[int, "statements asked about"]
    rivals: Annotated[int, "rivals in the equal draw"]
    sampled: Annotated[int, "statements drawn of each"]
    as_read: Annotated[Figure, "share found in all that was read of all rivals"]
    as_read_low: Annotated[Figure, "low end of its 95 % range"]
    as_read_high: Annotated[Figure, "high end of its 95 % range"]
    drawn: Annotated[Figure, "share found in the equal draw: compare companies by this one"]
    drawn_low: Annotated[Figure, "low end of its 95 % range"]
    drawn_high: Annotated[Figure, "high end of its 95 % range"]


def echo_rows(report: Report, _: Proofs) -> Iterator[EchoRow]:
    """Give the echo of the field and of every company, in pages and then in posts."""
    yield from (_echo(PAGES, echo) for echo in report.echoes)
    yield from (_echo(POSTS, echo) for echo in (report.posts.echo if report.posts else ()))


def _echo(channel: str, echo: Echo) -> EchoRow:
    return EchoRow(
        channel,
        echo.company,
        echo.statements,
        echo.rivals,
        echo.sampled,
        *spread(echo.as_read, SHARE_DIGITS),
        *spread(echo.drawn, SHARE_DIGITS),
    )


@dataclass(frozen=True, slots=True)
class SameWordsRow:
    """Words per thousand in phrases that rivals use as well, against strangers."""

    channel: Annotated[str, "pages or posts"]
    company: Annotated[str | None, "name; empty for the whole field"]
    least: Annotated[int, "how many rivals use the phrases, at least"]
    words: Annotated[int | None, "words read of the company"]
    budget: Annotated[int, "words of each company that are measured"]
    rivals: Annotated[Figure, "words per thousand shared with rivals"]
    strangers: Annotated[Figure, "the same with companies of other fields"]
    excess: Annotated[Figure, "the difference"]
    excess_low: Annotated[Figure, "low end of its 95 % range"]
    excess_high: Annotated[Figure, "high end of its 95 % range"]
    clear: Annotated[bool, "whether the difference is clearly above zero"]
    reason: Annotated[str, "why there are no figures, else empty"]


def same_words_rows(report: Report, _: Proofs) -> Iterator[SameWordsRow]:
    """Give the words in common of the field and of every company, in pages and then in posts."""
    yield from (_same_words(PAGES, words) for words in report.same_words)
    of_posts = report.posts.same_words if report.posts else ()
    yield from (_same_words(POSTS, words) for words in of_posts)


def _same_words(channel: str, words: SameWords) -> SameWordsRow:
    return SameWordsRow(
        channel,
        words.company,
        words.least,
        words.words,
        words.budget,
        rounded(words.rivals, RATE_DIGITS),
        rounded(words.strangers, RATE_DIGITS),
        *spread(words.excess, RATE_DIGITS),
        words.clear,
        words.reason,
    )


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What was asked of one company's site and what came of it, in pages."""

    company: Annotated[str, "name"]
    asked: Annotated[int, "pages asked for"]
    fetched: Annotated[int, "pages read"]
    failed: Annotated[int, "pages that failed"]
    refused: Annotated[int, "pages that the site or its robots.txt refused"]
    kept: Annotated[int, "pages for which an earlier copy stands in"]
    marketing: Annotated[int, "pages compared"]
    other_kinds: Annotated[int, "pages left out for their kind: legal, docs, blog"]
    other_languages: Annotated[int, "pages left out for their language"]
    first_read: Annotated[datetime | None, "when the first page was read"]
    last_read: Annotated[datetime | None, "when the last page was read"]


def coverage_rows(report: Report, _: Proofs) -> Iterator[CoverageRow]:
    """Give every site's coverage."""
    for site in report.coverage:
        yield CoverageRow(
            site.company,
            site.asked,
            site.fetched,
            site.failed,
            site.refused,
            site.kept,
            site.marketing,
            site.other_kinds,
            site.other_languages,
            site.first_read,
            site.last_read,
        )


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """One company's profile on a platform, and whether anybody is home."""

    company: Annotated[str, "name"]
    platform: Annotated[str, "the platform"]
    handle: Annotated[str, "the account"]
    url: Annotated[str, "its address"]
    state: Annotated[str, "read, silent, abandoned, dead or not read"]
    reason: Annotated[str, "why it was not read, else empty"]
    posts: Annotated[int, "posts known in the window"]
    newest: Annotated[date | None, "day of the newest known post"]
    found_at: Annotated[str, "page that names the profile"]


def profile_rows(report: Report, _: Proofs) -> Iterator[ProfileRow]:
    """Give every profile that is known."""
    for profile in report.social.presences:
        yield ProfileRow(
            profile.company,
            profile.name,
            profile.handle,
            profile.url,
            profile.state,
            profile.reason,
            profile.posts,
            profile.newest,
            profile.found_at,
        )


def spread(found: Range | None, digits: int) -> tuple[Figure, Figure, Figure]:
    """Give a figure and the ends of its range as three cells."""
    if found is None:
        return None, None, None
    low, high = rounded(found.low, digits), rounded(found.high, digits)
    return rounded(found.value, digits), low, high
