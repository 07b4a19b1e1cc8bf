"""Which sources read a profile, one after the other, and in words why none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.social.profiles.platforms import PLATFORMS
from crawlers.social.source import Reading
from crawlers.social.sources.bluesky import Bluesky
from crawlers.social.sources.facebook import Facebook
from crawlers.social.sources.feed import FeedSource
from crawlers.social.sources.github import GitHub
from crawlers.social.sources.instagram import Instagram
from crawlers.social.sources.mastodon import Mastodon
from crawlers.social.sources.peertube import PeerTube
from crawlers.social.sources.reddit import Reddit
from crawlers.social.sources.telegram import Telegram
from crawlers.social.sources.threads import Threads
from crawlers.social.sources.wordpress import WordPress
from crawlers.social.sources.x import X
from crawlers.social.sources.youtube import YouTube
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from crawlers.social.source import Access, Conversation, Source
    from sameness.records import Profile

_SAYS = frozenset({ReadingStatus.OK, ReadingStatus.EMPTY})
_ANOTHER_WAY = frozenset({ReadingStatus.UNSUPPORTED, ReadingStatus.UNAUTHORISED})


def all_sources(access: Access) -> tuple[Source, ...]:
    """Give every source; a platform's own interface before its feed."""
    return (
        Mastodon(access),
        Bluesky(access),
        PeerTube(access),
        Telegram(access),
        YouTube(access),
        GitHub(access),
        Reddit(access),
        X(access),
        Threads(access),
        Instagram(access),
        Facebook(access),
        WordPress(access),
        FeedSource(access),
    )


def find_sources(profile: Profile, sources: Iterable[Source]) -> tuple[Source, ...]:
    """Give the sources for a profile, the best first; none where there is no lawful way."""
    return tuple(source for source in sources if source.can_read(profile))


def read_in_turn(profile: Profile, since: datetime, sources: Sequence[Source]) -> Conversation:
    """Give the conversation that reads a profile by the first source that may.

    Where an interface is missing or closed the next source is asked; if that doesn't help, what the
    first one said stands.
    """
    first: Reading | None = None
    for source in sources:
        reading = yield from source.posts(profile, since)
        if first is None or reading.status in _SAYS:
            first = reading
        if reading.status not in _ANOTHER_WAY:
            break
    return first or explain_unread(profile)


def explain_unread(profile: Profile) -> Reading:
    """Give the reading of a profile for which there is no source: in words why."""
    platform = PLATFORMS.get(profile.platform)
    if platform is not None and platform.is_dead:
        return Reading(ReadingStatus.GONE, f"{platform.shown} was shut down ({platform.closed})")
    return Reading(
        ReadingStatus.UNSUPPORTED, "no lawful way to read a rival's posts here; import an export"
    )
