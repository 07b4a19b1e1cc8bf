"""Finds a page's exit doors: links that send the visitor away to a social network."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from crawlers.social.profiles.accounts import normalise, normalise_stated
from crawlers.social.profiles.doors import platform_behind
from pipeline.text.cleaning import clean_text
from pipeline.text.elements import Element
from pipeline.text.skipping import is_hidden

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from selectolax.lexbor import LexborNode

_SECTIONS = frozenset({"main", "article", "blockquote", "figure"})
"""Elements whose headers and footers are their own, not the page's."""
_FOOTER = re.compile(r"(^|[\s_-])(?:site-?|page-?)?footer([\s_-]|$)", re.I)
_HEADER = re.compile(r"(^|[\s_-])(?:(?:site|page)-?header|navbar|topbar|top-bar)([\s_-]|$)", re.I)
_LANDMARKS = {"contentinfo": "footer", "banner": "header", "navigation": "header"}
_NOT_SHOWN = frozenset({"script", "style", "template", "noscript", "head"})
_LEGAL = re.compile(
    r"©|\(c\) ?20|\bcopyright\b|\ball rights reserved\b|\bimprint\b|\bimpressum\b"
    r"|\bprivacy\b.*\bterms\b|\bterms\b.*\bprivacy\b",
    re.I | re.S,
)
_DEEPEST_FOOTER = 6
"""Wrappers around a whole page, at most."""
MOST = 3000
"""Doors taken note of on one page."""
_LONGEST_TEXT = 200
_LONGEST_CALL = 160
"""Characters of an element that may be a call to action."""


@dataclass(frozen=True, slots=True)
class Exit:
    """A link away: ``platform`` by its short name, ``target`` as an absolute address.

    ``place`` is "header", "body" or "footer". ``before_action`` tells whether the link comes before
    the page's first call to action in reading order, None where the page has none. ``own`` tells
    whether it leads to one of the company's accounts. ``text`` is what the link says.
    """

    platform: str
    target: str
    place: str
    before_action: bool | None
    own: bool
    text: str


@dataclass(frozen=True, slots=True)
class _Link:
    """A link or button as it stands: ``position`` counts the page's elements before it."""

    position: int
    place: str
    target: str
    platform: str
    own: bool
    text: str


def find_exits(
    html: str, url: str, calls: Sequence[str], own: Collection[tuple[str, str]]
) -> list[Exit]:
    """Give a page's exit doors in reading order; what the markup hides from the eye is left out.

    ``calls`` are the texts of the page's calls to action in order, as its blocks have them; one
    that is itself a door is none here. ``own`` are the company's accounts as (platform, handle).
    """
    base = _base_of(html, url)
    links = list(_read_links(html, base, own))
    action = _first_action(links, calls)
    return [
        Exit(
            platform=link.platform,
            target=link.target,
            place=link.place,
            before_action=None if action is None else link.position < action,
            own=link.own,
            text=link.text,
        )
        for link in [link for link in links if link.platform][:MOST]
    ]


def _base_of(html: str, url: str) -> str:
    node = LexborHTMLParser(html).css_first("base[href]") if "<base" in html.casefold() else None
    return _join(url, node) if node is not None else url


def _read_links(html: str, base: str, own: Collection[tuple[str, str]]) -> Iterator[_Link]:
    """Yield every link, and everything short that may be a call to action, in reading order."""
    body = LexborHTMLParser(html).body
    opened = [(body, "body", False)] if body is not None else []
    # A header around the page's headline or main part is no header: what stands there is said.
    around = _around_content(body) if body is not None else frozenset()
    foot = _unnamed_footer(body, around) if body is not None else 0
    position = 0
    # A page may nest deeper than Python may recurse, so the open elements are kept in a list.
    while opened:
        node, place, inside = opened.pop()
        position += 1
        if node.mem_id == foot and place == "body":
            place = "footer"
        if node.tag == "a" and "href" in node.attributes and _can_be_seen(node):
            yield _link(node, base, own, position, place)
        elif text := _own_text(node):
            yield _Link(position, place, target="", platform="", own=False, text=text)
        children = [child for child in node.iter() if _is_shown(child)]
        section = inside or node.tag in _SECTIONS
        places = [place if section else _place_of(child, place, around) for child in children]
        opened += [(child, at, section) for child, at in zip(children, places, strict=True)][::-1]


