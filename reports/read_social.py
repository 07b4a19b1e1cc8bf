"""Rows of the warehouse in, social profiles and posts out; runs without them give nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reports.read_evidence import read_range
from reports.social_data import (
    Clockwork,
    Conversation,
    ConversationLine,
    DoorRate,
    ExitDoor,
    Habit,
    PlatformOverlap,
    Presence,
    Social,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from datetime import date, datetime

    Row = dict[str, Any]

QUERIES = {
    "platform_presence": "report_presence",
    "platform_overlap": "report_overlap",
    "exit_doors": "report_exit_doors",
    "exit_door_rates": "report_exit_door_rates",
    "conversation": "report_conversation",
    "conversation_lines": "report_conversation_lines",
    "clockwork": "report_clockwork",
}
"""The stages of social profiles, and the query that reads each one's table."""

HABITS = {
    "reply": "replies",
    "question": "questions",
    "mention": "mentions",
    "repost": "reposts",
    "crosspost": "crossposted",
}
"""The kinds of habit, and the column that counts each."""


def read_social(rows: Callable[[str], list[Row]], stored: Collection[str]) -> Social:
    """Give all that a run knows of profiles and posts.

    ``rows`` gives the rows of a query, ``stored`` are the tables that the history has: runs of
    older versions lack those of social profiles, and then nothing is known.
    """
    found = {table: rows(query) if table in stored else [] for table, query in QUERIES.items()}
    return Social(
        presences=tuple(_presence(row) for row in found["platform_presence"]),
        overlaps=tuple(_overlap(row) for row in found["platform_overlap"]),
        doors=tuple(ExitDoor(**row) for row in found["exit_doors"]),
        door_rates=tuple(_door_rate(row) for row in found["exit_door_rates"]),
        conversations=tuple(_conversation(row) for row in found["conversation"]),
        lines=tuple(_line(row) for row in found["conversation_lines"]),
        clockwork=tuple(_clockwork(row) for row in found["clockwork"]),
    )


def _presence(row: Row) -> Presence:
    return Presence(**_dated(row, "newest"))


def _line(row: Row) -> ConversationLine:
    return ConversationLine(**_dated(row, "posted_at"))


def _dated(row: Row, name: str) -> Row:
    """Give a row with the day of one of its moments instead of the moment."""
    return {**row, name: _day(row[name])}


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _clockwork(row: Row) -> Clockwork:
    return Clockwork(**{**row, "hour": row["hour"] or ""})


def _overlap(row: Row) -> PlatformOverlap:
    return PlatformOverlap(
        company=row["company"],
        companies=row["companies"],
        platforms=row["platforms"],
        strangers_known=row["strangers_known"],
        shared=row["jaccard"],
        strangers=row["strangers"],
        excess=read_range(row, "excess", "low", "high"),
        clear=bool(row["clear"]),
        reason=row["reason"],
    )


def _door_rate(row: Row) -> DoorRate:
    return DoorRate(
        company=row["company"],
        pages=row["pages"],
        pages_with=row["pages_with"],
        doors=row["doors"],
        per_page=read_range(row, "per_page", "low", "high"),
        before=read_range(row, "before_share", "before_low", "before_high"),
        reason=row["reason"],
    )


def _conversation(row: Row) -> Conversation:
    return Conversation(
        company=row["company"],
        posts=row["posts"],
        profiles=row["profiles"],
        habits=tuple(_habit(row, kind) for kind in HABITS),
        reason=row["reason"],
        notes=row["notes"],
    )


def _habit(row: Row, kind: str) -> Habit:
    share = read_range(row, f"{kind}_share", f"{kind}_low", f"{kind}_high")
    return Habit(kind, row[HABITS[kind]], row[f"{kind}_of"], share)
