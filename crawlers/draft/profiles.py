"""Finds a company's own social profiles among the links of its page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.choice.addresses import clean_url
from crawlers.choice.markup import read_json_ld
from crawlers.draft.spelling import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from selectolax.lexbor import LexborHTMLParser

_NAME = r"[\w.%-]+"

_PLATFORMS = {
    "bsky.app": rf"/profile/{_NAME}",
    "codeberg.org": rf"/{_NAME}",
    "facebook.com": rf"/(pages/{_NAME}/)?{_NAME}",
    "fosstodon.org": rf"/@{_NAME}",
    "github.com": rf"/{_NAME}",
    "gitlab.com": rf"/{_NAME}",
    "hachyderm.io": rf"/@{_NAME}",
    "instagram.com": rf"/{_NAME}",
    "linkedin.com": rf"/(company|school|showcase)/{_NAME}",
    "mastodon.online": rf"/@{_NAME}",
    "mastodon.social": rf"/@{_NAME}",
    "medium.com": rf"/@?{_NAME}",
    "pinterest.com": rf"/{_NAME}",
    "reddit.com": rf"/(r|user)/{_NAME}",
    "t.me": rf"/(s/)?{_NAME}",
    "threads.com": rf"/@{_NAME}",
    "threads.net": rf"/@{_NAME}",
    "tiktok.com": rf"/@{_NAME}",
    "twitch.tv": rf"/{_NAME}",
    "twitter.com": rf"/{_NAME}",
    "vimeo.com": rf"/{_NAME}",
    "x.com": rf"/{_NAME}",
    "youtube.com": rf"/(@{_NAME}|(channel|c|user)/{_NAME}|{_NAME})",
}
"""The shape of a profile's path on each platform."""

_ACTIONS = re.compile(
    r"/(share|sharer(\.php)?|sharing|intent|dialog|plugins|home|hashtag|search|explore|watch|embed"
    r"|login|signup|about|features|pricing|sponsors|topics|playlist|results|events|groups|help|tr"
    r"|i|p|pin|m|submit|shareArticle)(/|$)",
    re.IGNORECASE,
)
_OWN_PARTS = 'header, footer, nav, [role=contentinfo], [class*="footer"], [class*="social"]'


def find_profiles(tree: LexborHTMLParser, base: str, names: Iterable[str]) -> tuple[str, ...]:
    """Give the addresses of the company's profiles, sorted, each once.

    ``rel=me`` and JSON-LD ``sameAs`` are believed; links in headers and footers if they have the
    shape of a profile on a known platform; other links if the account bears one of ``names``, since
    a page also links to the accounts of the people it quotes.
    """
    own = {fold(name) for name in names} - {""}
    found = {url for url in _stated(tree, base) if _profile(url)}
    for url in _linked(tree, _OWN_PARTS, base):
        found.add(_profile(url))
    for url in _linked(tree, "body", base):
        profile = _profile(url)
        if fold(profile.rpartition("/")[2]) in own:
            found.add(profile)
    distinct = {profile.casefold(): profile for profile in sorted(map(_profile, found))}
    return tuple(profile for profile in distinct.values() if profile)


def _stated(tree: LexborHTMLParser, base: str) -> Iterator[str]:
    for node in tree.css("a[rel~=me][href], link[rel~=me][href]"):
        yield clean_url(node.attributes.get("href") or "", base) or ""
    for item in read_json_ld(tree):
        same = item.get("sameAs")
        for url in same if isinstance(same, list) else [same]:
            yield clean_url(url) or "" if isinstance(url, str) else ""


def _linked(tree: LexborHTMLParser, parts: str, base: str) -> Iterator[str]:
    for part in tree.css(parts):
        for node in part.css("a[href]"):
            yield clean_url(node.attributes.get("href") or "", base) or ""


def _profile(url: str) -> str:
    """Give the plain address of a profile, or ``""`` for anything else, sharing links included."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    path = parts.path.rstrip("/")
    shape = _PLATFORMS.get(host) or _PLATFORMS.get(host.partition(".")[2])
    if shape is None or _ACTIONS.match(path) or not re.fullmatch(shape, path):
        return ""
    return f"https://{parts.netloc}{path}"
