"""Posts into the warehouse: each one once, however often and from wherever it comes."""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import UTC
from typing import TYPE_CHECKING

import pyarrow as pa

from sameness.records import Post, PostKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from warehouse.warehouse import Warehouse

READ, IMPORT = "read", "import"

CONTENT_ID = "content:"
"""How the id of a post begins that nobody gave one: it is made of the post's words and day."""

_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("industry", "snapshot_id", "replaces")),
        *((name, pa.string()) for name in ("company", "platform", "handle", "post_id", "url")),
        ("posted_at", pa.timestamp("us", "UTC")),
        ("exact", pa.bool_()),
        *((name, pa.string()) for name in ("text", "kind", "reply_to")),
        *((name, pa.list_(pa.string())) for name in ("mentions", "links")),
        *((name, pa.string()) for name in ("language", "origin")),
        ("read_at", pa.timestamp("us", "UTC")),
        ("record", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Stored:
    """How many posts were new, known and the same, and known but said otherwise before."""

    new: int = 0
    known: int = 0
    changed: int = 0

    def __add__(self, other: Stored) -> Stored:
        return Stored(self.new + other.new, self.known + other.known, self.changed + other.changed)


_LONG_IDS = {
    "facebook": re.compile(r"\d+_(\d+)"),
    "reddit": re.compile(r"t3_(\w+)"),
    "bluesky": re.compile(r"at://[^/]+/app\.bsky\.feed\.post/(\w+)"),
}
"""Ids as interfaces write them; in brackets what addresses and exports have of them."""

_Key = tuple[str, str]
"""Platform and id under which a post is, or will be, stored."""

_Name = tuple[str, str, str]
"""Something that a post may be known by: "id", "url" or "content", the platform, the value."""


@dataclass(frozen=True, slots=True)
class _Write:
    """A post to be written, in the place of the stored one with the id ``replaces``, if any."""

    post: Post
    replaces: str
    snapshot_id: str | None


def store_posts(
    warehouse: Warehouse, industry: str, snapshot_id: str | None, posts: Sequence[Post]
) -> Stored:
    """Store posts of any companies, each known one merged with what is stored of it.

    Two are the same post if they have the same id, or the same address, on one platform; where one
    of them has no id but a content_id, if they say the same on the same day. What was read
    replaces what was imported, never the other way round; of two readings the later stands; an
    import adds only what an earlier one did not know. When a post was first read is kept.
    ``snapshot_id`` is None for an import. One statement writes everything, or nothing.
    """
    total = Stored()
    writes: list[_Write] = []
    by_company: dict[str, list[Post]] = defaultdict(list)
    for post in posts:
        by_company[post.company].append(post)
    for company, given in by_company.items():
        merger = _merge_all(posts_of(warehouse, industry, company), snapshot_id, given)
        total += merger.count()
        writes += merger.writes()
    if writes:
        warehouse.put("incoming_posts", _to_rows(industry, writes))
        warehouse.run("merge_posts")
    return total


def plan_posts(stored: Iterable[Post], posts: Iterable[Post]) -> Stored:
    """Count what store_posts would do with posts of one company, without doing it."""
    return _merge_all(stored, None, posts).count()


def posts_of(warehouse: Warehouse, industry: str, company: str) -> list[Post]:
    """Give all stored posts of a company, the newest first."""
    rows = warehouse.rows("posts_of_company", Post, industry=industry, company=company)
    return [_from_row(row) for row in rows]


def content_id(text: str, posted_at: datetime | None) -> str:
    """Give the id of a post without one: the same for the same words on the same day (UTC)."""
    return CONTENT_ID + hashlib.sha256(_content(text, posted_at).encode()).hexdigest()[:24]


def _merge_all(stored: Iterable[Post], snapshot_id: str | None, posts: Iterable[Post]) -> _Merger:
    merger = _Merger(stored, snapshot_id)
    for post in posts:
        merger.add(post)
    return merger


class _Merger:
    """One company's posts: the stored ones, and those that are given one after the other."""

    def __init__(self, stored: Iterable[Post], snapshot_id: str | None) -> None:
        self._snapshot_id = snapshot_id
        self._before: dict[_Key, Post] = {}
        self._now: dict[_Key, Post] = {}
        self._names: dict[_Name, _Key] = {}
        for post in stored:
            self._before[post.platform, post.post_id] = post
            self._enter((post.platform, post.post_id), post)
        self._touched: dict[_Key, None] = {}

    def add(self, post: Post) -> None:
        """Merge one post with the one it is, or take it as a new one."""
        key = self._find(post)
        self._enter(key, _merge(self._now[key], post) if key in self._now else post)
        self._touched[key] = None

    def count(self) -> Stored:
        """Give how many of the posts that were added are new, known, changed; each once."""
        new = sum(key not in self._before for key in self._touched)
        known = sum(
            key in self._before and _said(self._before[key]) == _said(self._now[key])
            for key in self._touched
        )
        return Stored(new, known, len(self._touched) - new - known)

    def writes(self) -> list[_Write]:
        """Give what has to be written: everything that is not as it is stored already."""
        return [
            _Write(self._now[key], key[1], self._snapshot_id)
            for key in self._touched
            if self._now[key] != self._before.get(key)
        ]

    def _find(self, post: Post) -> _Key:
        """Give the key of the post that this one is; its own where it is a new one."""
        for name in _names(post):
            key = self._names.get(name)
            if key is not None and _agree(name, self._now[key], post):
                return key
        return post.platform, post.post_id

    def _enter(self, key: _Key, post: Post) -> None:
        self._now[key] = post
        for name in _names(post):
            self._names.setdefault(name, key)


def _names(post: Post) -> list[_Name]:
    """Give what a post may be known by, the surest first: id, address, content."""
    names = [("id", post.platform, post.post_id)]
    long_id = _LONG_IDS.get(post.platform)
    if long_id and (found := long_id.fullmatch(post.post_id)):
        names.append(("id", post.platform, found[1]))
    if post.url:
        # A repost has the address of the original.
        again = "again " if post.kind == PostKind.REPOST else ""
        names.append(("url", post.platform, again + _plain_url(post.url)))
    if post.text and post.posted_at:
        names.append(("content", post.platform, _content(post.text, post.posted_at)))
    return names


def _agree(name: _Name, one: Post, other: Post) -> bool:
    """Tell whether two posts that share a name are one.

    Some exports give every post the address of the profile; and a company may say the same thing
    twice a day, so content decides only where one of the two has no id of its own.
    """
    if name[0] == "url":
        like = _day(one) == _day(other) or _start(one) == _start(other)
        return like and IMPORT in {one.origin, other.origin}
    return name[0] == "id" or any(p.post_id.startswith(CONTENT_ID) for p in (one, other))


def _day(post: Post) -> str:
    return post.posted_at.date().isoformat() if post.posted_at else ""


def _start(post: Post) -> str:
    """Give the first words of a post: exports cut the rest off, each at another length."""
    return " ".join(post.text.casefold().split())[:40]


def _plain_url(url: str) -> str:
    plain = url.removeprefix("https://").removeprefix("http://").removeprefix("www.")
    return plain.partition("#")[0].rstrip("/")


def _content(text: str, posted_at: datetime | None) -> str:
    day = posted_at.date().isoformat() if posted_at else ""
    return f"{day} {' '.join(text.casefold().split())}"


def _merge(stored: Post, given: Post) -> Post:
    """Give what is to be kept of two copies of one post; the same again changes nothing."""
    if given.origin == READ:
        return given if given.read_at >= stored.read_at or stored.origin == IMPORT else stored
    return stored if stored.origin == READ else _fill(stored, given)


def _fill(stored: Post, given: Post) -> Post:
    """Give an imported post with what another import knows beyond it.

    The longer text stands, because exports cut texts short; the evidence goes with the text.
    """
    dated = stored if stored.posted_at and stored.exact >= given.exact else given
    longer = given if len(given.text) > len(stored.text) else stored
    return replace(
        stored,
        post_id=given.post_id if stored.post_id.startswith(CONTENT_ID) else stored.post_id,
        url=stored.url or given.url,
        handle=stored.handle or given.handle,
        posted_at=dated.posted_at or stored.posted_at,
        exact=dated.exact if dated.posted_at else stored.exact,
        text=longer.text,
        kind=given.kind if stored.kind == PostKind.BROADCAST else stored.kind,
        reply_to=stored.reply_to or given.reply_to,
        mentions=stored.mentions or given.mentions,
        links=stored.links or given.links,
        language=stored.language or given.language,
        read_at=longer.read_at,
        record=longer.record,
    )


def _said(post: Post) -> tuple[object, ...]:
    """Give what a post says and when: not where it was read, or under which id it is stored."""
    whom = (post.kind, post.reply_to, post.mentions, post.links)
    return (post.text, post.posted_at, post.exact, post.url, post.language, *whom)


def _from_row(row: Post) -> Post:
    """Give a row of the warehouse in the types of the record; its times are in UTC."""
    return replace(
        row,
        kind=PostKind(row.kind),
        posted_at=row.posted_at and row.posted_at.replace(tzinfo=UTC),
        read_at=row.read_at.replace(tzinfo=UTC),
        mentions=tuple(row.mentions),
        links=tuple(row.links),
    )


def _to_rows(industry: str, writes: Sequence[_Write]) -> pa.Table:
    keys = [(industry, write.snapshot_id, write.replaces) for write in writes]
    names = _SCHEMA.names
    columns = {
        name: [
            key[place] if place < 3 else getattr(write.post, name)
            for key, write in zip(keys, writes, strict=True)
        ]
        for place, name in enumerate(names)
    }
    return pa.table(columns, schema=_SCHEMA)
