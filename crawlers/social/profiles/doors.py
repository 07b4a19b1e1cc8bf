"""Tells which links send a visitor away to a social network."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawlers.social.profiles.accounts import is_sharing, normalise
from crawlers.social.profiles.platforms import find_platform, split_address

if TYPE_CHECKING:
    from crawlers.social.profiles.platforms import Platform

_OWN_TALK = re.compile(
    r"(?:privacy|terms|tos|legal|polic(?:y|ies)|about|help|rules|settings|download|login|signup"
    r"|jobs|developers?|ads|business)(?:[._-].*)?"
)


def platform_behind(url: str) -> Platform | None:
    """Give the platform to which a link sends the visitor away, None where it is no such door.

    Doors are accounts, posts, films, searches, invitations to chats, and dialogs that share the
    page. What a platform says of itself (its terms, its help) is none, nor is a repository, or the
    front page of a chat program.
    """
    platform = find_platform(url)
    if platform is None:
        return None
    if normalise(url) or is_sharing(url):
        return platform
    # What is left of these are repositories, the services' own pages and the company's own feed.
    if platform.kind in {"code", "service", "own"} or _is_own_talk(url):
        return None
    return None if platform.kind == "chat" and _is_front(url) else platform


def _is_own_talk(url: str) -> bool:
    """Tell whether an address is a platform's page on itself, in any language."""
    parts = split_address(url)
    path = parts.path.casefold().strip("/").split("/")[:2] if parts else []
    return any(_OWN_TALK.fullmatch(part) for part in path)


def _is_front(url: str) -> bool:
    parts = split_address(url)
    return parts is not None and not parts.path.strip("/") and not (parts.fragment or parts.query)
