"""What a page says of itself and where to go on: its names, words and wishes, and its links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from crawlers.choice.addresses import clean_url, identity
from crawlers.choice.likeness import read_text, split_words
from crawlers.choice.structure import tell_by_build, tell_by_markup
from crawlers.choice.wishes import Wishes, read_wishes
from sameness.records import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from scrapy.http import Headers
    from selectolax.lexbor import LexborNode

MAX_LINKS = 3000
"""Links read of one page."""

MOST_WORDING = 200_000
"""Letters read of a page's links together; the words of the links behind are left out."""

_CANONICAL_HEADER = re.compile(r'<([^<>]*)>[^<>]*?;\s*rel\s*=(?:\s*")?[^",;<>]*\bcanonical\b', re.I)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to follow: its cleaned absolute address and its words."""

    url: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Outline:
    """What the crawler needs to know of one page.

    ``language`` is what the page says of itself, two letters, ``variants`` its addresses in other
    languages and countries, ``own_version`` its address in the wanted language. ``canonical`` is
    the address that it gives as its own; it and ``language`` and ``own_version`` are empty where
    the page says nothing or contradicts itself. ``structure`` is the kind that its build gives
    away, else ``OTHER``. ``text`` is what it says, navigation left out, and ``words`` are the words
    of that in order.
    """

    title: str
    headline: str
    text: str
    words: tuple[str, ...]
    structure: PageKind
    language: str
    canonical: str
    own_version: str
    variants: tuple[str, ...]
    links: tuple[Link, ...]
    wishes: Wishes


def read_outline(
    markup: str, url: str, language: str, headers: Iterable[tuple[str, str]] = ()
) -> Outline:
    """Give a page's outline; ``nofollow``, on the page or on a link, leaves links out.

    ``language`` is the wanted one. ``headers`` are the answer's: robots rules and the canonical
    address may stand there too.
    """
    tree = LexborHTMLParser(markup)
    base = _base_of(tree, url)
    fields = tuple(headers)
    wishes = read_wishes(tree, _values(fields, "x-robots-tag"), datetime.now(UTC))
    versions = _read_versions(tree, base)
    root = tree.css_first("html[lang]")
    named = tell_by_markup(tree)
    links = tuple(_read_links(tree, base)) if wishes.follow else ()
    canonical = _read_canonical(tree, base, _values(fields, "link"))
    # From here on, the tree is without navigation.
    text = " ".join(read_text(tree).split())
    return Outline(
        title=_text_of(tree, "title"),
        headline=_text_of(tree, "h1"),
        text=text,
        words=split_words(text),
        structure=tell_by_build(tree, text) if named is PageKind.OTHER else named,
        language=_attribute(root, "lang")[:2].casefold() if root else "",
        canonical=canonical,
        own_version=next((version for code, version in versions if code == language), ""),
        variants=tuple(_other_versions(versions, url, language)),
        links=links,
        wishes=wishes,
    )


def text_headers(headers: Headers) -> list[tuple[str, str]]:
    """Give an answer's headers as pairs of text, repeated ones each."""
    return [
        (name.decode("latin-1"), value.decode("latin-1"))
        for name, values in headers.items()
        for value in values
    ]


def _values(headers: Iterable[tuple[str, str]], name: str) -> list[str]:
    return [value for key, value in headers if key.casefold() == name]


def _text_of(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return " ".join(node.text(separator=" ").split()) if node else ""


def _base_of(tree: LexborHTMLParser, url: str) -> str:
    node = tree.css_first("base[href]")
    return (clean_url(_attribute(node, "href"), url) or url) if node else url


def _attribute(node: LexborNode, name: str) -> str:
    return node.attributes.get(name) or ""


def _read_canonical(tree: LexborHTMLParser, base: str, headers: Iterable[str]) -> str:
    """Give the one canonical address, ``""`` where there is none or more than one.

    Only the head counts: a link in the body may be a visitor's.
    """
    nodes = tree.css('head link[rel~="canonical" i][href]')[:MAX_LINKS]
    named = [_attribute(node, "href") for node in nodes]
    named += [found[1] for value in headers for found in _CANONICAL_HEADER.finditer(value)]
    cleaned = {url for href in named if href.strip() and (url := clean_url(href, base))}
    return cleaned.pop() if len(cleaned) == 1 else ""


def _read_links(tree: LexborHTMLParser, base: str) -> Iterator[Link]:
    # Links inside links would have the same words read again and again.
    left = MOST_WORDING
    for node in tree.css("a[href], area[href]")[:MAX_LINKS]:
        if "nofollow" in _attribute(node, "rel").casefold().split():
            continue
        url = clean_url(_attribute(node, "href"), base)
        if url is not None:
            wording = node.text(separator=" ") if left > 0 else ""
            left -= len(wording)
            yield Link(url, " ".join(wording.split())[:200])


def _read_versions(tree: LexborHTMLParser, base: str) -> list[tuple[str, str]]:
    """Give the languages that a page names versions of itself for, with their addresses.

    Languages without their country; ``x`` stands for ``x-default``, that of everybody else.
    """
    found = []
    for node in tree.css("link[hreflang][href], a[hreflang][href]")[:MAX_LINKS]:
        url = clean_url(_attribute(node, "href"), base)
        if url is not None:
            code = _attribute(node, "hreflang").strip().casefold().replace("_", "-")
            found.append((code.split("-")[0], url))
    return found


def _other_versions(versions: list[tuple[str, str]], url: str, language: str) -> Iterator[str]:
    """Yield the addresses that aren't worth asking for beside this one.

    Those in other languages; and where the page names itself as one in the wanted language, those
    for other countries too.
    """
    itself = identity(url)
    named = any(code == language and identity(version) == itself for code, version in versions)
    for code, version in versions:
        foreign = code not in {language, "x"}
        if identity(version) != itself and (foreign or named):
            yield version
