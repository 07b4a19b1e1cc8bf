"""Tells what a page is for, from its address, its title and the words that link to it."""

from __future__ import annotations

from sameness.records import PageKind


def tell_kind(url: str, title: str = "", anchor: str = "", *, is_article: bool = False) -> PageKind:
    """Give a page's kind (provisional)."""
    del title, anchor, url
    return PageKind.BLOG if is_article else PageKind.OTHER
