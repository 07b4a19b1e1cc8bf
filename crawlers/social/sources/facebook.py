"""Posts of Facebook pages, for apps that Meta lets read public pages."""

from __future__ import annotations

import re
from dataclasses import replace
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
)
from crawlers.social.sources.graph import INTERFACE, Edge, Graph
from crawlers.social.sources.paging import gather
from crawlers.social.sources.plain import read_text
from sameness.records import PostKind, ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

PAGE = 100

_FIELDS = (
    "id,message,created_time,permalink_url,status_type,"
    "message_tags{id,name},attachments{description,unshimmed_url}"
)


_PICTURE = re.compile(r"https?://(?:[\w-]+\.)?facebook\.com/", re.I)


class Facebook:
    """Reads a page with the key "facebook_token", whose app has "Page Public Content Access".

    Groups and people can't be read by anybody.
    """

    platform = "facebook"

    def __init__(self, access: Access) -> None:
        self._access = access
        self._base = access.bases.get(self.platform, INTERFACE)

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is on Facebook."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads a page's posts from ``since`` on."""
        if profile.handle.startswith("groups/"):
            return Reading(ReadingStatus.UNSUPPORTED, "no lawful way to read a group's posts")
        token = self._access.keys.get("facebook_token")
        if not token:
            return needs_key("facebook_token")
        graph = Graph(self._base, "facebook_token", token)
        name = quote(profile.handle.lstrip("@"), safe="")
        answer = yield graph.ask(name, fields="id,about,website")
        page = read_json(answer)
        number = text_at(page, "id")
        if answer.status != 200 or not number:
            return graph.failure(answer)
        query = {"fields": _FIELDS, "limit": str(PAGE), "since": str(int(since.timestamp()))}
        feed = Edge(profile, graph, f"{quote(number, safe='')}/posts", query, _post)
        reading = yield from gather(feed.page(), feed.read, since, self._access.max_posts)
        return replace(reading, links=_links(page))


def _links(page: object) -> tuple[str, ...]:
    """Give the addresses of a page's site, which may lack their beginning, and of its words."""
    sites = text_at(page, "website").replace(",", " ").split()
    whole = (site if "://" in site else f"https://{site}" for site in sites)
    return tuple(dict.fromkeys([*whole, *read_text(text_at(page, "about")).links]))


def _post(profile: Profile, answer: Answer, story: object) -> Post | None:
    """Give the post of a story, None where it has no number to know it by.

    What was shared without a word of one's own is a repost.
    """
    number = text_at(story, "id")
    if not number:
        return None
    attached = list_at(story, "attachments", "data")
    message = text_at(story, "message")
    reposted = not message and text_at(story, "status_type") == "shared_story"
    others = "\n\n".join(text_at(each, "description") for each in attached) if reposted else ""
    plain = read_text(message or others)
    tags = (text_at(tag, "name") for tag in list_at(story, "message_tags"))
    outward = (text_at(each, "unshimmed_url") for each in attached)
    links = [*plain.links, *(url for url in outward if not _PICTURE.match(url))]
    return draft(profile, answer)(
        post_id=number,
        url=text_at(story, "permalink_url"),
        posted_at=moment(text_at(story, "created_time")),
        text=plain.text,
        kind=PostKind.REPOST if reposted else PostKind.BROADCAST,
        reply_to="",
        mentions=tuple(dict.fromkeys(tag for tag in tags if tag and not tag.startswith("#"))),
        links=tuple(dict.fromkeys(link for link in links if link)),
        language="",
    )