def _can_be_seen(node: LexborNode) -> bool:
    """Tell a link with words, a picture or a style from one that is there for machines alone."""
    return bool(node.attributes.get("class") or _words_of(node) or next(node.iter(), None))


def _link(
    node: LexborNode, base: str, own: Collection[tuple[str, str]], position: int, place: str
) -> _Link:
    target = _join(base, node)
    account = normalise(target) or normalise_stated(target)
    is_own = account is not None and account[:2] in own
    platform = platform_behind(target)
    name = platform.name if platform else account.platform if account and is_own else ""
    return _Link(position, place, target, name, is_own, _words_of(node))


def _join(base: str, node: LexborNode) -> str:
    try:
        return urljoin(base, (node.attributes.get("href") or "").strip())
    except ValueError:
        return ""


def _is_shown(node: LexborNode) -> bool:
    if (node.tag or "-")[0] in "-_!" or node.tag in _NOT_SHOWN:
        return False
    attributes = {name: value or "" for name, value in node.attributes.items()}
    # A picture in a link is hidden from readers of screens where the link has words besides.
    if node.tag == "a":
        attributes.pop("aria-hidden", None)
    return not is_hidden(Element(node.tag or "", attributes))


def _place_of(node: LexborNode, place: str, around: Collection[int]) -> str:
    """Give where an element stands: the outermost header or footer of the page decides."""
    if place != "body":
        return place
    attributes = node.attributes
    label = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"
    landmark = _LANDMARKS.get((attributes.get("role") or "").strip().casefold(), "")
    if node.tag == "footer" or landmark == "footer" or _FOOTER.search(label):
        return "footer"
    if node.tag == "nav" or landmark == "header":
        return "header"
    is_header = node.tag == "header" or bool(_HEADER.search(label))
    return "header" if is_header and node.mem_id not in around else "body"


def _around_content(body: LexborNode) -> frozenset[int]:
    """Give the ids of the headline and the main part, and of every element around them."""
    found: set[int] = set()
    for node in body.css("h1, main"):
        inner: LexborNode | None = node
        while inner is not None and inner.mem_id not in found:
            found.add(inner.mem_id)
            inner = inner.parent
    return frozenset(found)


def _unnamed_footer(body: LexborNode, around: Collection[int]) -> int:
    """Give the id of the part with the legal lines that ends a page whose footer has no name, or 0.

    Such a part is the last one of its parent and holds neither the main part nor the headline.
    """
    node = body
    for _ in range(_DEEPEST_FOOTER):
        shown = [child for child in node.iter() if _is_shown(child)]
        if not shown:
            return 0
        node = shown[-1]
        if node.mem_id not in around and _LEGAL.search(node.text(separator=" ")):
            return node.mem_id
    return 0


def _own_text(node: LexborNode) -> str:
    """Give the text of a button, or of an element with nothing but text; else an empty one."""
    if node.tag != "button" and any(child.tag != "br" for child in node.iter()):
        return ""
    text = clean_text(node.text(separator=" "))
    return text if len(text) <= _LONGEST_CALL else ""


def _words_of(node: LexborNode) -> str:
    """Give what a link says: its text, else what it or the picture inside is called."""
    text = clean_text(node.text(separator=" "))
    named = [node.attributes.get(key) or "" for key in ("aria-label", "title")]
    named += [inner.attributes.get("alt") or "" for inner in node.css("img[alt]")]
    found = next((name for name in (text, *map(clean_text, named)) if name), "")
    return found[:_LONGEST_TEXT]


def _first_action(links: Sequence[_Link], calls: Sequence[str]) -> int | None:
    """Give the position of the first call to action that is no door itself, None without one.

    A call's block may be several links in one line; then its first words are those of a link.
    """
    shown = [link for link in links if link.place == "body" and link.text]
    for call in calls:
        found = [link for link in shown if _is_of_call(link.text, call)]
        if found and not found[0].platform:
            return found[0].position
    return None


def _is_of_call(text: str, call: str) -> bool:
    return text == call or (len(text) > 1 and call.startswith(f"{text} "))
