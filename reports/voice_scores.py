"""Voice and what companies lay open, as a part of scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.rounding import RATE_DIGITS, SHARE_DIGITS, chance, figure, rounded

if TYPE_CHECKING:
    from reports.data import Quote
    from reports.voice_data import Openness, Quartiles, Voice, VoiceLine, VoiceRate, VoiceSameness

    Part = dict[str, object]


def voice_scores(voice: Voice) -> Part:
    """Give all that a run knows of voice; lists are empty where nothing is."""
    return {
        "rates": [_rate(rate) for rate in voice.rates],
        "sameness": [_sameness(row) for row in voice.sameness],
        "lines": [_line(line) for line in voice.lines],
        "transparency": [_openness(row) for row in voice.openness],
    }


def _rate(rate: VoiceRate) -> Part:
    return {
        "company": rate.company,
        "axis": rate.axis,
        "pages": rate.pages,
        "words": rate.words,
        "marks": rate.marks,
        "rate": figure(rate.rate, RATE_DIGITS),
        "others": _others(rate.others),
        "below": rate.below,
        "ties": rate.ties,
        "strangers": rate.strangers,
        "fields": rate.fields,
        "stands": rate.stands,
        "reason": rate.reason,
    }


def _others(others: Quartiles | None) -> Part | None:
    if others is None:
        return None
    return {
        "quarter": rounded(others.quarter, RATE_DIGITS),
        "middle": rounded(others.middle, RATE_DIGITS),
        "three_quarters": rounded(others.three_quarters, RATE_DIGITS),
    }


def _sameness(row: VoiceSameness) -> Part:
    return {
        "axis": row.axis,
        "companies": row.companies,
        "pages": row.pages,
        "marks": row.marks,
        "value": rounded(row.value, SHARE_DIGITS),
        "shuffled": rounded(row.shuffled, SHARE_DIGITS),
        "p": chance(row.p),
        "clear": row.clear,
        "reason": row.reason,
    }


def _line(line: VoiceLine) -> Part:
    return {
        "axis": line.axis,
        "passage": line.passage,
        **_said(line.quote),
    }


def _quote(quote: Quote | None) -> Part | None:
    return None if quote is None else _said(quote)


def _said(quote: Quote) -> Part:
    return {
        "company": quote.company,
        "text": quote.text,
        "url": quote.url,
        "seen_at": quote.seen_at.isoformat(),
    }


def _openness(row: Openness) -> Part:
    return {
        "company": row.company,
        "price_pages": row.price_pages,
        "limits": row.limits,
        "people": row.people,
        "claims": row.claims,
        "proved": row.proved,
        "share": figure(row.share, SHARE_DIGITS),
        "proof": row.proof,
        "price": _quote(row.price),
        "limit": _quote(row.limit),
        "person": _quote(row.person),
        "proved_claim": _quote(row.proved_claim),
        "bare_claim": _quote(row.bare_claim),
        "reason": row.reason,
    }
