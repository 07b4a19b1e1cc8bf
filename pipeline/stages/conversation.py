"""How much of what a company posts is conversation: replies, questions, mentions; and copies."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crawlers.social.profiles.platforms import PLATFORMS
from pipeline.measures.conversation import FEWEST_POSTS, Share, company_share, field_share
from pipeline.measures.publishing import FEWEST_COMPANIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    Rows = list[dict[str, Any]]

COUNTED = {
    "reply": "replies",
    "question": "questions",
    "mention": "mentions",
    "repost": "reposts",
    "crosspost": "crossposted",
}
"""The habits of ``post_habits``, and the column that counts each."""
NAMED = {count: count for count in COUNTED.values()} | {"crossposted": "cross-posts"}
TWO_PLACES = {"crosspost": ": a company must post on two platforms"}
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("posts", pa.int32()),
        ("profiles", pa.int32()),
        *(
            field
            for habit, count in COUNTED.items()
            for field in (
                (count, pa.int32()),
                (f"{habit}_of", pa.int32()),
                *((f"{habit}_{figure}", pa.float64()) for figure in ("share", "low", "high")),
            )
        ),
        ("reason", pa.string()),
        ("notes", pa.string()),
    ]
)


def conversation(post_habits: pa.Table, companies: pa.Table) -> pa.Table:
    """Give one row of the field (``company`` null) and one per company, in the file's order.

    ``posts`` are all known ones. Of each habit: how many posts have it, ``..._of`` how many it can
    be told of, and their share (0-1) with its 95 % range: Wilson's for a company; for the field the
    mean of its companies' (``pipeline.measures.conversation``). A share is null below 20 posts that
    it can be told of, or five such companies. With a ``reason`` there is none; ``notes`` says of
    single habits why there is none, and where they can't be seen.
    """
    known: dict[str, Rows] = defaultdict(list)
    for row in post_habits.to_pylist():
        known[row["company"]].append(row)
    names = [row["company"] for row in companies.sort_by("position").to_pylist()]
    each = [_row(name, known[name]) for name in names]
    return pa.Table.from_pylist([_field(each, known), *each], schema=SCHEMA)


def _row(company: str, posts: Rows) -> dict[str, Any]:
    row: dict[str, Any] = {"company": company} | _count(posts) | {"reason": "", "notes": ""}
    if len(posts) < FEWEST_POSTS:
        known = f"{len(posts)} of its posts are known" if posts else "no post of it is known"
        return row | {"reason": f"{known}; {FEWEST_POSTS} are needed"}
    notes = _unseen(posts)
    for habit, count in COUNTED.items():
        share = company_share(row[count], row[f"{habit}_of"])
        row |= _figures(habit, share)
        if share is None and row[f"{habit}_of"]:
            told = row[f"{habit}_of"]
            notes.append(f"{NAMED[count]}: {told} of the {FEWEST_POSTS} posts that are needed")
    return row | {"notes": "; ".join(notes)}


def _field(each: Sequence[dict[str, Any]], known: dict[str, Rows]) -> dict[str, Any]:
    posts = [row for rows in known.values() for row in rows]
    row: dict[str, Any] = {"company": None} | _count(posts) | {"reason": "", "notes": ""}
    enough = [company for company in each if not company["reason"]]
    if len(enough) < FEWEST_COMPANIES:
        told = f"{len(enough)} of {len(each)} companies have {FEWEST_POSTS} known posts"
        return row | {"reason": f"{told}; {FEWEST_COMPANIES} are needed"}
    notes = _unseen(posts)
    for habit, count in COUNTED.items():
        share = field_share([(company[count], company[f"{habit}_of"]) for company in enough])
        row |= _figures(habit, share)
        if share is None:
            companies = sum(f"{habit}_share" in company for company in enough)
            notes.append(_too_few(habit, companies))
    return row | {"notes": "; ".join(notes)}


def _too_few(habit: str, companies: int) -> str:
    """Give in words why the field has no share of a habit."""
    who = {0: "no company", 1: "1 company only"}.get(companies, f"{companies} companies only")
    needed = f", and {FEWEST_COMPANIES} are needed{TWO_PLACES.get(habit, '')}"
    return f"{NAMED[COUNTED[habit]]} can be told of {who}{needed}"


def _count(posts: Rows) -> dict[str, int]:
    profiles = {(row["company"], row["platform"], row["handle"]) for row in posts}
    counts = {"posts": len(posts), "profiles": len(profiles)}
    for habit, count in COUNTED.items():
        counts[count] = sum(1 for row in posts if row[habit])
        counts[f"{habit}_of"] = sum(1 for row in posts if row[habit] is not None)
    return counts


def _figures(habit: str, share: Share | None) -> dict[str, float]:
    if share is None:
        return {}
    return {f"{habit}_share": share.value, f"{habit}_low": share.low, f"{habit}_high": share.high}


def _unseen(posts: Rows) -> list[str]:
    """Give in words where replies can't be seen at all, if there are posts there."""
    here = {row["platform"] for row in posts}
    seen = {row["platform"] for row in posts if row["reply"] is not None}
    names = sorted(PLATFORMS[p].shown if p in PLATFORMS else p for p in here - seen)
    return [f"replies can't be seen on: {', '.join(names)}"] if names else []
