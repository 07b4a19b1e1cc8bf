"""Posts of Threads, by its interface for finding public profiles."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crawlers.social.sources.answers import (
    draft,
    moment,
    needs_key,
    read_json,
    text_at,
)
from crawlers.social.sources.graph import Edge, Graph
from crawlers.social.sources.paging import gather
from crawlers.social.sources.plain import read_text
from sameness.records import PostKind

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

INTERFACE = "https://graph.threads.net/v1.0"
PAGE = 100

_FIELDS = "id,media_type,permalink,text,timestamp,link_attachment_url,reposted_post"


class Threads:
    """Reads a public profile of at least 100 followers with the key "threads_token".

    The app behind the key needs Meta's leave ("threads_profile_discovery"). Replies are not among
    what Threads hands out.
    """

    platform = "threads"

    def __init__(self, access: Access) -> None:
        self._access = access
        self._base = access.bases.get(self.platform, INTERFACE)

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is an account on Threads."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads a profile's posts from ``since`` on."""
        token = self._access.keys.get("threads_token")
        if not token:
            return needs_key("threads_token")
        graph = Graph(self._base, "threads_token", token)
        name = profile.handle.lstrip("@")
        answer = yield graph.ask("profile_lookup", username=name, fields="username,biography")
        account = read_json(answer)
        if answer.status != 200 or not text_at(account, "username"):
            return graph.failure(answer)
        query = {"username": name, "fields": _FIELDS, "since": since.strftime("%Y-%m-%d")}
        feed = Edge(profile, graph, "profile_posts", query | {"limit": str(PAGE)}, _post)
        reading = yield from gather(feed.page(), feed.read, since, self._access.max_posts)
        return replace(reading, links=read_text(text_at(account, "biography")).links)


def _post(profile: Profile, answer: Answer, thread: object) -> Post | None:
    """Give the post of a thread, None where it has no number to know it by."""
    number = text_at(thread, "id")
    if not number:
        return None
    plain = read_text(text_at(thread, "text") or text_at(thread, "reposted_post", "text"))
    reposted = text_at(thread, "media_type") == "REPOST_FACADE"
    links = (text_at(thread, "link_attachment_url"), *plain.links)
    return draft(profile, answer)(
        post_id=number,
        url=text_at(thread, "permalink"),
        posted_at=moment(text_at(thread, "timestamp")),
        text=plain.text,
        kind=PostKind.REPOST if reposted else PostKind.BROADCAST,
        reply_to="",
        mentions=plain.mentions,
        links=tuple(dict.fromkeys(link for link in links if link)),
        language="",
    )
