"""Tells what a page is for by how it is built, where neither address nor words say it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawlers.choice.markup import read_json_ld
from sameness.records import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

_TYPES = {
    "AboutPage": PageKind.ABOUT,
    "ContactPage": PageKind.CONTACT,
    "JobPosting": PageKind.CAREERS,
    "Event": PageKind.BLOG,
    "QAPage": PageKind.SUPPORT,
    "TechArticle": PageKind.DOCS,
    "APIReference": PageKind.DOCS,
}
"""What types of schema.org say of the page that bears them; those of its products say nothing."""

_NUMBER = r"(?<![\d.,])\d[\d.,]{0,11}"
_AMOUNT = rf"(?:[$€£¥]\s?{_NUMBER}|{_NUMBER}\s?(?:[€£]|(?:usd|eur|gbp|chf)\b))"
_CURRENCIES = ("$", "€", "£", "¥", "usd", "eur", "gbp", "chf")
"""What an amount has one of: most pages have none, and looking for it is quick."""

_PERIOD = (
    r"[\s*]{0,9}(?:/|per|a|pro|im|par|al|por)\s{0,9}"
    r"(?:user|seat|member|month|mo\b|year|yr|monat|jahr|mois|an\b|mes)"
)
_RATE = re.compile(_AMOUNT + _PERIOD)

_FEWEST_RATES = 3
"""Prices by the month or year that make a price list; fewer are mentioned in passing."""

_LONGEST_FORM_PAGE = 250
"""Words up to which a page with a form for a message is there for that form."""


def tell_by_markup(tree: LexborHTMLParser) -> PageKind:
    """Give the kind that a page's data for machines names, ``OTHER`` where it names none."""
    return next((_TYPES[name] for name in _names(tree) if name in _TYPES), PageKind.OTHER)


def tell_by_build(tree: LexborHTMLParser, text: str) -> PageKind:
    """Give the kind that a list of prices or a form for a message gives away, else ``OTHER``.

    ``text`` is the page's text without its navigation.
    """
    if len(_read_rates(text.casefold())) >= _FEWEST_RATES:
        return PageKind.PRICING
    if len(text.split()) <= _LONGEST_FORM_PAGE and _asks_for_message(tree):
        return PageKind.CONTACT
    return PageKind.OTHER


def _read_rates(text: str) -> set[str]:
    if not any(currency in text for currency in _CURRENCIES):
        return set()
    return set(_RATE.findall(text))


def _names(tree: LexborHTMLParser) -> Iterator[str]:
    for item in read_json_ld(tree):
        named = item.get("@type")
        yield from (
            n for n in (named if isinstance(named, list) else [named]) if isinstance(n, str)
        )


def _asks_for_message(tree: LexborHTMLParser) -> bool:
    return any(
        form.css_first("textarea") is not None and form.css_first("input[type=email]") is not None
        for form in tree.css("form")
    )
