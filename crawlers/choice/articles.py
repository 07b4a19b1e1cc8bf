"""Tells a blog's articles by what pages say of themselves, on sites that say it with care."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

from crawlers.choice.kinds import tell_kind
from crawlers.choice.markup import read_json_ld, read_meta
from sameness.records import Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sameness.records import Fetch

_DATED_ARTICLES = frozenset({"BlogPosting", "NewsArticle", "LiveBlogPosting"})

_READ = frozenset({Outcome.FETCHED, Outcome.KEPT})

_NEVER_ARTICLES = frozenset(
    {
        PageKind.HOME,
        PageKind.PRODUCT,
        PageKind.FEATURES,
        PageKind.SOLUTIONS,
        PageKind.PRICING,
        PageKind.ABOUT,
        PageKind.SECURITY,
        PageKind.CONTACT,
        PageKind.CAREERS,
        PageKind.SUPPORT,
        PageKind.LEGAL,
    }
)


def is_article(markup: str) -> bool:
    """Tell whether a page calls itself a dated article; a plain undated ``Article`` doesn't."""
    tree = LexborHTMLParser(markup)
    return (
        read_meta(tree, "article:published_time") != ""
        or read_meta(tree, "og:type").casefold() == "article"
        or any(_describes_article(item) for item in read_json_ld(tree))
    )


def _describes_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    names = {
        kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)
    }
    dated = isinstance(item.get("datePublished"), str)
    return not _DATED_ARTICLES.isdisjoint(names) or ("Article" in names and dated)


def settle_kinds(pages: Sequence[tuple[Fetch, str]]) -> list[tuple[Fetch, str]]:
    """Give one company's pages, those that are articles as ``BLOG``.

    Many site generators call every page an article, the price list included. So the word counts
    only on a site where no page calls itself an article whose address says that it can't be one.
    """
    marked = [f.outcome in _READ and is_article(markup) for f, markup in pages]
    careless = any(
        is_marked and _tell_boldly(fetch) in _NEVER_ARTICLES
        for is_marked, (fetch, _) in zip(marked, pages, strict=True)
    )
    if careless:
        return list(pages)
    return [
        (replace(fetch, kind=_tell_boldly(fetch)) if is_marked else fetch, markup)
        for is_marked, (fetch, markup) in zip(marked, pages, strict=True)
    ]


def _tell_boldly(fetch: Fetch) -> PageKind:
    """Give an article's kind by the plain words of its address, ``BLOG`` where it has none."""
    if fetch.kind is PageKind.HOME:
        return PageKind.HOME
    return tell_kind(fetch.final_url, is_article=True)
