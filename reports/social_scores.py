"""Profiles, exit doors and posts' habits, as parts of scores.json."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.rounding import RATE_DIGITS, SHARE_DIGITS, chance, figure, rounded

if TYPE_CHECKING:
    from datetime import date

    from reports.social_data import (
        Clockwork,
        Conversation,
        ConversationLine,
        DoorRate,
        ExitDoor,
        PlatformOverlap,
        Presence,
        Social,
    )

    Part = dict[str, object]


def social_scores(social: Social) -> Part:
    """Give all that a run knows of profiles and posts' habits; lists are empty where nothing is."""
    return {
        "profiles": [_presence(profile) for profile in social.presences],
        "overlap": [_overlap(row) for row in social.overlaps],
        "exit_doors": [_door(door) for door in social.doors],
        "exit_door_rates": [_door_rate(rate) for rate in social.door_rates],
        "conversation": [_conversation(row) for row in social.conversations],
        "lines": [_line(line) for line in social.lines],
        "clockwork": [_clockwork(row) for row in social.clockwork],
    }


def _presence(profile: Presence) -> Part:
    return {
        "company": profile.company,
        "platform": profile.platform,
        "name": profile.name,
        "state": profile.state,
        "reason": profile.reason,
        "handle": profile.handle,
        "url": profile.url,
        "found_at": profile.found_at,
        "linked_back": profile.linked_back,
        "profiles": profile.profiles,
        "posts": profile.posts,
        "newest": _day(profile.newest),
    }


def _overlap(row: PlatformOverlap) -> Part:
    return {
        "company": row.company,
        "companies": row.companies,
        "platforms": row.platforms,
        "strangers_known": row.strangers_known,
        "shared": rounded(row.shared, SHARE_DIGITS),
        "strangers": rounded(row.strangers, SHARE_DIGITS),
        "excess": figure(row.excess, SHARE_DIGITS),
        "clear": row.clear,
        "reason": row.reason,
    }


def _door(door: ExitDoor) -> Part:
    return {
        "company": door.company,
        "url": door.url,
        "platform": door.platform,
        "name": door.name,
        "target": door.target,
        "place": door.place,
        "before_action": door.before_action,
        "own": door.own,
        "text": door.text,
    }


def _door_rate(rate: DoorRate) -> Part:
    return {
        "company": rate.company,
        "pages": rate.pages,
        "pages_with": rate.pages_with,
        "doors": rate.doors,
        "per_page": figure(rate.per_page, RATE_DIGITS),
        "before_action": figure(rate.before, SHARE_DIGITS),
        "reason": rate.reason,
    }


def _conversation(row: Conversation) -> Part:
    return {
        "company": row.company,
        "posts": row.posts,
        "profiles": row.profiles,
        "habits": [
            {
                "kind": habit.kind,
                "posts": habit.number,
                "of": habit.of,
                "share": figure(habit.share, SHARE_DIGITS),
            }
            for habit in row.habits
        ],
        "reason": row.reason,
        "notes": row.notes,
    }


def _line(line: ConversationLine) -> Part:
    return {
        "company": line.company,
        "measure": line.measure,
        "platform": line.platform,
        "text": line.text,
        "url": line.url,
        "posted_at": _day(line.posted_at),
    }


def _clockwork(row: Clockwork) -> Part:
    return {
        "company": row.company,
        "platform": row.platform,
        "posts": row.posts,
        "sittings": row.sittings,
        "hour": row.hour,
        "hour_share": rounded(row.hour_share, SHARE_DIGITS),
        "hour_expected": rounded(row.hour_expected, SHARE_DIGITS),
        "hour_p": chance(row.hour_p),
        "interval": rounded(row.interval, RATE_DIGITS),
        "interval_share": rounded(row.interval_share, SHARE_DIGITS),
        "interval_expected": rounded(row.interval_expected, SHARE_DIGITS),
        "interval_p": chance(row.interval_p),
        "regular": row.regular,
        "reason": row.reason,
    }


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
