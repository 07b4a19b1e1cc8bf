"""What one page says of accounts on social platforms: which it names, and in what way."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from crawlers.choice.markup import read_json_ld, read_meta
from crawlers.draft.spelling import fold
from crawlers.social.profiles.accounts import Account, normalise, normalise_feed, normalise_stated
from crawlers.social.profiles.platforms import PLATFORMS, split_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from sameness.records import Page

MAX_LINKS = 3000
"""Links read of one page."""
MOST_WORDING = 500_000
"""Letters read around a page's links together: elements inside each other share theirs."""
DEEPEST = 200
"""Elements around a link that are looked at."""

_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_PART_FEED = re.compile(r"/(?:comments?|category|categories|tags?|author|topics?)(?:/|$)", re.I)
_COMMENTS = re.compile(r"\bcomments?\b|kommentar|commentaire|comentario", re.I)
_PEOPLE = frozenset({"Person", "Article", "NewsArticle", "BlogPosting", "Review", "Place", "Event"})
"""Kinds of things in structured data that have accounts of their own."""
_FRAMES = re.compile(
    r"(^|[\s_-])(?:site-?)?(?:footer|header|navbar|topbar|socials?)([\s_-]|$)", re.I
)
_FRAME_ROLES = frozenset({"banner", "contentinfo", "navigation"})
_CONTENT = frozenset({"main", "article", "blockquote", "figure"})
_SAID = re.compile(
    r"\b(?:follow|join|find|like|watch|reach|connect with|chat with|subscribe to)\b"
    r"[^.!?]{0,30}\bus\b"
    r"|\bour (?:own |official |main )?(?:\w+ )?(?:channel|page|profile|account|subreddit|feed)\b"
    r"|\bwe(?:['’]ve| have)? (?:post|publish|upload|stream)(?:ed)?\b",
    re.I,
)
_MADE_BY = re.compile(
    r"\b(?:made|built|designed|design|created|crafted|powered|developed|developer|theme|template"
    r"|website|site|photos?|icons?)\b[^.!?]{0,40}\bby\b|©|\(c\)|copyright",
    re.I,
)
_CALLS = re.compile(
    r"\b(?:follow|join|community|social|subscribe|watch|like|connect|chat|channel|feed|page)\b",
    re.I,
)
_LONGEST_SENTENCE = 240


class Way(IntEnum):
    """How a page names an account, the most telling way first.

    A link in the header or footer is FRAME; one in the text is SAID where words call the account
    the company's own, PLAIN where its words are the platform's or the account's; a link of which
    the words name somebody else is LINK, or CREDIT where it stands among credits.
    """

    REL_ME = 1
    SAME_AS = 2
    FEED = 3
    FRAME = 4
    SAID = 5
    PLAIN = 6
    LINK = 7
    CREDIT = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """An account as one page names it, in one way.

    ``whose`` is the folded name of the thing to which structured data give it, else empty.
    """

    account: Account
    way: Way
    whose: str = ""


def read_mentions(page: Page) -> frozenset[Mention]:
    """Give every account that a page names; addresses that only share the page name none."""
    tree = LexborHTMLParser(page.html)
    found = {*_related(tree, page.url), *_structured(tree), *_feeds(tree, page.url)}
    return frozenset(found | {*_linked(tree, page.url)} | {*_hosted(tree, page.url)})


def _related(tree: LexborHTMLParser, base: str) -> Iterator[Mention]:
    for node in tree.css("a[rel~=me][href], link[rel~=me][href]")[:MAX_LINKS]:
        if account := normalise_stated(_address(node, base)):
            yield Mention(account, Way.REL_ME)


def _structured(tree: LexborHTMLParser) -> Iterator[Mention]:
    for item in read_json_ld(tree):
        publisher = item.get("publisher")
        for thing in (item, publisher if isinstance(publisher, dict) else {}):
            if not _is_somebody(thing):
                yield from _same_as(thing)


def _is_somebody(thing: dict[str, Any]) -> bool:
    """Tell people, and works and events that others may own, from organisations and sites."""
    named = thing.get("@type")
    return any(kind in _PEOPLE for kind in (named if isinstance(named, list) else [named]))


