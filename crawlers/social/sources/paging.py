"""Page after page of posts, newest first, until all that is wanted was read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from crawlers.social.source import Reading
from crawlers.social.sources.answers import of_known_account
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from crawlers.social.source import Answer, Ask, Conversation
    from sameness.records import Post

MOST_BARREN = 5
"""So many pages in succession may bring nothing new before the rest is given up."""

_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Batch:
    """One page of posts, newest first; ``following`` asks for the next, None at the end."""

    posts: tuple[Post, ...]
    following: Ask | None = None

    @staticmethod
    def of(posts: Iterable[Post | None], following: Ask | None) -> Batch:
        """Give a page of what of it could be made a post."""
        return Batch(tuple(post for post in posts if post is not None), following)


def gather(
    ask: Ask, read: Callable[[Answer], Batch | Reading], since: datetime, most: int
) -> Conversation:
    """Give the newest ``most`` posts from ``since`` on, without repetition.

    ``read`` makes a page of an answer, or the reading that says why there is none; that one ends
    the conversation and takes along what came before. A page without a post young enough is the
    last one.
    """
    pile = _Pile(since, most)
    following: Ask | None = ask
    while following is not None:
        batch = read((yield following))
        if isinstance(batch, Reading):
            # What is missing behind a first page is that page, not the account.
            why = of_known_account(batch) if pile.asked else batch
            return replace(why, posts=pile.newest())
        following = batch.following if pile.take(batch) else None
    if pile.is_given_up:
        reason = "page after page held none of its posts: the rest was left"
        return Reading(ReadingStatus.FAILED, reason, pile.newest())
    return done(pile.newest())


def done(posts: tuple[Post, ...]) -> Reading:
    """Give the reading of a profile that was read to its end."""
    return Reading(ReadingStatus.OK if posts else ReadingStatus.EMPTY, posts=posts)


def newest_first(posts: tuple[Post, ...]) -> tuple[Post, ...]:
    """Give posts in falling order of time, those without a time at the end."""
    return tuple(sorted(posts, key=lambda post: post.posted_at or _LONG_AGO, reverse=True))


@dataclass(slots=True)
class _Pile:
    since: datetime
    most: int
    posts: dict[str, Post] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)
    barren: int = 0
    empty: int = 0

    @property
    def is_given_up(self) -> bool:
        """Whether page after page held no post at all: what comes behind them is not known."""
        return self.empty >= MOST_BARREN

    def take(self, batch: Batch) -> bool:
        """Add a page; tell whether it makes sense to ask for another."""
        young = [post for post in batch.posts if self._is_young(post)]
        known = len(self.posts)
        for post in young:
            self.posts.setdefault(post.post_id, post)
        self.barren = 0 if len(self.posts) > known else self.barren + 1
        self.empty = 0 if batch.posts or batch.following is None else self.empty + 1
        past_the_end = bool(batch.posts) and not young
        return not (past_the_end or self._is_full() or self._is_circle(batch.following))

    def newest(self) -> tuple[Post, ...]:
        """Give the newest posts of all pages, as many as are wanted."""
        return newest_first(tuple(self.posts.values()))[: self.most]

    def _is_young(self, post: Post) -> bool:
        return post.posted_at is None or post.posted_at >= self.since

    def _is_full(self) -> bool:
        return len(self.posts) >= self.most or self.barren >= MOST_BARREN

    def _is_circle(self, following: Ask | None) -> bool:
        if following is None or following.url in self.asked:
            return True
        self.asked.add(following.url)
        return False
