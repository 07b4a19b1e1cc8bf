"""Claims, words, and what one alone or nobody says, as parts of scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.rounding import RATE_DIGITS, SHARE_DIGITS, figure, rounded

if TYPE_CHECKING:
    from reports.data import (
        Claim,
        DatedQuote,
        Echo,
        Nearest,
        OnlyYou,
        OpenClaim,
        OwnWord,
        Quote,
        SameWords,
        Since,
        StockPhrase,
    )

    Part = dict[str, object]


def claim_scores(claim: Claim) -> Part:
    """Give a claim: who says the same, who only reads like it, and each one's quote."""
    same = [_dated(quote) | {"strength": "same"} for quote in claim.quotes]
    alike = [_dated(quote) | {"strength": "alike"} for quote in claim.alike_quotes]
    return {
        "id": claim.id,
        "text": claim.text,
        "companies": list(claim.companies),
        "alike_companies": list(claim.alike),
        "asked": claim.asked,
        "low": rounded(claim.low, SHARE_DIGITS),
        "high": rounded(claim.high, SHARE_DIGITS),
        "tier": claim.tier,
        "reach_low": rounded(claim.reach_low, SHARE_DIGITS),
        "reach_high": rounded(claim.reach_high, SHARE_DIGITS),
        "reach_tier": claim.reach_tier,
        "concentration": rounded(claim.concentration, SHARE_DIGITS),
        "leader": claim.owner.company if claim.owner else None,
        "leader_share": rounded(claim.owner.share, SHARE_DIGITS) if claim.owner else None,
        "quotes": same + alike,
    }


def _quote(quote: Quote) -> Part:
    return {
        "company": quote.company,
        "text": quote.text,
        "url": quote.url,
        "seen_at": quote.seen_at.isoformat(),
    }


def _dated(quote: DatedQuote) -> Part:
    return _quote(quote) | {"since": since_scores(quote.since)}


def since_scores(since: Since | None) -> Part | None:
    """Give since when a company's pages hold something, None where no reading tells."""
    if since is None:
        return None
    absent = since.absent.isoformat() if since.absent else None
    return {"absent": absent, "seen": since.seen.isoformat()}


def echo_scores(echo: Echo) -> Part:
    """Give how much a rival says too, of one company or of the field."""
    return {
        "company": echo.company,
        "statements": echo.statements,
        "as_read": figure(echo.as_read, SHARE_DIGITS),
        "drawn": figure(echo.drawn, SHARE_DIGITS),
        "rivals": echo.rivals,
        "sampled": echo.sampled,
    }


def same_words_scores(words: SameWords) -> Part:
    """Give one figure of words in common."""
    return {
        "company": words.company,
        "least": words.least,
        "words": words.words,
        "budget": words.budget,
        "companies": words.companies,
        "strangers_known": words.strangers_known,
        "rivals": rounded(words.rivals, RATE_DIGITS),
        "strangers": rounded(words.strangers, RATE_DIGITS),
        "excess": figure(words.excess, RATE_DIGITS),
        "clear": words.clear,
        "reason": words.reason,
    }


def phrase_scores(phrase: StockPhrase) -> Part:
    """Give a stock phrase with a statement of each company that uses it."""
    return {
        "id": phrase.id,
        "phrase": phrase.phrase,
        "whole": phrase.whole,
        "asked": phrase.asked,
        "low": rounded(phrase.low, SHARE_DIGITS),
        "high": rounded(phrase.high, SHARE_DIGITS),
        "strangers": phrase.strangers,
        "strangers_asked": phrase.strangers_asked,
        "general": phrase.general,
        "quotes": [_quote(use.quote) | {"passage": use.passage} for use in phrase.uses],
    }


def own_word_scores(word: OwnWord) -> Part:
    """Give a word of one company's own, with a statement."""
    return {
        "company": word.company,
        "term": word.term,
        "count": word.count,
        "pages": word.pages,
        "rate": rounded(word.rate, RATE_DIGITS),
        "rivals_rate": rounded(word.rivals_rate, RATE_DIGITS),
        "rivals_using": word.rivals_using,
        "rivals": word.rivals,
        "z": rounded(word.z, RATE_DIGITS),
        "threshold": rounded(word.threshold, RATE_DIGITS),
        "quote": _quote(word.quote),
    }


def only_you_scores(own: OnlyYou) -> Part:
    """Give what one company alone says, with the nearest of any rival."""
    return {
        "company": own.company,
        "text": own.text,
        "url": own.url,
        "seen_at": own.seen_at.isoformat(),
        "pages": own.pages,
        "crawls": own.crawls,
        "since": since_scores(own.since),
        "nearest": _nearest(own.nearest),
    }


def open_claim_scores(claim: OpenClaim) -> Part:
    """Give a claim that nobody makes, with the nearest statement of the field."""
    return {
        "id": claim.id,
        "text": claim.text,
        "theme": claim.theme,
        "source": claim.source,
        "industry": claim.industry,
        "asked": claim.asked,
        "at_most": rounded(claim.at_most, SHARE_DIGITS),
        "fit": rounded(claim.fit, SHARE_DIGITS),
        "doubtful": claim.doubtful,
        "made_elsewhere": claim.made_elsewhere,
        "asked_elsewhere": claim.asked_elsewhere,
        "near_elsewhere": claim.near_elsewhere,
        "strangers": claim.strangers,
        "nearest": _nearest(claim.nearest),
    }


def _nearest(nearest: Nearest) -> Part:
    return {
        "company": nearest.company,
        "text": nearest.text,
        "url": nearest.url,
        "seen_at": nearest.seen_at.isoformat(),
        "similarity": rounded(nearest.similarity, SHARE_DIGITS),
        "probability": rounded(nearest.probability, SHARE_DIGITS),
    }
