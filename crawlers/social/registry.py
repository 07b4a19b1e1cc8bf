"""Which source reads a profile, and in words why none does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crawlers.social.bluesky import Bluesky
from crawlers.social.mastodon import Mastodon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from crawlers.social.source import Access, Source
    from sameness.records import Profile


def all_sources(access: Access) -> tuple[Source, ...]:
    """Give every source, the particular before the general."""
    return (Mastodon(access), Bluesky(access))


def find_source(profile: Profile, sources: Iterable[Source]) -> Source | None:
    """Give the source for a profile, None where there is no lawful way to read it."""
    return next((source for source in sources if source.can_read(profile)), None)
