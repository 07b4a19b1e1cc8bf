"""Tells what a page is for: first by its address, then by its title, then by links to it."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import urlsplit

from crawlers.choice.addresses import AT_HAND, registrable_domain
from crawlers.choice.kind_words import LABELS, SLUGS, TITLES, WORDS
from crawlers.choice.languages import language_of
from sameness.records import MARKETING_KINDS, PageKind

_EXTENSION = re.compile(r"\.(html?|php|aspx?|jsp|md)$")
_SEPARATORS = re.compile(r"\s+[|·•–—:»/-]+\s+|\s*[|·•»]\s*")

_LOOKED_AT = 300


def tell_kind(url: str, title: str = "", anchor: str = "", *, is_article: bool = False) -> PageKind:
    """Give a page's kind, ``OTHER`` where nothing tells.

    ``title`` is the document's title, ``anchor`` the words of a link to it, each may be empty.
    ``is_article`` says that the page calls itself a dated article: such a page is a blog's, unless
    a word of its address says otherwise (``/customers/...``). The page at a site's root is its
    home page, with or without a language prefix.
    """
    told = _tell_by_address(url, is_article=is_article)
    if told is not None:
        return told
    if is_article:
        return PageKind.BLOG
    return (
        _tell_by_words(title[:_LOOKED_AT]) or _tell_by_words(anchor[:_LOOKED_AT]) or PageKind.OTHER
    )


@lru_cache(maxsize=AT_HAND)
def _tell_by_address(url: str, *, is_article: bool) -> PageKind | None:
    """Give the kind that an address tells, None where it doesn't; slugs are an article's words."""
    labels, segments = _read_address(url)
    if not labels and not segments:
        return PageKind.HOME
    by_label = next((LABELS[label] for label in labels if label in LABELS), None)
    return by_label or _tell_by_segments(segments, SLUGS if not is_article else ())


def _read_address(url: str) -> tuple[list[str], list[str]]:
    """Give the labels before the registrable domain, and the path's segments, as plain words."""
    parts = urlsplit(url.casefold())
    host = (parts.hostname or "").removeprefix("www.")
    domain = registrable_domain(host)
    labels = host.removesuffix(domain).rstrip(".").split(".") if domain and host != domain else []
    segments = [_EXTENSION.sub("", part).replace("_", "-") for part in parts.path.split("/")]
    segments = [segment for segment in segments if segment and segment != "index"]
    if segments and language_of(segments[0]):
        del segments[0]
    return labels, segments


def _tell_by_segments(
    segments: list[str], slugs: tuple[tuple[PageKind, re.Pattern[str]], ...]
) -> PageKind | None:
    """Give the kind that the leftmost telling segment stands for.

    A company's own section gives way to what lies in it (``/about/careers``), a product's only to
    another marketing page (``/product/pricing``, but not a product called ``docs``).
    """
    told: PageKind | None = None
    for segment in segments:
        kind = WORDS.get(segment) or _tell_by_slug(segment, slugs)
        gives_way = told in {None, PageKind.ABOUT} or (
            told is PageKind.PRODUCT and kind in MARKETING_KINDS
        )
        if kind is not None and gives_way:
            told = kind
    return told


def _tell_by_slug(
    segment: str, slugs: tuple[tuple[PageKind, re.Pattern[str]], ...]
) -> PageKind | None:
    return next((kind for kind, pattern in slugs if pattern.search(segment)), None)


@lru_cache(maxsize=AT_HAND)
def _tell_by_words(text: str) -> PageKind | None:
    """Give the kind that a title, part by part, or a link's words name."""
    for part in _SEPARATORS.split(text.casefold()):
        for kind, pattern in TITLES:
            if pattern.search(part.strip()):
                return kind
    return None
