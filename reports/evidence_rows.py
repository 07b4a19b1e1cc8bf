"""Rows to export of what is said: claims, phrases, words, and every quote with its proof."""

# Annotations are read when a table is made: they are no strings here.
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

from reports.data import Claim, Nearest, OnlyYou, Quote, Report, StockPhrase
from reports.rounding import RATE_DIGITS, SHARE_DIGITS, rounded
from reports.score_rows import PAGES, POSTS, Figure
from reports.tables import NO_PROOF, Proof, Proofs

Found = TypeVar("Found")
Said = tuple[str, Quote | OnlyYou | Nearest, str]


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """What several companies say, in the words of its most typical statement."""

    channel: Annotated[str, "pages or posts"]
    claim_id: Annotated[str, "id, the same from run to run"]
    claim: Annotated[str, "the claim"]
    said_by: Annotated[int, "companies that say the same"]
    asked: Annotated[int, "companies asked"]
    share: Annotated[Figure, "said_by of asked, 0 to 1"]
    low: Annotated[Figure, "low end of its 95 % range (Wilson)"]
    high: Annotated[Figure, "high end of its 95 % range (Wilson)"]
    tier: Annotated[str, "table stakes, crowded, contested, rare, or empty"]
    companies: Annotated[str, "those that say the same, separated by semicolons"]
    alike: Annotated[int, "further companies whose statement only reads like it"]
    alike_companies: Annotated[str, "those, separated by semicolons"]
    leader: Annotated[str | None, "company with more than half of it"]
    leader_share: Annotated[Figure, "its share, 0 to 1"]


def claim_rows(report: Report, _: Proofs) -> Iterator[ClaimRow]:
    """Give every claim, in pages and then in posts."""
    for channel, claims in _channels(report.claims, report.posts.claims if report.posts else ()):
        yield from (_claim(channel, claim) for claim in claims)


def _claim(channel: str, claim: Claim) -> ClaimRow:
    return ClaimRow(
        channel,
        claim.id,
        claim.text,
        len(claim.companies),
        claim.asked,
        _share(len(claim.companies), claim.asked),
        rounded(claim.low, SHARE_DIGITS),
        rounded(claim.high, SHARE_DIGITS),
        claim.tier,
        "; ".join(claim.companies),
        len(claim.alike),
        "; ".join(claim.alike),
        claim.owner.company if claim.owner else None,
        rounded(claim.owner.share, SHARE_DIGITS) if claim.owner else None,
    )


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A phrase that three companies or more use."""

    channel: Annotated[str, "pages or posts"]
    phrase_id: Annotated[str, "id"]
    phrase: Annotated[str, "the phrase in small letters, # for any number"]
    said_by: Annotated[int, "companies that use it"]
    asked: Annotated[int, "companies asked"]
    share: Annotated[Figure, "said_by of asked, 0 to 1"]
    low: Annotated[Figure, "low end of its 95 % range (Wilson)"]
    high: Annotated[Figure, "high end of its 95 % range (Wilson)"]
    companies: Annotated[str, "those that use it, separated by semicolons"]
    strangers: Annotated[int, "companies of other fields that use it, too"]
    strangers_asked: Annotated[int, "companies of other fields asked"]
    general: Annotated[bool, "whether strangers say it about as often"]
    whole: Annotated[bool, "whether it does not break off"]


def phrase_rows(report: Report, _: Proofs) -> Iterator[PhraseRow]:
    """Give every stock phrase, in pages and then in posts."""
    of_posts = report.posts.stock_phrases if report.posts else ()
    for channel, phrases in _channels(report.stock_phrases, of_posts):
        yield from (_phrase(channel, phrase) for phrase in phrases)


def _phrase(channel: str, phrase: StockPhrase) -> PhraseRow:
    return PhraseRow(
        channel,
        phrase.id,
        phrase.phrase,
        len(phrase.uses),
        phrase.asked,
        _share(len(phrase.uses), phrase.asked),
        rounded(phrase.low, SHARE_DIGITS),
        rounded(phrase.high, SHARE_DIGITS),
        "; ".join(use.quote.company for use in phrase.uses),
        phrase.strangers,
        phrase.strangers_asked,
        phrase.general,
        phrase.whole,
    )


@dataclass(frozen=True, slots=True)
class OwnWordRow:
    """A word or pair of words that a company uses more than its rivals, beyond chance."""

    company: Annotated[str, "name"]
    term: Annotated[str, "the word or pair of words"]
    count: Annotated[int, "how often the company uses it"]
    pages: Annotated[int, "on how many pages"]
    rate: Annotated[Figure, "per thousand words"]
    rivals_rate: Annotated[Figure, "the same of all rivals"]
    rivals_using: Annotated[int, "rivals that use it at all"]
    rivals: Annotated[int, "rivals asked"]
    z: Annotated[Figure, "how far beyond chance, in standard deviations"]
    threshold: Annotated[Figure, "what halves of the company's own pages reach by chance"]


def own_word_rows(report: Report, _: Proofs) -> Iterator[OwnWordRow]:
    """Give every company's own words."""
    for word in report.own_words:
        yield OwnWordRow(
            word.company,
            word.term,
            word.count,
            word.pages,
            rounded(word.rate, RATE_DIGITS),
            rounded(word.rivals_rate, RATE_DIGITS),
            word.rivals_using,
            word.rivals,
            rounded(word.z, RATE_DIGITS),
            rounded(word.threshold, RATE_DIGITS),
        )


