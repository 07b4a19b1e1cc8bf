"""Keeps of a reading what can be true: those who write it may be hostile, or only careless."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from crawlers.social.sources.announcements import LONGEST_POST
from crawlers.social.sources.dates import EARLIEST

if TYPE_CHECKING:
    from crawlers.social.source import Reading
    from sameness.records import Post

MOST_NAMED = 200
"""Accounts, and addresses, that one post is believed to name."""

LONGEST_ADDRESS = 4_000
LONGEST_NAME = 500
"""Characters of an account or of a language, whatever stands in for one."""

_AHEAD = timedelta(days=1)
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


def keep_plausible(reading: Reading) -> Reading:
    """Give a reading without what no post has: a text like a book, a date to come.

    A text is cut, what can't be a date or an address is left out. A post whose id is too long for
    one is left out whole.
    """
    posts = (post for post in reading.posts if 0 < len(post.post_id) <= LONGEST_ADDRESS)
    links = tuple(link for link in reading.links if len(link) <= LONGEST_ADDRESS)[:MOST_NAMED]
    return replace(reading, posts=tuple(map(_plausible, posts)), links=links)


def _plausible(post: Post) -> Post:
    at = post.posted_at
    dated = at is not None and EARLIEST <= at <= post.read_at + _AHEAD
    return replace(
        post,
        url=post.url if _is_address(post.url) else "",
        posted_at=at if dated else None,
        exact=post.exact and dated,
        text=post.text[:LONGEST_POST],
        reply_to=post.reply_to[:LONGEST_NAME],
        mentions=tuple(name for name in post.mentions if len(name) <= LONGEST_NAME)[:MOST_NAMED],
        links=tuple(filter(_is_address, post.links))[:MOST_NAMED],
        language=post.language[:LONGEST_NAME],
    )


def _is_address(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and bool(_ADDRESS.match(text))
