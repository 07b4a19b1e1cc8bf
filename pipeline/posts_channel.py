"""Posts as statements: what a company tells everybody, each message once, dated by itself."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.measures.strata import POST
from pipeline.stages.blocks import SCHEMA as BLOCKS
from pipeline.stages.page_languages import SCHEMA as LANGUAGES
from pipeline.text.languages import FEWEST_WORDS, tell_language
from pipeline.text.posts import fold, opening, post_lines, without_signatures
from sameness.records import PostKind, Role

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

Row = dict[str, Any]
ONE_MESSAGE = timedelta(days=7)
"""Within a week the same words on another platform are one message, said once."""
_PROFILE = itemgetter("company", "platform", "handle")
_PLACE = itemgetter("company", "platform", "handle", "url")
PAGE_DATES = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "url", "kind")),
        ("fetched_at", pa.timestamp("us")),
        ("digest", pa.string()),
    ]
)
POST_DATES = pa.schema(
    [
        ("company", pa.string()),
        ("url", pa.string()),
        ("said_at", pa.timestamp("us")),
        ("sure", pa.bool_()),
    ]
)


def post_tables(posts: pa.Table, language: str) -> dict[str, pa.Table]:
    """Give what a run of posts is given in the place of pages, of the table ``posts``.

    ``blocks`` has the lines of every message, ``page_languages`` and ``page_dates`` a row each,
    dated by the post itself; ``post_dates`` says whether it is (``sure``), or when it was first
    read instead. Replies and reposts are left out, copies on other platforms, signatures, and what
    an article says after its opening. ``language`` is the field's own.
    """
    said = messages(posts.to_pylist(), language)
    tongues = _languages(said, language)
    return {
        "blocks": pa.Table.from_pylist([b for row in said for b in _blocks(row)], schema=BLOCKS),
        "page_languages": pa.Table.from_pylist(
            [
                {"language": tongue, "words": len(_text(row).split())} | _key(row)
                for row, tongue in zip(said, tongues, strict=True)
            ],
            schema=LANGUAGES,
        ),
        "page_dates": pa.Table.from_pylist(
            [
                {"kind": POST, "fetched_at": row["said_at"], "digest": _digest(row)} | _key(row)
                for row in said
            ],
            schema=PAGE_DATES,
        ),
        "post_dates": pa.Table.from_pylist(
            [
                {"said_at": row["said_at"], "sure": row["posted_at"] is not None} | _key(row)
                for row in said
            ],
            schema=POST_DATES,
        ),
    }


def messages(posts: Iterable[Row], language: str) -> list[Row]:
    """Give the broadcasts that say anything, by company and address.

    With ``lines``, what is read of each, and ``said_at``. Of copies on several platforms within a
    week of the first only the first is there.
    """
    broadcasts = _addressed(
        post | {"said_at": post["posted_at"] or post["first_read_at"]}
        for post in posts
        if post["kind"] == PostKind.BROADCAST
    )
    broadcasts.sort(key=lambda post: (*_PROFILE(post), post["said_at"], post["url"]))
    said: list[Row] = []
    for _, profile in groupby(broadcasts, key=_PROFILE):
        rows = list(profile)
        lines = without_signatures([post_lines(row["text"]) for row in rows])
        said += [
            row | {"lines": opening(left, language)}
            for row, left in zip(rows, lines, strict=True)
            if left
        ]
    once = {_address(row): row for row in reversed(_first_told(said))}
    return [once[key] for key in sorted(once)]


def _addressed(posts: Iterable[Row]) -> list[Row]:
    """Give posts with an address each; one that nobody knows has a name of its own instead.

    So have those of several days under one address: some feeds lead from each entry to one page.
    """
    days: dict[tuple[str, ...], set[date]] = defaultdict(set)
    rows = list(posts)
    for row in rows:
        days[_PLACE(row)].add(row["said_at"].date())
    return [row if row["url"] and len(days[_PLACE(row)]) == 1 else _named(row) for row in rows]


def _named(post: Row) -> Row:
    """Give a post with a name in the place of its address, as the queries of posts make it too."""
    return post | {"url": f"{post['platform']}:{post['handle']}/{post['post_id']}"}


def _first_told(said: list[Row]) -> list[Row]:
    """Give the posts without those that repeat another profile's message of the same week."""
    said.sort(key=lambda row: (row["company"], row["said_at"], row["platform"], row["url"]))
    kept = []
    told: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in said:
        before = told[row["company"], fold(_text(row))]
        if not any(_is_copy(row, first) for first in before):
            kept.append(row)
            before.append(row)
    return kept


def _is_copy(row: Row, first: Row) -> bool:
    elsewhere = _PROFILE(row) != _PROFILE(first)
    return bool(elsewhere and row["said_at"] - first["said_at"] <= ONE_MESSAGE)


def _languages(said: list[Row], language: str) -> list[str]:
    """Give each post's language: as tagged, else as a long one reads, else as its profile does."""
    told = [_tag(row) or _by_itself(row, language) for row in said]
    short: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for row, known in zip(said, told, strict=True):
        if not known:
            short[_PROFILE(row)].append(_text(row))
    profiles = {key: tell_language(" ".join(texts), language) for key, texts in short.items()}
    return [known or profiles[_PROFILE(row)] for row, known in zip(said, told, strict=True)]


def _by_itself(row: Row, language: str) -> str:
    """Give the language of a post that is long enough to tell it by, else nothing."""
    text = _text(row)
    return tell_language(text, language) if len(text.split()) >= FEWEST_WORDS else ""


def _tag(row: Row) -> str:
    """Give the two letters of a post's own language tag, empty where it has none."""
    first = str(row["language"]).replace("_", "-").partition("-")[0].lower()
    return first if len(first) == 2 and first.isalpha() else ""


def _blocks(row: Row) -> list[Row]:
    common = {"kind": POST, "role": str(Role.TEXT), "heading": ""} | _key(row)
    return [common | {"ordinal": place, "text": line} for place, line in enumerate(row["lines"])]


def _text(row: Row) -> str:
    return " ".join(row["lines"])


def _digest(row: Row) -> str:
    return hashlib.sha256(str(row["text"]).encode()).hexdigest()


def _address(row: Row) -> tuple[str, str]:
    return row["company"], row["url"]


def _key(row: Row) -> Row:
    return {"company": row["company"], "url": row["url"]}