@dataclass(frozen=True, slots=True)
class OnlyOneRow:
    """A statement that one company alone makes, with the nearest rival's."""

    channel: Annotated[str, "pages or posts"]
    company: Annotated[str, "who says it"]
    text: Annotated[str, "the statement, verbatim"]
    url: Annotated[str, "where it stands"]
    seen_on: Annotated[date, "day it was read; of a post, its day"]
    pages: Annotated[int, "pages that say it"]
    crawls: Annotated[int, "readings in which it was found"]
    nearest_company: Annotated[str, "who comes nearest"]
    nearest_text: Annotated[str, "in which words, verbatim"]
    nearest_url: Annotated[str, "where these stand"]
    similarity: Annotated[Figure, "cosine of the two, names off"]
    probability: Annotated[Figure, "the judge's that both claim the same, 0 to 1"]


def only_one_rows(report: Report, _: Proofs) -> Iterator[OnlyOneRow]:
    """Give every statement that one company alone makes, in pages and then in posts."""
    for channel, found in _channels(report.only_you, report.posts.only_you if report.posts else ()):
        for own in found:
            yield OnlyOneRow(
                channel,
                own.company,
                own.text,
                own.url,
                own.seen_at,
                own.pages,
                own.crawls,
                own.nearest.company,
                own.nearest.text,
                own.nearest.url,
                rounded(own.nearest.similarity, SHARE_DIGITS),
                rounded(own.nearest.probability, SHARE_DIGITS),
            )


@dataclass(frozen=True, slots=True)
class WhiteSpaceRow:
    """A claim that none of the companies was found making."""

    claim_id: Annotated[str, "id"]
    claim: Annotated[str, "the claim"]
    theme: Annotated[str, "what it is about"]
    source: Annotated[str, "where the claim comes from"]
    asked: Annotated[int, "companies asked"]
    at_most: Annotated[Figure, "share of such companies that may make it all the same"]
    doubtful: Annotated[bool, "whether the nearest statement may make it in other words"]
    fit: Annotated[Figure, "how near the field's talk comes to it, a mean cosine"]
    industry_elsewhere: Annotated[str, "industry of the workspace that it comes from, if any"]
    made_elsewhere: Annotated[int | None, "companies there that make it"]
    asked_elsewhere: Annotated[int | None, "companies there"]
    nearest_company: Annotated[str, "who comes nearest"]
    nearest_text: Annotated[str, "in which words, verbatim"]
    nearest_url: Annotated[str, "where these stand"]


