"""Videos of PeerTube's channels and accounts, announced as posts."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode, urlsplit

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.announcements import announce
from crawlers.social.sources.answers import (
    failure,
    list_at,
    of_known_account,
    read_json,
    text_at,
    value_at,
)
from crawlers.social.sources.feed_entries import Entry
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import read_text
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

PAGE = 100
"""Videos asked for at once: the most that PeerTube gives."""

_ACCOUNT_PATH = re.compile(r"^/(a/|accounts/|@)")


class PeerTube:
    """Reads a channel or an account from the server that it lives on, without a key."""

    platform = "peertube"

    def __init__(self, access: Access) -> None:
        self._access = access

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is a channel or account of PeerTube."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads the videos published from ``since`` on."""
        server = self._access.bases.get(self.platform) or _server_of(profile)
        name = quote(profile.handle.lstrip("@").partition("@")[0], safe="")
        for kind in _kinds(profile):
            answer = yield Ask(f"{server}/api/v1/{kind}/{name}")
            owner = read_json(answer)
            if answer.status != 404:
                break
        if answer.status != 200 or not text_at(owner, "name"):
            return _no_owner(answer, owner)
        listing = _Listing(profile, f"{server}/api/v1/{kind}/{name}/videos")
        reading = yield from gather(listing.page(0), listing.read, since, self._access.max_posts)
        about = (text_at(owner, field) for field in ("description", "support"))
        return replace(
            reading, links=tuple(link for text in about for link in read_text(text).links)
        )


def _server_of(profile: Profile) -> str:
    parts = urlsplit(profile.url)
    if parts.netloc:
        return f"{parts.scheme}://{parts.netloc}"
    return f"https://{profile.handle.lstrip('@').partition('@')[2]}"


def _kinds(profile: Profile) -> tuple[str, str]:
    """Give what a profile may be, the likelier first: accounts and channels are named alike."""
    kinds = ("video-channels", "accounts")
    return kinds[::-1] if _ACCOUNT_PATH.match(urlsplit(profile.url).path) else kinds


def _no_owner(answer: Answer, content: object) -> Reading:
    """Tell a missing channel, which has JSON, from a server that speaks otherwise."""
    if answer.status in {200, 404} and not isinstance(content, dict):
        return Reading(ReadingStatus.UNSUPPORTED, "the server doesn't speak PeerTube's language")
    return failure(answer)


@dataclass(slots=True)
class _Listing:
    profile: Profile
    address: str
    start: int = 0

    def page(self, start: int) -> Ask:
        """Give the ask for the videos from a place on, from 0."""
        query = {"start": start, "count": PAGE, "sort": "-publishedAt"}
        return Ask(f"{self.address}?{urlencode(query)}")

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none."""
        content = read_json(answer)
        if answer.status != 200 or not isinstance(value_at(content, "data"), list):
            return of_known_account(failure(answer))
        videos = list_at(content, "data")
        # A server may give fewer than it was asked for.
        self.start += len(videos)
        total = value_at(content, "total")
        more = bool(videos) and isinstance(total, int) and self.start < total
        posts = (_post(self.profile, answer, video) for video in videos)
        return Batch.of(posts, self.page(self.start) if more else None)


def _post(profile: Profile, answer: Answer, video: object) -> Post | None:
    """Give the post that announces a video, None where it has no id to know it by.

    Lists give the first 250 characters of a description; a word cut in two is left out.
    """
    uuid = text_at(video, "uuid")
    if not uuid:
        return None
    description = text_at(video, "description")
    if description.endswith("..."):
        description = description[: -len(_last_word(description))]
    entry = Entry(
        entry_id=uuid,
        url=text_at(video, "url"),
        title=text_at(video, "name").strip(),
        body=read_text(description),
        written=text_at(video, "publishedAt"),
        language=text_at(video, "language", "id"),
    )
    return announce(profile, answer, entry)


def _last_word(text: str) -> str:
    return text.rsplit(maxsplit=1)[-1]
