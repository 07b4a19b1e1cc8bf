"""Posts of whatever offers a feed: blogs, Medium, Substack, Tumblr, Pinterest, Mastodon's own."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from crawlers.network.intricacy import is_too_intricate
from crawlers.social.source import Ask, Reading
from crawlers.social.sources.announcements import announce
from crawlers.social.sources.answers import failure, read_json
from crawlers.social.sources.feed_json import read_json_feed
from crawlers.social.sources.feed_xml import NotAFeed, read_xml
from crawlers.social.sources.paging import Batch, gather
from sameness.records import ReadingStatus

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from crawlers.social.source import Access, Answer, Conversation
    from crawlers.social.sources.feed_entries import Feed
    from sameness.records import Post, Profile

PLATFORMS = frozenset({"feed", "blog", "medium", "substack", "tumblr", "pinterest"})
PLATFORMS |= {"mastodon", "wordpress"}
"""Platforms whose profiles have a feed; of the last two it is the second way, after another."""

_OF_SITES = frozenset({"feed", "blog", "wordpress"})
"""Platforms that are no place with accounts, but anybody's own site."""

_PAGE = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->|<!doctype[^>]*>)\s*)*+"
    rb"<(?:html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_ANNOUNCED = 'link[rel~="alternate"][href]'
_TYPES = ("application/atom+xml", "application/rss+xml", "application/feed+json")


class FeedSource:
    """Reads RSS, Atom, RDF and JSON feeds, and follows those that a web page announces as its own.

    An article counts as one post: its title and the beginning of its text. ``links`` of a reading
    are the address of the site that the feed says it is of.
    """

    platform = "feed"

    def __init__(self, access: Access) -> None:
        self._access = access

    def can_read(self, profile: Profile) -> bool:
        """Tell whether the profile is on a platform that offers feeds."""
        return profile.platform in PLATFORMS

    def posts(self, profile: Profile, since: datetime) -> Conversation:
        """Give the conversation that reads a feed, and its older pages where it has any."""
        return read_feed(profile, feed_address(profile, self._access.bases), since, self._access)


def feed_address(profile: Profile, bases: Mapping[str, str]) -> str:
    """Give where a profile's feed is, by the ways of its platform; else the profile's address."""
    base = bases.get(profile.platform)
    name = quote(profile.handle.strip("/"), safe="@/.~")
    if profile.platform == "medium":
        return _of_medium(profile, name, base)
    if profile.platform == "pinterest":
        return f"{base or 'https://www.pinterest.com'}/{name}/feed.rss"
    ending = {"substack": "feed", "tumblr": "rss"}.get(profile.platform)
    if ending:
        return f"{base or _site(profile.url, profile.platform, name)}/{ending}"
    if profile.platform == "mastodon":
        return profile.url.rstrip("/") + ".rss"
    if profile.platform == "wordpress":
        return profile.url.rstrip("/") + "/feed/"
    return profile.url


def _of_medium(profile: Profile, name: str, base: str | None) -> str:
    """Give the feed of a person, a publication, or a publication with an address of its own."""
    host = urlsplit(profile.url).hostname or ""
    if base is None and host and host not in {"medium.com", "www.medium.com"}:
        return f"https://{host}/feed"
    account = "@" if urlsplit(profile.url).path.startswith("/@") and name[:1] != "@" else ""
    return f"{base or 'https://medium.com'}/feed/{account}{name}"


def _site(url: str, platform: str, name: str) -> str:
    """Give the site of a blog: its own name on the platform's domain, or the address it has."""
    parts = urlsplit(url)
    if parts.hostname in {f"{platform}.com", f"www.{platform}.com", None}:
        return f"https://{name.removeprefix('@')}.{platform}.com"
    return f"{parts.scheme}://{parts.netloc}"


