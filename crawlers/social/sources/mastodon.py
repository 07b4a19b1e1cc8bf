"""Posts of Mastodon and of the servers that speak as it does: Pleroma, Akkoma, GoToSocial."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urlencode, urlsplit

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.answers import (
    draft,
    failure,
    list_at,
    moment,
    of_known_account,
    read_json,
    text_at,
    value_at,
)
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import MOST_MARKUP, read_markup
from sameness.records import PostKind, ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

PAGE = 40
"""Statuses asked for at once: the most that Mastodon gives."""

# A server may write what it likes: patterns that go back and forth would keep us for hours.
_LINK = re.compile(r"<([^<>]*+)>([^<,]*+)")
_IS_NEXT = re.compile(r'\brel="?next\b')
_MAX_ID = re.compile(r"[?&]max_id=([^&]++)")
_QUOTED_ADDRESS = re.compile(r'<(p|span) class="quote-inline">.{0,1000}?</\1>', re.DOTALL)
_REMOTE = re.compile(r"@[^/@]+@([^/@]+)/?$")


class Mastodon:
    """Reads an account from the server that it lives on, without a key.

    Going on with a thread of one's own is a broadcast; a boost is a repost.
    """

    platform = "mastodon"

    def __init__(self, access: Access) -> None:
        self._access = access

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is an account of the fediverse."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads an account's statuses from ``since`` on."""
        server = self._access.bases.get(self.platform) or _server_of(profile)
        name = profile.handle.lstrip("@").partition("@")[0]
        answer = yield Ask(f"{server}/api/v1/accounts/lookup?{urlencode({'acct': name})}")
        account = read_json(answer)
        number = text_at(account, "id")
        if answer.status != 200 or not number:
            return _no_account(answer, account)
        if value_at(account, "suspended") is True:
            return Reading(ReadingStatus.GONE, "the account is suspended")
        timeline = _Timeline(profile, f"{server}/api/v1/accounts/{quote(number, safe='')}/statuses")
        reading = yield from gather(timeline.page(), timeline.read, since, self._access.max_posts)
        return replace(reading, links=_links(account))


@dataclass(frozen=True, slots=True)
class _Timeline:
    profile: Profile
    address: str

    def page(self, max_id: str = "") -> Ask:
        """Give the ask for the statuses before an id, or for the newest."""
        query = {"limit": str(PAGE)} | ({"max_id": max_id} if max_id else {})
        return Ask(f"{self.address}?{urlencode(query)}")

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none."""
        statuses = read_json(answer)
        if answer.status != 200 or not isinstance(statuses, list):
            return of_known_account(failure(answer))
        posts = (_post(self.profile, answer, status) for status in statuses)
        max_id = _older_than(answer, statuses)
        following = self.page(max_id) if max_id else None
        return Batch.of(posts, following)


def _server_of(profile: Profile) -> str:
    """Give the origin of the server that an account lives on.

    Where a server shows an account of another one, that other server is asked.
    """
    parts = urlsplit(profile.url)
    elsewhere = _REMOTE.search(parts.path)
    if elsewhere:
        return f"https://{elsewhere[1]}"
    if parts.netloc:
        return f"{parts.scheme}://{parts.netloc}"
    return f"https://{profile.handle.lstrip('@').partition('@')[2]}"


def _no_account(answer: Answer, content: object) -> Reading:
    """Tell a missing account, which has JSON, from a server that speaks otherwise."""
    if answer.status in {200, 404, 405, 501} and not isinstance(content, dict):
        return Reading(ReadingStatus.UNSUPPORTED, "the server doesn't speak Mastodon's language")
    return failure(answer)


def _older_than(answer: Answer, statuses: list[object]) -> str:
    """Give where the next page begins, by the Link header; by the last status where none is."""
    link = answer.headers.get("link")
    if link is None:
        return text_at(statuses[-1], "id") if statuses else ""
    following = (url for url, words in _LINK.findall(link) if _IS_NEXT.search(words))
    found = _MAX_ID.search(next(following, ""))
    return unquote(found[1]) if found else ""


def _links(account: object) -> tuple[str, ...]:
    """Give the addresses of an account's fields, of its bio, and of where it moved to."""
    fields = sorted(list_at(account, "fields"), key=lambda f: not value_at(f, "verified_at"))
    markup = [text_at(field, "value") for field in fields] + [text_at(account, "note")]
    found = [link for part in markup for link in read_markup(part).links]
    moved = text_at(account, "moved", "url")
    return tuple(dict.fromkeys(found + ([moved] if moved else [])))


def _post(profile: Profile, answer: Answer, status: object) -> Post | None:
    """Give the post of a status, None where it has no number to know it by."""
    number = text_at(status, "id")
    if not number:
        return None
    boosted = value_at(status, "reblog")
    shown = status if boosted is None else boosted
    kind, reply_to = (PostKind.REPOST, "") if boosted is not None else _kind(status)
    plain = read_markup(_QUOTED_ADDRESS.sub("", text_at(shown, "content")[:MOST_MARKUP]))
    warning = read_markup(text_at(shown, "spoiler_text")).text
    mentioned = (text_at(mention, "acct") for mention in list_at(shown, "mentions"))
    return draft(profile, answer)(
        post_id=number,
        url=text_at(shown, "url") or text_at(shown, "uri"),
        posted_at=moment(text_at(status, "created_at")),
        text="\n\n".join(part for part in (warning, plain.text) if part),
        kind=kind,
        reply_to=reply_to,
        mentions=tuple(dict.fromkeys(acct for acct in mentioned if acct)),
        links=plain.links,
        language=text_at(shown, "language"),
    )


def _kind(status: object) -> tuple[PostKind, str]:
    """Give whom a status speaks to; the account that it answers, or else the status."""
    answered, parent = (
        text_at(status, "in_reply_to_account_id"),
        text_at(status, "in_reply_to_id"),
    )
    if not (answered or parent) or answered == text_at(status, "account", "id"):
        return PostKind.BROADCAST, ""
    mentions = list_at(status, "mentions")
    names = [text_at(m, "acct") for m in mentions if text_at(m, "id") == answered]
    return PostKind.REPLY, next((name for name in names if name), parent or answered)
