"""Posts of Instagram's business accounts, as another business account may discover them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from crawlers.social.source import Reading
from crawlers.social.sources.answers import (
    draft,
    list_at,
    moment,
    needs_key,
    read_json,
    text_at,
    value_at,
)
from crawlers.social.sources.graph import INTERFACE, Graph, cursor_of
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import read_text
from sameness.records import PostKind, ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Ask, Conversation
    from sameness.records import Post, Profile

PAGE = 50

_NAME = re.compile(r"[\w.]{1,30}", re.ASCII)
_CURSOR = re.compile(r"[\w=+/-]+", re.ASCII)
_NO_BUSINESS = 110


class Instagram:
    """Reads a business account with the key "instagram_token".

    "instagram_user" is the number of the business account that asks: no secret, and part of the
    addresses. Personal accounts can't be read by anybody.
    """

    platform = "instagram"

    def __init__(self, access: Access) -> None:
        self._access = access
        self._base = access.bases.get(self.platform, INTERFACE)

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is an account on Instagram."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads an account's posts from ``since`` on."""
        keys, names = self._access.keys, ("instagram_token", "instagram_user")
        if missing := [name for name in names if not keys.get(name)]:
            return needs_key(*missing)
        name = profile.handle.lstrip("@")
        if not _NAME.fullmatch(name):
            return Reading(ReadingStatus.UNSUPPORTED, "the address names no account")
        graph = Graph(self._base, "instagram_token", keys["instagram_token"])
        path = quote(keys["instagram_user"], safe="")
        account = _Account(profile, graph, path, name)
        reading = yield from gather(account.page(), account.read, since, self._access.max_posts)
        return replace(reading, links=account.links)


@dataclass(slots=True)
class _Account:
    """An account that is read page by page; ``links`` are the addresses that it names itself."""

    profile: Profile
    graph: Graph
    path: str
    name: str
    links: tuple[str, ...] = ()

    def page(self, after: str = "") -> Ask:
        """Give the ask for the page behind a cursor, or for the first one."""
        place = f".after({after})" if after else ""
        media = f"media.limit({PAGE}){place}{{id,caption,permalink,timestamp}}"
        fields = f"business_discovery.username({self.name}){{website,biography,{media}}}"
        return self.graph.ask(self.path, fields=fields)

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none; take note of the links."""
        content = read_json(answer)
        account = value_at(content, "business_discovery")
        if answer.status != 200 or not isinstance(account, dict):
            return self._failure(answer, content)
        named = (text_at(account, "website"), *read_text(text_at(account, "biography")).links)
        self.links = tuple(dict.fromkeys(link for link in named if link))
        media = value_at(account, "media")
        posts = (_post(self.profile, answer, each) for each in list_at(media, "data"))
        after = cursor_of(media)
        # Within the expression that names the fields, a cursor must stay a cursor.
        following = self.page(after) if _CURSOR.fullmatch(after) else None
        return Batch.of(posts, following)

    def _failure(self, answer: Answer, content: object) -> Reading:
        if value_at(content, "error", "code") == _NO_BUSINESS:
            reason = "no business account of this name; personal ones can't be read"
            return Reading(ReadingStatus.UNSUPPORTED, reason)
        return self.graph.failure(answer)


def _post(profile: Profile, answer: Answer, media: object) -> Post | None:
    """Give the post of a picture or a video, None where it has no number to know it by."""
    number = text_at(media, "id")
    if not number:
        return None
    plain = read_text(text_at(media, "caption"))
    return draft(profile, answer)(
        post_id=number,
        url=text_at(media, "permalink"),
        posted_at=moment(text_at(media, "timestamp")),
        text=plain.text,
        kind=PostKind.BROADCAST,
        reply_to="",
        mentions=plain.mentions,
        links=plain.links,
        language="",
    )
