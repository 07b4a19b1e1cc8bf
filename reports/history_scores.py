"""What earlier readings tell, as a part of scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.look_scores import page_scores
from reports.rounding import INDEX_DIGITS, chance, figure, rounded

if TYPE_CHECKING:
    from datetime import date

    from reports.history_data import (
        ClaimChange,
        CompanyMove,
        HeadlineChange,
        History,
        Lead,
        Reading,
        Sighting,
    )

    Part = dict[str, object]


def history_scores(history: History) -> Part:
    """Give the readings, what changed since the last one, and since when claims are made."""
    return {
        "since": _day(history.since and history.since.date()),
        "readings": [_reading(one) for one in history.readings],
        "changes": [_change(one) for one in history.changes],
        "headlines": [_headline(one) for one in history.headlines],
        "profiles": [
            {
                "change": one.change,
                "company": one.company,
                "platform": one.platform,
                "url": one.url,
                "reason": one.reason,
            }
            for one in history.profiles
        ],
        "moves": [_move(one) for one in history.moves],
        "sightings": [_sighting(one) for one in history.sightings],
        "leads": [_lead(one) for one in history.leads],
        "unread": [
            {"company": one.company, "last": one.last.isoformat(), "crawls": one.crawls}
            for one in history.unread
        ],
    }


def _reading(one: Reading) -> Part:
    return {
        "run_id": one.run_id,
        "day": one.day.isoformat(),
        "model": one.model,
        "version": one.version,
        "index": figure(one.index, INDEX_DIGITS),
        "companies": one.companies,
        "members": list(one.members),
        "claims": one.claims,
    }


def _change(one: ClaimChange) -> Part:
    return {
        "change": one.change,
        "claim_id": one.claim_id,
        "company": one.company,
        "text": one.text,
        "url": one.url,
        "after": one.after.isoformat(),
        "by": one.by.isoformat(),
        "other_text": one.other_text,
        "other_url": one.other_url,
        "other_on": _day(one.other_on),
        "said_before": [_sighting(earlier) for earlier in one.earlier],
    }


def _headline(one: HeadlineChange) -> Part:
    return {
        "company": one.company,
        "url": one.url,
        "before_url": one.before_url,
        "before": one.before,
        "after": one.after,
        "before_on": one.before_at.date().isoformat(),
        "after_on": one.after_at.date().isoformat(),
        "pictures": [page_scores(page) for page in one.pictures or ()],
    }


def _move(one: CompanyMove) -> Part:
    return {
        "company": one.company,
        "move": figure(one.move, INDEX_DIGITS),
        "direction": one.direction,
        "pages": one.pages,
        "reason": one.reason,
    }


def _sighting(one: Sighting) -> Part:
    return {
        "claim_id": one.claim_id,
        "company": one.company,
        "text": one.text,
        "url": one.url,
        "absent": _day(one.absent),
        "seen": one.seen.isoformat(),
        "current": one.current,
        "last": _day(one.last),
        "missing": _day(one.missing),
    }


def _lead(one: Lead) -> Part:
    return {
        "company": one.company,
        "claims": one.claims,
        "dated": one.dated,
        "leads": one.leads,
        "expected": rounded(one.expected, INDEX_DIGITS),
        "p": chance(one.p),
        "clear": one.clear,
        "reason": one.reason,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
