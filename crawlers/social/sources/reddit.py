"""Posts of Reddit, by its interface for registered applications."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.answers import (
    draft,
    failure,
    list_at,
    needs_key,
    of_known_account,
    read_json,
    text_at,
    value_at,
)
from crawlers.social.sources.paging import Batch, done, gather, newest_first
from crawlers.social.sources.plain import read_text
from sameness.records import PostKind, ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Generator

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

SITE = "https://www.reddit.com"
INTERFACE = "https://oauth.reddit.com"
PAGE = 100
"""Things asked for at once: the most that Reddit gives."""

_REMOVED = frozenset({"[removed]", "[deleted]"})


class Reddit:
    """Reads a user's posts and comments, or what moderators say as such in a community.

    What others post in a company's community isn't the company's. Needs the keys "reddit_id" and
    "reddit_secret" of a registered application; handles are "u/NAME" and "r/NAME".
    """

    platform = "reddit"

    def __init__(self, access: Access) -> None:
        self._access = access
        base = access.bases.get(self.platform)
        self._site, self._interface = base or SITE, base or INTERFACE

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is a user or a community of Reddit."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads a profile's posts from ``since`` on."""
        keys = self._access.keys
        names = ("reddit_id", "reddit_secret")
        if missing := [name for name in names if not keys.get(name)]:
            return needs_key(*missing)
        token = yield from self._sign_in(*(keys[name] for name in names))
        if isinstance(token, Reading):
            return token
        kind, _, name = profile.handle.strip("/").rpartition("/")
        client = _Client(profile, self._interface, token, quote(name, safe=""))
        if kind == "r":
            return (yield from self._community(client, since))
        return (yield from self._user(client, since))

    def _sign_in(self, number: str, secret: str) -> Generator[Ask, Answer, str | Reading]:
        pair = base64.b64encode(f"{number}:{secret}".encode()).decode()
        form = {"grant_type": "client_credentials"}
        address = f"{self._site}/api/v1/access_token"
        answer = yield Ask(address, {"Authorization": f"Basic {pair}"}, form, keyed=True)
        token = text_at(read_json(answer), "access_token")
        if answer.status == 200 and token:
            return token
        if answer.status in {400, 401, 403}:
            return Reading(ReadingStatus.UNAUTHORISED, "Reddit doesn't know this key and secret")
        return failure(answer)

    def _user(self, client: _Client, since: datetime) -> Conversation:
        """Read a user's posts and comments, which are two lists."""
        answer = yield client.ask(f"user/{client.name}/about")
        account = value_at(read_json(answer), "data")
        if answer.status != 200 or not isinstance(account, dict):
            return failure(answer)
        if account.get("is_suspended") is True:
            return Reading(ReadingStatus.GONE, "the account is suspended")
        links = _links(text_at(account, "subreddit", "public_description"))
        posts: tuple[Post, ...] = ()
        for path in ("submitted", "comments"):
            page = client.list(f"user/{client.name}/{path}")
            reading = yield from gather(page.ask(), page.read, since, self._access.max_posts)
            posts = newest_first(posts + reading.posts)[: self._access.max_posts]
            if reading.status not in {ReadingStatus.OK, ReadingStatus.EMPTY}:
                return replace(reading, posts=posts, links=links)
        return replace(done(posts), links=links)

    def _community(self, client: _Client, since: datetime) -> Conversation:
        answer = yield client.ask(f"r/{client.name}/about")
        community = value_at(read_json(answer), "data")
        if answer.status != 200 or not isinstance(community, dict):
            return failure(answer)
        page = client.list(f"r/{client.name}/new", moderators_only=True)
        reading = yield from gather(page.ask(), page.read, since, self._access.max_posts)
        words = f"{text_at(community, 'public_description')}\n{text_at(community, 'description')}"
        return replace(reading, links=_links(words))


@dataclass(frozen=True, slots=True)
class _Client:
    profile: Profile
    interface: str
    token: str
    name: str

    def ask(self, path: str, **query: str) -> Ask:
        """Give the ask for a path; the token is in its headers alone."""
        # Without raw_json Reddit writes "&amp;" for "&".
        address = f"{self.interface}/{path}?{urlencode({'raw_json': '1'} | query)}"
        return Ask(address, {"Authorization": f"Bearer {self.token}"}, keyed=True)

    def list(self, path: str, *, moderators_only: bool = False) -> _List:
        """Give the list at a path, or of it what moderators say as such."""
        return _List(self, path, moderators_only)


@dataclass(frozen=True, slots=True)
class _List:
    client: _Client
    path: str
    moderators_only: bool

    def ask(self, after: str = "") -> Ask:
        """Give the ask for the page behind a thing, or for the first one."""
        return self.client.ask(self.path, limit=str(PAGE), **({"after": after} if after else {}))

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none."""
        content = value_at(read_json(answer), "data")
        if answer.status != 200 or not isinstance(value_at(content, "children"), list):
            return of_known_account(failure(answer))
        things = [value_at(child, "data") for child in list_at(content, "children")]
        if self.moderators_only:
            things = [t for t in things if text_at(t, "distinguished") == "moderator"]
        posts = (_post(self.client.profile, answer, thing) for thing in things)
        after = text_at(content, "after")
        following = self.ask(after) if after else None
        return Batch.of(posts, following)


def _links(words: str) -> tuple[str, ...]:
    return read_text(words).links


def _post(profile: Profile, answer: Answer, thing: object) -> Post | None:
    """Give the post of a submission or a comment, None for what was removed or is neither."""
    name = text_at(thing, "name")
    words = [text_at(thing, field) for field in ("title", "selftext", "body")]
    if not name or _REMOVED.intersection(words):
        return None
    plain = read_text("\n\n".join(word for word in words if word))
    kind, reply_to = _kind(thing, name)
    outward = "" if value_at(thing, "is_self") is True else text_at(thing, "url")
    links = (outward, *plain.links) if name.startswith("t3_") else plain.links
    return draft(profile, answer)(
        post_id=name,
        url=f"{SITE}{text_at(thing, 'permalink')}",
        posted_at=_time(value_at(thing, "created_utc")),
        text=plain.text,
        kind=kind,
        reply_to=reply_to,
        mentions=plain.mentions,
        links=tuple(dict.fromkeys(link for link in links if link.startswith("http"))),
        language="",
    )


def _kind(thing: object, name: str) -> tuple[PostKind, str]:
    """Give whom a thing speaks to: a comment right under one's own post goes on with it."""
    author = text_at(thing, "author")
    if name.startswith("t3_"):
        first = next(iter(list_at(thing, "crosspost_parent_list")), None)
        crossposted = first is not None and text_at(first, "author") != author
        return (PostKind.REPOST if crossposted else PostKind.BROADCAST), ""
    parent, asker = text_at(thing, "parent_id"), text_at(thing, "link_author")
    if parent.startswith("t3_"):
        return (PostKind.BROADCAST, "") if asker == author else (PostKind.REPLY, asker or parent)
    return PostKind.REPLY, parent


def _time(seconds: object) -> datetime | None:
    """Give the time of a number of seconds since 1970."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return None
