"""Posts of Bluesky, from the public AppView."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.answers import (
    draft,
    failure,
    list_at,
    moment,
    read_json,
    text_at,
    value_at,
)
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import read_text
from sameness.records import PostKind, ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

APP_VIEW = "https://public.api.bsky.app"
PAGE = 100
"""Posts asked for at once: the most that the AppView gives."""

_GONE = {
    "AccountTakedown": "the account was taken down",
    "AccountDeactivated": "the account is deactivated",
}
_BARE_ADDRESS = re.compile(r"(?<![\w@./:-])((?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s<>\"]*)?)", re.I)
_FACET = "app.bsky.richtext.facet#"


class Bluesky:
    """Reads an account from the AppView, without a key.

    An account that asks not to be shown to people without an account is not read. Going on with a
    thread of one's own is a broadcast; so is a quotation, which has words of its own.
    """

    platform = "bluesky"

    def __init__(self, access: Access) -> None:
        self._access = access
        self._base = access.bases.get(self.platform, APP_VIEW)

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is a Bluesky account."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads an account's feed from ``since`` on."""
        query = urlencode({"actor": profile.handle.lstrip("@")})
        answer = yield Ask(f"{self._base}/xrpc/app.bsky.actor.getProfile?{query}")
        account = read_json(answer)
        did = text_at(account, "did")
        if answer.status != 200 or not did:
            return _no_account(answer, account)
        if _is_for_members_only(account, did):
            reason = "the account asks to be shown to people with an account only"
            return Reading(ReadingStatus.UNAUTHORISED, reason)
        feed = _Feed(profile, self._base, did)
        reading = yield from gather(feed.page(), feed.read, since, self._access.max_posts)
        return replace(reading, links=_links(account))


@dataclass(frozen=True, slots=True)
class _Feed:
    profile: Profile
    base: str
    did: str

    def page(self, cursor: str = "") -> Ask:
        """Give the ask for the page behind a cursor, or for the first one."""
        query = {"actor": self.did, "limit": str(PAGE), "filter": "posts_with_replies"}
        query |= {"cursor": cursor} if cursor else {}
        return Ask(f"{self.base}/xrpc/app.bsky.feed.getAuthorFeed?{urlencode(query)}")

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none."""
        content = read_json(answer)
        if answer.status != 200 or not isinstance(value_at(content, "feed"), list):
            return failure(answer)
        posts = (_post(self, answer, item) for item in list_at(content, "feed"))
        cursor = text_at(content, "cursor")
        following = self.page(cursor) if cursor else None
        return Batch.of(posts, following)


def _no_account(answer: Answer, content: object) -> Reading:
    """Tell accounts that are gone, which the AppView calls invalid requests, from failures."""
    error = text_at(content, "error")
    if answer.status == 400 and error in _GONE:
        return Reading(ReadingStatus.GONE, _GONE[error])
    if answer.status == 400 and "not found" in text_at(content, "message").casefold():
        return Reading(ReadingStatus.GONE, "there is no such account")
    return failure(answer)


def _is_for_members_only(account: object, did: str) -> bool:
    labels = list_at(account, "labels")
    return any(
        text_at(label, "val") == "!no-unauthenticated" and text_at(label, "src") == did
        for label in labels
    )


def _links(account: object) -> tuple[str, ...]:
    """Give the account's own site, the addresses of its bio, and the domain that its handle is.

    A handle that is a domain was verified by whoever holds the domain.
    """
    handle, bio = text_at(account, "handle"), text_at(account, "description")
    found = [text_at(account, "website"), *read_text(bio).links]
    found += [f"https://{match[1].rstrip('.,;:')}" for match in _BARE_ADDRESS.finditer(bio)]
    if not handle.endswith((".bsky.social", ".invalid")):
        found.append(f"https://{handle}")
    return tuple(dict.fromkeys(link for link in found if re.match(r"https?://.", link)))


def _post(feed: _Feed, answer: Answer, item: object) -> Post | None:
    """Give the post of a feed's item, None where it has no address to know it by."""
    uri = text_at(item, "post", "uri")
    if not uri:
        return None
    record = value_at(item, "post", "record")
    reposted = text_at(item, "reason", "$type").endswith("#reasonRepost")
    kind, reply_to = (PostKind.REPOST, "") if reposted else _kind(feed.did, item)
    mentions, links = _named(record)
    return draft(feed.profile, answer)(
        post_id=(text_at(item, "reason", "uri") or f"{uri}#repost") if reposted else uri,
        url=_address(item, uri),
        posted_at=_time(item, reposted=reposted),
        text=read_text(text_at(record, "text")).text,
        kind=kind,
        reply_to=reply_to,
        mentions=mentions,
        links=links,
        language=next((lang for lang in list_at(record, "langs") if isinstance(lang, str)), ""),
    )


def _address(item: object, uri: str) -> str:
    author = value_at(item, "post", "author")
    who = text_at(author, "handle") or text_at(author, "did")
    return f"https://bsky.app/profile/{who}/post/{uri.rpartition('/')[2]}"


def _time(item: object, *, reposted: bool) -> datetime | None:
    """Give when a post was made, or reposted.

    Authors may write any time they like; as in the feed itself the time of arrival is the latest.
    """
    if reposted:
        return moment(text_at(item, "reason", "indexedAt"))
    stated = moment(text_at(item, "post", "record", "createdAt"))
    arrived = moment(text_at(item, "post", "indexedAt"))
    return min((time for time in (stated, arrived) if time is not None), default=None)


def _kind(did: str, item: object) -> tuple[PostKind, str]:
    """Give whom a post speaks to: a thread is one's own where root and parent both are."""
    reply = value_at(item, "post", "record", "reply")
    ends = {end: text_at(reply, end, "uri") for end in ("parent", "root")}
    others = [end for end, uri in ends.items() if uri and not uri.startswith(f"at://{did}/")]
    if not others:
        return PostKind.BROADCAST, ""
    handle = text_at(item, "reply", others[0], "author", "handle")
    return PostKind.REPLY, handle or ends[others[0]].removeprefix("at://").partition("/")[0]


def _named(record: object) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the accounts and the addresses that a post names, in its text and in its card."""
    content = text_at(record, "text").encode()
    mentions: dict[str, None] = {}
    links: dict[str, None] = {}
    for facet in list_at(record, "facets"):
        for feature in list_at(facet, "features"):
            if text_at(feature, "$type") == f"{_FACET}mention":
                mentions[_cut(content, facet).lstrip("@") or text_at(feature, "did")] = None
            elif text_at(feature, "$type") == f"{_FACET}link":
                links[text_at(feature, "uri")] = None
    for embed in (value_at(record, "embed"), value_at(record, "embed", "media")):
        links[text_at(embed, "external", "uri")] = None
    return tuple(name for name in mentions if name), tuple(link for link in links if link)


def _cut(content: bytes, facet: object) -> str:
    """Give the words under a facet, whose places count bytes of UTF-8."""
    start, end = value_at(facet, "index", "byteStart"), value_at(facet, "index", "byteEnd")
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start < end):
        return ""
    return content[start:end].decode("utf-8", "ignore").strip()
