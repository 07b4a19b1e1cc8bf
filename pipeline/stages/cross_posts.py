"""Pairs of a company's posts that say the same on two platforms within a week."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import Any

import pyarrow as pa

from pipeline.measures.cross_posts import Copy, Message, find_copies, hours_apart, read_wording

TEXTS = ("post_id", "platform", "handle", "url", "text")
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        *((name, pa.string()) for name in TEXTS),
        *((f"other_{name}", pa.string()) for name in TEXTS),
        ("posted_at", pa.timestamp("us")),
        ("hours_apart", pa.float64()),
        ("alike", pa.float64()),
    ]
)


def cross_posts(posts: pa.Table) -> pa.Table:
    """Give one row per pair, by company and time; the columns ``other_...`` are the later post's.

    ``alike`` is 1 for the same words and at least .5 (``pipeline.measures.cross_posts``);
    ``posted_at`` is the earlier post's time. Replies, reposts and undated posts are left out.
    """
    columns = ["company", *TEXTS, "kind", "posted_at"]
    kept = [
        row
        for row in posts.select(columns).to_pylist()
        if row["kind"] == "broadcast" and row["posted_at"]
    ]
    order = itemgetter("company", "posted_at", "platform", "handle", "post_id")
    rows: list[dict[str, Any]] = []
    for _, group in groupby(sorted(kept, key=order), key=itemgetter("company")):
        rows += _pairs(list(group))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _pairs(posts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    messages = [
        Message(post["platform"], post["posted_at"], read_wording(post["text"])) for post in posts
    ]
    return [_row(posts, messages, copy) for copy in find_copies(messages)]


def _row(posts: list[dict[str, Any]], messages: list[Message], copy: Copy) -> dict[str, Any]:
    first, second = posts[copy.first], posts[copy.second]
    return {
        "company": first["company"],
        **{name: first[name] for name in TEXTS},
        **{f"other_{name}": second[name] for name in TEXTS},
        "posted_at": first["posted_at"],
        "hours_apart": hours_apart(messages[copy.first], messages[copy.second]),
        "alike": copy.alike,
    }
