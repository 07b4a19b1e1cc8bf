"""Posts of a blog run by WordPress, by the REST interface that it has from version 4.7 on."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.announcements import announce
from crawlers.social.sources.answers import failure, read_json, text_at, value_at
from crawlers.social.sources.feed_entries import Entry, read_title
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import read_markup
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

PAGE = 100
"""Posts asked for at once: the most that WordPress gives."""

_FIELDS = "id,guid,date,date_gmt,link,title,excerpt,content"
_FEED = re.compile(r"/feed/?$")
_CLOSED = frozenset({400, 401, 403, 404, 405, 410, 501})


class WordPress:
    """Reads a blog's posts, each announced by its title and excerpt.

    Posts are known by the ids that they have in the blog's feed as well. Where the interface is
    closed or missing, as many owners have it, the profile is UNSUPPORTED: its feed is another way.
    """

    platform = "wordpress"

    def __init__(self, access: Access) -> None:
        self._access = access

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is a blog run by WordPress, or by its address may be one."""
        parts = urlsplit(profile.url)
        is_likely = bool(_FEED.search(parts.path)) or _is_hosted(parts.hostname)
        return profile.platform == self.platform or (profile.platform == "blog" and is_likely)

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads a blog's posts from ``since`` on."""
        root = self._access.bases.get(self.platform) or _root_of(profile)
        # WordPress compares with the time of its own place, which may be a day ahead or behind.
        after = (since - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")
        listing = _Listing(profile, f"{root}/posts", after)
        return (yield from gather(listing.page(1), listing.read, since, self._access.max_posts))


def _root_of(profile: Profile) -> str:
    """Give where a blog's interface is; blogs on wordpress.com share one."""
    parts = urlsplit(profile.url)
    if _is_hosted(parts.hostname):
        return f"https://public-api.wordpress.com/wp/v2/sites/{parts.hostname}"
    path = _FEED.sub("", parts.path).rstrip("/")
    return f"{parts.scheme}://{parts.netloc}{path}/wp-json/wp/v2"


def _is_hosted(host: str | None) -> bool:
    return (host or "").endswith(".wordpress.com")


@dataclass(slots=True)
class _Listing:
    profile: Profile
    address: str
    after: str
    number: int = 1

    def page(self, number: int) -> Ask:
        """Give the ask for the page of a number, from 1."""
        query = {"per_page": PAGE, "page": number, "after": self.after, "_fields": _FIELDS}
        return Ask(f"{self.address}?{urlencode(query)}")

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none."""
        items = read_json(answer)
        if self.number > 1 and text_at(items, "code") == "rest_post_invalid_page_number":
            return Batch(())
        if self.number == 1 and answer.status in _CLOSED:
            return Reading(ReadingStatus.UNSUPPORTED, _why_closed(answer, items))
        if answer.status != 200:
            return failure(answer)
        if not isinstance(items, list):
            return Reading(ReadingStatus.UNSUPPORTED, "the site has no interface of WordPress")
        posts = (_post(self.profile, answer, item) for item in items)
        self.number += 1
        following = self.page(self.number) if items and self.number <= _pages(answer) else None
        return Batch.of(posts, following)


def _pages(answer: Answer) -> int:
    count = answer.headers.get("x-wp-totalpages", "")
    return int(count) if count.isascii() and count.isdecimal() and len(count) < 9 else 1


def _why_closed(answer: Answer, content: object) -> str:
    if text_at(content, "code"):
        return f"the blog's interface is switched off or private (HTTP {answer.status})"
    return f"the site has no interface of WordPress (HTTP {answer.status})"


def _post(profile: Profile, answer: Answer, item: object) -> Post | None:
    """Give the post of an article, None where it has no number to know it by."""
    number = value_at(item, "id")
    if not isinstance(number, int):
        return None
    url = text_at(item, "link")
    bodies = (read_markup(text_at(item, name, "rendered"), url) for name in ("excerpt", "content"))
    universal = text_at(item, "date_gmt")
    entry = Entry(
        entry_id=unescape(text_at(item, "guid", "rendered")) or str(number),
        url=url,
        title=read_title(text_at(item, "title", "rendered")),
        body=next((body for body in bodies if body.text), read_markup("")),
        written=f"{universal}Z" if universal else text_at(item, "date"),
    )
    return announce(profile, answer, entry)
