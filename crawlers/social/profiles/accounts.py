"""Tells which account an address leads to, in one spelling, and which addresses only share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import SplitResult, unquote

from crawlers.social.profiles.platforms import (
    PLATFORMS,
    Platform,
    account_parent,
    find_platform,
    platform_of,
    split_address,
)
from sameness.industry import is_local

if TYPE_CHECKING:
    from crawlers.social.profiles.platforms import Shape

_NAME = re.compile(r"[\w.~+-]+", re.ASCII)
_RESERVED = frozenset(
    """
    about ads advertising api apps archive articles auth bepatron blog business c careers
    channel checkout collections compose contact contribute creators dashboard developer
    developers dialog discover docs download embed enterprise events events.php explore
    features feed following gaming groups hashtag help home i ideas index index.php intent
    invite jobs join l legal live login logout m marketplace me media membership messages
    new news notifications oauth offline orgs p pages permalink.php photo photo.php photos
    pin pins playlist playlists plugins podcasts policies policy posts press pricing privacy
    profile profile.php pub reel reels register results search security settings share
    share.php sharer sharer.php shorts signin signup site sponsors stories story.php studio
    submit support t tag tags team terms topic topics tos tr trending upload user users
    video videos watch web widgets wiki
    """.split()
)
"""First parts of a path that platforms keep for themselves."""


class Account(NamedTuple):
    """An account: its platform's short name, its handle and its one address."""

    platform: str
    handle: str
    url: str


def normalise(url: str) -> Account | None:
    """Give the account that an address leads to, None for any other page, sharing dialogs included.

    One account has one spelling, however it was written: with ``www.``, a country, a language, a
    part of the account's page, tracking, a final slash, or in large letters where the platform
    doesn't tell them apart. Servers of networks that anybody may run are known by their names.
    """
    parts = split_address(url)
    platform = platform_of(parts) if parts else None
    if parts is None or platform is None or is_sharing(url):
        return None
    if account_parent(parts.hostname or "") and platform.subdomain:
        return _subdomain_account(parts, platform, platform.subdomain)
    # A shortened address names what it leads to by a code.
    is_short = (parts.hostname or "").removeprefix("www.") in platform.links
    return None if is_short else _path_account(parts, platform)


def normalise_stated(url: str) -> Account | None:
    """Give the account of an address that its owner has stated to be a profile (``rel=me``).

    Such words are believed: ``/@name`` is then an account of Mastodon's network on any server.
    """
    parts = split_address(url)
    if parts is None or platform_of(parts):
        return normalise(url)
    mastodon = PLATFORMS["mastodon"]
    is_account = re.match(r"/(?:web/)?@|/users/", parts.path)
    return _path_account(parts, mastodon) if is_account else None


def normalise_listed(url: str) -> Account | None:
    """Give the account of an address that a person has listed: what is no platform's is a blog."""
    if account := normalise_stated(url):
        return account
    return None if find_platform(url) else blog(url)


def normalise_feed(url: str) -> Account | None:
    """Give the account behind what a page calls its feed: a platform's, else a blog of its own."""
    return normalise(url) if find_platform(url) else blog(url)


def is_sharing(url: str) -> bool:
    """Tell whether an address opens a dialog that shares a page, on whatever network."""
    parts = split_address(url)
    platform = platform_of(parts) if parts else None
    if parts is None or platform is None or platform.sharing is None:
        return False
    if _follows(parts):
        return False
    return bool(platform.sharing.fullmatch(_path_and_query(parts)))


def _follows(parts: SplitResult) -> bool:
    """Tell an address that offers to follow an account from one that offers to share."""
    return (
        bool(re.match(r"/intent/(?:follow|user)\b", parts.path)) and "screen_name=" in parts.query
    )


def _path_and_query(parts: SplitResult) -> str:
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def _path_account(parts: SplitResult, platform: Platform) -> Account | None:
    # "#!/name" was how X once wrote accounts.
    written = parts.fragment[1:] if parts.fragment.startswith("!/") else unquote(parts.path)
    path = re.sub(r"/{2,}", "/", written).rstrip("/")
    for shape in platform.accounts:
        match = shape.path.fullmatch(path) or shape.path.fullmatch(f"{path}?{parts.query}")
        if match is None or not _NAME.fullmatch(_fold_accents(match["name"])):
            continue
        if match.start("name") == 1 and match["name"].casefold() in _RESERVED:
            continue
        home = (match.groupdict().get("home") or "").casefold()
        return _account(platform, shape, match["name"], home or parts)
    return None


def _fold_accents(name: str) -> str:
    """Give a name with each letter of any script as "a": only the shape of it matters."""
    return "".join("a" if letter.isalnum() else letter for letter in name)


def _account(platform: Platform, shape: Shape, name: str, where: SplitResult | str) -> Account:
    """Write an account down; ``where`` is its address, or the server that it lives on."""
    name = name if shape.cased else name.casefold()
    host = where if isinstance(where, str) else _host_of(where)
    # A local server speaks as it was addressed, a public one is asked in private.
    local = not isinstance(where, str) and is_local(where.hostname or "")
    scheme = where.scheme if local and not isinstance(where, str) else "https"
    origin = f"{scheme}://{host}"
    words = {"name": name, "host": host, "origin": origin}
    return Account(platform.name, shape.handle.format(**words), shape.url.format(**words))


def _subdomain_account(parts: SplitResult, platform: Platform, shape: Shape) -> Account | None:
    """Give the account that a host names, unless the path leads to one post of it."""
    rest = parts.path.strip("/").casefold()
    if rest not in {"", "feed", "rss", "about", "archive", "subscribe", "followers"}:
        return None
    return _account(platform, shape, (parts.hostname or "").partition(".")[0], parts)


def _host_of(parts: SplitResult) -> str:
    """Give host and port in small letters, without ``www.`` and without credentials."""
    return parts.netloc.rpartition("@")[2].casefold().removeprefix("www.")


def blog(url: str) -> Account | None:
    """Give the blog whose feed has this address, whatever it looks like; None for no address.

    The handle is the feed's host and path, with its query where it has one.
    """
    parts = split_address(url)
    if parts is None:
        return None
    netloc = parts.netloc.rpartition("@")[2].casefold()
    query = f"?{parts.query}" if parts.query else ""
    handle = f"{_host_of(parts)}{parts.path.rstrip('/')}{query}"
    return Account("blog", handle, parts._replace(netloc=netloc, fragment="").geturl())
