"""Whom each post speaks to: whether it replies, asks, mentions, reposts, or is a cross-post."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from pipeline.measures.habits import Message, read_habits

KEY = ("company", "platform", "handle", "post_id")
READ = ("posted_at", "text", "kind", "mentions", "language", "origin")
HABITS = ("reply", "question", "mention", "repost", "crosspost")
SCHEMA = pa.schema(
    [*((name, pa.string()) for name in KEY), *((name, pa.bool_()) for name in HABITS)]
)


def post_habits(posts: pa.Table, cross_posts: pa.Table, *, language: str) -> pa.Table:
    """Give one row per post, by company, platform, handle and id.

    A habit is null where a post does not count for it, as told in ``pipeline.measures.habits``: the
    share of a habit is that of the true among those that are not null.
    """
    copied = _copied(cross_posts)
    rows = sorted(posts.select([*KEY, *READ]).to_pylist(), key=itemgetter(*KEY))
    made: list[dict[str, Any]] = []
    for company, group in groupby(rows, key=itemgetter("company")):
        found = list(group)
        habits = read_habits([_message(row) for row in found], copied[company], language)
        for row, habit in zip(found, habits, strict=True):
            made.append({name: row[name] for name in KEY} | asdict(habit))
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _message(row: dict[str, Any]) -> Message:
    given = {name: row[name] for name in (*KEY[1:], *READ)}
    return Message(**given | {"mentions": tuple(row["mentions"])})


def _copied(cross_posts: pa.Table) -> dict[str, set[tuple[str, str, str]]]:
    """Give platform, handle and id of each company's cross-posts, earlier and later ones."""
    copied: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    for row in cross_posts.to_pylist():
        copied[row["company"]].add((row["platform"], row["handle"], row["post_id"]))
        later = (row["other_platform"], row["other_handle"], row["other_post_id"])
        copied[row["company"]].add(later)
    return copied