def _same_as(thing: dict[str, Any]) -> Iterator[Mention]:
    same, name = thing.get("sameAs"), thing.get("name")
    for url in same if isinstance(same, list) else [same]:
        if isinstance(url, str) and (account := normalise_stated(url)):
            yield Mention(account, Way.SAME_AS, fold(name) if isinstance(name, str) else "")


def _feeds(tree: LexborHTMLParser, base: str) -> Iterator[Mention]:
    for node in tree.css('link[rel~="alternate"][type][href], a[type][href]')[:MAX_LINKS]:
        kind = (node.attributes.get("type") or "").partition(";")[0].strip().casefold()
        url, title = _address(node, base), node.attributes.get("title") or ""
        parts = split_address(url)
        if kind not in _FEED_TYPES or parts is None:
            continue
        if _PART_FEED.search(parts.path) or _COMMENTS.search(title):
            continue
        if account := normalise_feed(url):
            yield Mention(account, Way.FEED)


def _hosted(tree: LexborHTMLParser, base: str) -> Iterator[Mention]:
    """Yield the Medium publication that the page itself belongs to, on an address of its own."""
    parts = split_address(base)
    if parts and read_meta(tree, "al:android:url").startswith("medium://") and parts.netloc:
        host = parts.netloc.casefold().removeprefix("www.")
        if not host.endswith("medium.com"):
            yield Mention(Account("medium", host, f"https://{host}"), Way.FEED)


def _linked(tree: LexborHTMLParser, base: str) -> Iterator[Mention]:
    left = MOST_WORDING
    for node in tree.css("a[href], area[href]")[:MAX_LINKS]:
        if account := normalise(_address(node, base)):
            around = _words_around(node) if left > 0 else ""
            left -= len(around)
            yield Mention(account, _way_of(node, account, around))


def _way_of(node: LexborNode, account: Account, around: str) -> Way:
    # Too much of it speaks of other things than the link.
    sentence = around if len(around) <= _LONGEST_SENTENCE else ""
    if _MADE_BY.search(sentence):
        return Way.CREDIT
    neutral = _is_neutral(_label(node), account)
    if _is_in_frame(node):
        return Way.FRAME if neutral else Way.CREDIT
    if _SAID.search(sentence):
        return Way.SAID
    return Way.PLAIN if neutral else Way.LINK


def _is_in_frame(node: LexborNode) -> bool:
    """Tell whether a link stands in a page's header, footer, navigation or row of social links."""
    framed = False
    parent = node.parent
    for _ in range(DEEPEST):
        if parent is None or parent.tag in {"body", "html"}:
            break
        attributes = parent.attributes
        if parent.tag in _CONTENT:
            return False
        label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
        role = attributes.get("role") or ""
        framed |= parent.tag in {"header", "footer", "nav"} or role in _FRAME_ROLES
        framed |= bool(_FRAMES.search(label))
        parent = parent.parent
    return framed


def _label(node: LexborNode) -> str:
    """Give all the words of a link: its text, and the names of it and of the pictures inside."""
    named = [node.attributes.get(key) or "" for key in ("aria-label", "title")]
    named += [inner.attributes.get("alt") or "" for inner in node.css("img[alt]")]
    return " ".join(" ".join([node.text(separator=" "), *named]).split())


def _is_neutral(label: str, account: Account) -> bool:
    """Tell whether a link's words name no third party: none at all, the platform, the account."""
    folded = fold(label)
    platform = PLATFORMS[account.platform]
    own = fold(account.handle.rpartition("/")[2].partition("@")[0])
    words = {fold(platform.shown), fold(platform.name), *map(fold, platform.hosts)}
    if account.platform == "x":
        words.add("twitter")
    known = any(len(word) > 1 and word in folded for word in words)
    return not folded or folded in {own, *words} or known or bool(_CALLS.search(label))


def _words_around(node: LexborNode) -> str:
    parent = node.parent
    return " ".join(parent.text(separator=" ").split()) if parent is not None else ""


def _address(node: LexborNode, base: str) -> str:
    try:
        return urljoin(base, (node.attributes.get("href") or "").strip())
    except ValueError:
        return ""