def read_feed(profile: Profile, address: str, since: datetime, access: Access) -> Conversation:
    """Give the conversation that reads the feed at an address, or the one that a page announces."""
    pages = _Pages(profile)
    reading = yield from gather(Ask(address), pages.read, since, access.max_posts)
    if pages.is_cut and reading.status in {ReadingStatus.OK, ReadingStatus.EMPTY}:
        reading = replace(reading, status=ReadingStatus.FAILED, reason="the feed breaks off")
    return replace(reading, links=(pages.site,) if pages.site else ())


@dataclass(slots=True)
class _Pages:
    """Reads the pages of one feed; the first says which site it is of."""

    profile: Profile
    site: str = ""
    is_announced: bool = False
    is_guessed: bool = False
    is_cut: bool = False

    def read(self, answer: Answer) -> Batch | Reading:
        """Give the page that an answer holds, one that leads to the feed, or why it holds none."""
        if self.is_guessed and answer.status in {404, 410}:
            return Batch(())
        if answer.status in {404, 410} and self.profile.platform in _OF_SITES:
            return _no_feed(self.profile, answer)
        announced = "" if self.is_announced else _announced(answer)
        if announced:
            self.is_announced = True
            return Batch((), Ask(announced))
        feed = parse_feed(answer)
        return feed if isinstance(feed, Reading) else self._take(answer, feed)

    def _take(self, answer: Answer, feed: Feed) -> Batch:
        self.site = self.site or feed.site
        self.is_announced, self.is_guessed, self.is_cut = True, feed.is_guessed, feed.is_cut
        host = urlsplit(answer.url).netloc
        entries = (announce(self.profile, answer, entry) for entry in feed.entries)
        posts = tuple(_known(post, host) for post in entries)
        is_own = _host_of(feed.following) == host
        wanted = bool(feed.entries) and is_own and not feed.is_cut
        return Batch(posts, Ask(feed.following) if wanted else None)


def _no_feed(profile: Profile, answer: Answer) -> Reading:
    """Give the reading of a feed that is missing: a site may lose one and be well."""
    who = "the page names" if profile.found_at else "the industry file names"
    reason = f"the feed that {who} is not there (HTTP {answer.status})"
    return Reading(ReadingStatus.FAILED, reason)


def _known(post: Post, host: str) -> Post:
    """Give a post by an id that no other has: of Mastodon the number, as its interface has it.

    What is no address and no URN may be "1" in every feed: the feed's host goes before it.
    """
    if post.platform == "mastodon":
        return replace(post, post_id=post.post_id.rstrip("/").rpartition("/")[2])
    if ":" in post.post_id:
        return post
    return replace(post, post_id=f"{host}#{post.post_id}")


def parse_feed(answer: Answer) -> Feed | Reading:
    """Give the feed that an answer holds, or the reading that says why it holds none."""
    if answer.status != 200:
        return failure(answer)
    if not answer.body.strip():
        return Reading(ReadingStatus.FAILED, "the feed is an empty document")
    if answer.body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        feed = read_json_feed(read_json(answer))
        return feed or Reading(ReadingStatus.FAILED, "the document is JSON, but no feed")
    if _is_web_page(answer):
        return Reading(ReadingStatus.FAILED, "a web page stands where the feed should be")
    try:
        return read_xml(answer.body, answer.url)
    except NotAFeed as error:
        return Reading(ReadingStatus.FAILED, str(error))


def _is_web_page(answer: Answer) -> bool:
    """Tell whether a document's first element is one of HTML."""
    return bool(_PAGE.match(answer.body[:20_000]))


def _announced(answer: Answer) -> str:
    """Give the feed of its own host that a web page announces first, empty where it has none."""
    if answer.status != 200 or not _is_web_page(answer):
        return ""
    markup = answer.body.decode("utf-8", "replace")
    if is_too_intricate(markup):
        return ""
    for link in LexborHTMLParser(markup).css(_ANNOUNCED):
        kind = (link.attributes.get("type") or "").strip().lower()
        address = _join(answer.url, link.attributes.get("href") or "")
        if kind in _TYPES and _host_of(address) == urlsplit(answer.url).netloc:
            return address
    return ""


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def _join(base: str, address: str) -> str:
    try:
        return urljoin(base, address.strip())
    except ValueError:
        return ""
