"""Videos of YouTube's channels: all with a key, the fifteen newest of a known channel without."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

from crawlers.social.source import Ask, Reading
from crawlers.social.sources.announcements import announce
from crawlers.social.sources.answers import (
    failure,
    list_at,
    needs_key,
    read_json,
    text_at,
    value_at,
)
from crawlers.social.sources.feed import read_feed
from crawlers.social.sources.feed_entries import Entry
from crawlers.social.sources.paging import Batch, gather
from crawlers.social.sources.plain import read_text
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from sameness.records import Post, Profile

KEY = "youtube_key"
PAGE = 50
"""Videos asked for at once: the most that the interface gives, for one unit of 10,000 a day."""

OF_A_FEED = 15
"""Videos that a feed holds at most."""

_SURE = ("/@", "/channel/", "/user/")
"""How addresses begin that name a channel as the interface does."""

_OLD_FORM = (
    "an address of old times names no handle: list the channel's @handle in the industry file"
)

_CHANNEL_ID = re.compile(r"UC[\w-]{22}")
_LIMITS = frozenset({"quotaExceeded", "dailyLimitExceeded", "rateLimitExceeded"})
_LIMITS |= {"userRateLimitExceeded", "servingLimitExceeded"}
_WRONG_KEY = frozenset({"keyInvalid", "keyExpired", "API_KEY_INVALID", "accessNotConfigured"})
_WRONG_KEY |= {"ipRefererBlocked", "SERVICE_DISABLED", "API_KEY_SERVICE_BLOCKED"}
_GONE = frozenset({"channelSuspended", "channelClosed", "channelNotFound"})


class YouTube:
    """Reads a channel by the Data API where there is a key ("youtube_key"), else by its feed.

    The feed is known by the channel's id only, so a profile that tells no more than its handle
    needs a key. Feeds were not found at times for channels that were there: that is a failure.
    """

    platform = "youtube"

    def __init__(self, access: Access) -> None:
        self._access = access

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is a channel of YouTube."""
        return profile.platform == self.platform

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads the videos published from ``since`` on."""
        key = self._access.keys.get(KEY, "")
        if key:
            return (yield from _read_by_key(profile, since, self._access, key))
        channel = _CHANNEL_ID.search(profile.url) or _CHANNEL_ID.fullmatch(profile.handle)
        if channel is None:
            return needs_key(KEY)
        return (yield from _read_by_feed(profile, since, self._access, channel[0]))


def _read_by_feed(profile: Profile, since: datetime, access: Access, channel: str) -> Conversation:
    home = access.bases.get("youtube") or "https://www.youtube.com"
    address = f"{home}/feeds/videos.xml?channel_id={channel}"
    reading = yield from read_feed(profile, address, since, access)
    if reading.status is ReadingStatus.GONE:
        reason = "the channel's feed was not found, which says nothing of the channel"
        reading = replace(reading, status=ReadingStatus.FAILED, reason=reason)
    posts = tuple(replace(p, post_id=p.post_id.removeprefix("yt:video:")) for p in reading.posts)
    reason = reading.reason
    if reading.status is ReadingStatus.OK and len(posts) >= OF_A_FEED:
        reason = f"the newest {OF_A_FEED} only: for more set SAMENESS_{KEY.upper()}"
    return replace(reading, posts=posts, reason=reason)


def _read_by_key(profile: Profile, since: datetime, access: Access, key: str) -> Conversation:
    if not urlsplit(profile.url).path.startswith(_SURE):
        # A handle of the same letters may be a stranger's channel.
        return Reading(ReadingStatus.UNSUPPORTED, _OLD_FORM)
    interface = _Interface(access.bases.get("youtube") or "https://www.googleapis.com", key)
    answer = yield interface.ask("channels", part="snippet,contentDetails", **_naming(profile))
    content = read_json(answer)
    if answer.status != 200 or not isinstance(content, dict):
        return _explain(answer)
    channels = list_at(content, "items")
    if not channels:
        return Reading(ReadingStatus.GONE, "YouTube knows no such channel")
    uploads = text_at(channels[0], "contentDetails", "relatedPlaylists", "uploads")
    if not uploads:
        return Reading(ReadingStatus.FAILED, "the answer is not what the interface promises")
    listing = _Listing(profile, interface, uploads)
    reading = yield from gather(listing.page(), listing.read, since, access.max_posts)
    about = read_text(text_at(channels[0], "snippet", "description"))
    return replace(reading, links=about.links)


def _naming(profile: Profile) -> dict[str, str]:
    """Give how the interface is told a channel: by id, by the name of old times, or by handle."""
    channel = _CHANNEL_ID.search(profile.url) or _CHANNEL_ID.fullmatch(profile.handle)
    if channel is not None:
        return {"id": channel[0]}
    handle = profile.handle.lstrip("@")
    if urlsplit(profile.url).path.startswith("/user/"):
        return {"forUsername": handle}
    return {"forHandle": f"@{handle}"}


@dataclass(frozen=True, slots=True)
class _Interface:
    home: str
    key: str

    def ask(self, resource: str, **query: str) -> Ask:
        """Give the ask for a resource; the key is in its headers alone."""
        address = f"{self.home}/youtube/v3/{resource}?{urlencode(query)}"
        return Ask(address, headers={"X-Goog-Api-Key": self.key}, keyed=True)


@dataclass(frozen=True, slots=True)
class _Listing:
    profile: Profile
    interface: _Interface
    uploads: str

    def page(self, token: str = "") -> Ask:
        """Give the ask for the page of a token, or for the first one."""
        query = {"playlistId": self.uploads, "maxResults": str(PAGE)}
        query |= {"pageToken": token} if token else {}
        return self.interface.ask("playlistItems", part="snippet,contentDetails", **query)

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, or why it holds none."""
        content = read_json(answer)
        if answer.status == 404 and "playlistNotFound" in _reasons(content):
            # A channel that never uploaded names a list that isn't there.
            return Batch(())
        if answer.status != 200 or not isinstance(value_at(content, "items"), list):
            return _explain(answer)
        posts = (_post(self.profile, answer, item) for item in list_at(content, "items"))
        token = text_at(content, "nextPageToken")
        following = self.page(token) if token else None
        return Batch.of(posts, following)


def _post(profile: Profile, answer: Answer, item: object) -> Post | None:
    """Give the post of a video; None for one that is private or deleted, which has no date."""
    number = text_at(item, "contentDetails", "videoId")
    written = text_at(item, "contentDetails", "videoPublishedAt")
    if not number or not written:
        return None
    entry = Entry(
        entry_id=number,
        url=f"https://www.youtube.com/watch?v={number}",
        title=" ".join(text_at(item, "snippet", "title").split()),
        body=read_text(text_at(item, "snippet", "description")),
        written=written,
    )
    return announce(profile, answer, entry)


def _explain(answer: Answer) -> Reading:
    """Give the reading of an error, by the reason in it: the status alone is often 403 or 400."""
    reasons = _reasons(read_json(answer)) if answer.status else set()
    if reasons & _LIMITS:
        return Reading(ReadingStatus.RATE_LIMITED, "the key's quota of today is used up")
    if reasons & _WRONG_KEY:
        return Reading(ReadingStatus.UNAUTHORISED, "the key isn't valid for the YouTube Data API")
    if reasons & _GONE:
        return Reading(ReadingStatus.GONE, "the channel was closed or suspended")
    return failure(answer)


def _reasons(content: object) -> set[str]:
    found = list_at(content, "error", "errors") + list_at(content, "error", "details")
    return {text_at(item, "reason") for item in found} - {""}
