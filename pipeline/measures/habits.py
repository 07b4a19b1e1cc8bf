"""Whom each post speaks to, and where that can be seen at all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.measures.cross_posts import FEWEST_WORDS, read_wording
from pipeline.measures.questions import asks_readers

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

SHOWN = {
    "reply": frozenset("mastodon bluesky x reddit".split()),
    "mention": frozenset("mastodon bluesky x reddit threads instagram facebook telegram".split()),
    "repost": frozenset("mastodon bluesky x reddit threads facebook telegram".split()),
}
"""The platforms whose reading shows a habit; elsewhere its absence says nothing.

Feeds, video channels and release notes hold no replies, and what release notes mention is mostly
written by a program.
"""


@dataclass(frozen=True, slots=True)
class Message:
    """A post as far as its habits go; columns as in ``sameness.records.Post``."""

    platform: str
    handle: str
    post_id: str
    posted_at: datetime | None
    text: str
    kind: str
    mentions: tuple[str, ...]
    language: str
    origin: str


@dataclass(frozen=True, slots=True)
class Habits:
    """What a post does; None where the question doesn't arise, or can't be answered.

    ``reply`` (of posts in own words): answers another account. ``question`` and ``mention`` (of
    broadcasts): asks its readers something, names another account. ``repost`` (of all posts): only
    passes on. ``crosspost`` (of broadcasts): the same stands on another platform within a week.
    """

    reply: bool | None
    question: bool | None
    mention: bool | None
    repost: bool | None
    crosspost: bool | None


def read_habits(
    messages: Collection[Message], copied: Collection[tuple[str, str, str]], language: str
) -> list[Habits]:
    """Give the habits of each of one company's posts, in order.

    ``copied`` are (platform, handle, post id) of cross-posts; ``language`` is what posts are in
    that do not say. Questions are told in English only. An export shows a habit of a platform if
    any of its posts there has it; a feed of a platform shows none.
    """
    shown = {habit: _places(habit, messages) for habit in SHOWN}
    own = {name for m in messages for name in (_account(m.handle), _account(m.handle, home=False))}
    crosses = len({m.platform for m in messages if m.kind == "broadcast"}) > 1
    habits = []
    for m in messages:
        place = (m.platform, _way(m))
        broadcast = m.kind == "broadcast"
        named = any(_account(name) not in own for name in m.mentions)
        english = (m.language or language).lower().startswith("en")
        compared = broadcast and crosses and m.posted_at is not None and _is_long(m.text)
        habits.append(
            Habits(
                reply=m.kind == "reply" if m.kind != "repost" and place in shown["reply"] else None,
                question=asks_readers(m.text) if broadcast and english else None,
                mention=named if broadcast and place in shown["mention"] else None,
                repost=m.kind == "repost" if place in shown["repost"] else None,
                crosspost=(m.platform, m.handle, m.post_id) in copied if compared else None,
            )
        )
    return habits


def _places(habit: str, messages: Collection[Message]) -> set[tuple[str, str]]:
    """Give the (platform, way) in which a habit would be seen if a company had it."""
    seen = {(m.platform, "import") for m in messages if _way(m) == "import" and _has(m, habit)}
    return seen | {(platform, "read") for platform in SHOWN[habit]}


def _has(message: Message, habit: str) -> bool:
    return bool(message.mentions) if habit == "mention" else message.kind == habit


def _way(message: Message) -> str:
    """Give how a post came here: "read", "import" or "feed"."""
    if message.origin == "import":
        return "import"
    # Interfaces number their posts; feeds, the second way to some, name them by their address.
    return "feed" if message.post_id.startswith(("http://", "https://")) else "read"


def _account(name: str, *, home: bool = True) -> str:
    folded = name.lstrip("@").casefold()
    return folded if home else folded.partition("@")[0]


def _is_long(text: str) -> bool:
    return len(read_wording(text).words) >= FEWEST_WORDS
