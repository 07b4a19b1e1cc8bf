"""What a page's markup says about where to go on: links, base, language variants, robots hints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from crawlers.addresses import clean_url

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

MAX_LINKS = 3000
"""Links read of one page."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link to follow: its cleaned absolute address and its words."""

    url: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What the crawler needs to know of one page; ``variants`` are other languages' addresses."""

    title: str
    links: tuple[Link, ...]
    variants: tuple[str, ...]


def read_outline(markup: str, url: str, language: str) -> Outline:
    """Give a page's outline; ``nofollow``, on the page or on a link, leaves links out."""
    tree = LexborHTMLParser(markup)
    base = _base_of(tree, url)
    title = tree.css_first("title")
    return Outline(
        title=" ".join(title.text().split()) if title else "",
        links=() if _forbids_following(tree) else tuple(_read_links(tree, base)),
        variants=tuple(_read_variants(tree, base, language)),
    )


def _base_of(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (clean_url(_attribute(node, "href"), url) or url) if node else url


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _forbids_following(tree: LexborHTMLParser) -> bool:
    """Tell whether a robots meta element says nofollow or none, to all or to us."""
    for node in tree.css("meta[name][content]"):
        if _attribute(node, "name").casefold() in {"robots", "sameness"}:
            words = _attribute(node, "content").casefold().replace(",", " ").split()
            if not {"nofollow", "none"}.isdisjoint(words):
                return True
    return False


def _read_links(tree: LexborHTMLParser, base: str) -> Iterator[Link]:
    for node in tree.css("a[href], area[href]")[:MAX_LINKS]:
        if "nofollow" in _attribute(node, "rel").casefold().split():
            continue
        url = clean_url(_attribute(node, "href"), base)
        if url is not None:
            yield Link(url, " ".join(node.text(separator=" ").split())[:200])


def _read_variants(tree: LexborHTMLParser, base: str, language: str) -> Iterator[str]:
    for node in tree.css("link[hreflang][href], a[hreflang][href]"):
        named = _attribute(node, "hreflang").casefold()
        if named != "x-default" and named.replace("_", "-").split("-")[0] != language:
            url = clean_url(_attribute(node, "href"), base)
            if url is not None:
                yield url