def white_space_rows(report: Report, _: Proofs) -> Iterator[WhiteSpaceRow]:
    """Give every claim that nobody makes."""
    for claim in report.white_space:
        yield WhiteSpaceRow(
            claim.id,
            claim.text,
            claim.theme,
            claim.source,
            claim.asked,
            rounded(claim.at_most, SHARE_DIGITS),
            claim.doubtful,
            rounded(claim.fit, SHARE_DIGITS),
            claim.industry,
            claim.made_elsewhere,
            claim.asked_elsewhere,
            claim.nearest.company,
            claim.nearest.text,
            claim.nearest.url,
        )


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One quote, verbatim and whole, with where it stands, when it was read, and its proof."""

    channel: Annotated[str, "pages or posts"]
    what: Annotated[str, "claim, phrase, own word, only one, nearest, voice or quiz"]
    of: Annotated[str, "id of the claim or phrase, the word, the axis of voice, or empty"]
    strength: Annotated[str, "same or alike for a claim, else empty"]
    company: Annotated[str, "whose words"]
    text: Annotated[str, "the quote"]
    url: Annotated[str, "page or post"]
    seen_on: Annotated[date, "day it was read; of a post, its day"]
    record: Annotated[str, "place in the archive: SNAPSHOT/FILE#OFFSET, or imports/FILE#ROW"]
    sha256: Annotated[str, "SHA-256 of the page as it was read"]


def evidence_rows(report: Report, proofs: Proofs) -> Iterator[EvidenceRow]:
    """Give every quote of every claim, phrase, word and sentence."""
    for channel, claims in _channels(report.claims, report.posts.claims if report.posts else ()):
        for claim in claims:
            of_claim = [("same", q) for q in claim.quotes]
            of_claim += [("alike", q) for q in claim.alike_quotes]
            for strength, quote in of_claim:
                yield _evidence(channel, ("claim", quote, claim.id), proofs, strength)
    for channel, said in (*_said_in_pages(report), *_said_in_posts(report)):
        yield _evidence(channel, said, proofs)


def _said_in_pages(report: Report) -> Iterator[tuple[str, Said]]:
    for said in (*_of_phrases(report.stock_phrases), *_of_only_one(report.only_you)):
        yield PAGES, said
    for word in report.own_words:
        yield PAGES, ("own word", word.quote, word.term)
    for claim in report.white_space:
        yield PAGES, ("nearest", claim.nearest, claim.id)
    for line in report.voice.lines:
        yield PAGES, ("voice", line.quote, line.axis)
    for asked in report.quiz:
        quote = Quote(asked.company, asked.text, asked.url, asked.seen_at)
        yield PAGES, ("quiz", quote, "")


def _said_in_posts(report: Report) -> Iterator[tuple[str, Said]]:
    if report.posts:
        posts = report.posts
        for said in (*_of_phrases(posts.stock_phrases), *_of_only_one(posts.only_you)):
            yield POSTS, said


def _of_phrases(phrases: tuple[StockPhrase, ...]) -> Iterator[Said]:
    for phrase in phrases:
        for use in phrase.uses:
            yield "phrase", use.quote, phrase.id


def _of_only_one(statements: tuple[OnlyYou, ...]) -> Iterator[Said]:
    for own in statements:
        yield "only one", own, ""
        yield "nearest", own.nearest, ""


def _evidence(channel: str, said: Said, proofs: Proofs, strength: str = "") -> EvidenceRow:
    what, quote, of = said
    proof: Proof = proofs.get((quote.company, quote.url), NO_PROOF)
    return EvidenceRow(
        channel,
        what,
        of,
        strength,
        quote.company,
        quote.text,
        quote.url,
        quote.seen_at,
        proof.record,
        proof.sha256,
    )


def _channels(
    pages: tuple[Found, ...], posts: tuple[Found, ...]
) -> Iterator[tuple[str, tuple[Found, ...]]]:
    yield PAGES, pages
    if posts:
        yield POSTS, posts


def _share(number: int, of: int) -> Figure:
    return rounded(number / of, SHARE_DIGITS) if of else None
