"""Tells a company's name and its other names from its home page."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from crawlers.choice.addresses import registrable_domain
from crawlers.choice.markup import read_json_ld, read_meta
from crawlers.draft.spelling import fold, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

_ORGANISATIONS = frozenset({"Organization", "Corporation", "LocalBusiness", "OnlineBusiness"})
_SEPARATORS = re.compile(r"\s+[-|·•–—:»/]+\s+|\s*[|·•»]\s*|:\s+")
_SAYS_NOTHING = frozenset({"", "home", "homepage", "index", "welcome", "start"})
_MOST_WORDS = 4


def tell_names(tree: LexborHTMLParser, url: str) -> tuple[str, tuple[str, ...]]:
    """Give a company's name and its aliases, the best guess first in each.

    Looks at JSON-LD, ``og:site_name`` and the title, and falls back to the domain. Names of one
    spelling but for case, blanks and punctuation are one name.
    """
    domain = registrable_domain(urlsplit(url).hostname or "") or urlsplit(url).netloc
    stem = domain.split(".")[0] if re.search(r"[^\W\d]", domain) else ""
    stated = [name for name in map(tidy, _stated_names(tree)) if name]
    title = tree.css_first("title")
    headline = tidy(title.text()) if title else ""
    in_headline = _find_spelling(headline, domain) or _find_spelling(headline, stem)
    chosen = (_short_part(text, stem) for text in stated)
    name = (
        next((part for part in chosen if part), "")
        or in_headline
        or _short_part(headline, stem)
        or stem.capitalize()
        or domain
    )
    in_title = _short_part(headline, stem)
    others = [in_headline, in_title if in_headline else "", *_other_names(tree), stem.capitalize()]
    return name, tuple(_without_twins(name, map(tidy, others)))


def _stated_names(tree: LexborHTMLParser) -> Iterator[str]:
    items = list(read_json_ld(tree))
    for kinds in (_ORGANISATIONS, frozenset({"WebSite"})):
        yield from (_text(item, "name") for item in items if _is_any(item, kinds))
    yield read_meta(tree, "og:site_name")
    yield read_meta(tree, "application-name")


def _other_names(tree: LexborHTMLParser) -> Iterator[str]:
    for item in read_json_ld(tree):
        if _is_any(item, _ORGANISATIONS | {"WebSite"}):
            yield _text(item, "legalName")
            alternate = item.get("alternateName")
            names = alternate if isinstance(alternate, list) else [alternate]
            yield from (name for name in names if isinstance(name, str))


def _is_any(item: dict[str, Any], kinds: frozenset[str]) -> bool:
    named = item.get("@type")
    return any(kind in kinds for kind in (named if isinstance(named, list) else [named]))


def _text(item: dict[str, Any], key: str) -> str:
    value = item.get(key)
    return value if isinstance(value, str) else ""


def _short_part(text: str, stem: str) -> str:
    """Give the part between separators that could be a name: with the stem, else the shortest."""
    parts = [part for part in _SEPARATORS.split(text) if fold(part) not in _SAYS_NOTHING]
    short = [part for part in parts if len(part.split()) <= _MOST_WORDS]
    with_stem = [part for part in short if stem and fold(stem) in fold(part)]
    return min(with_stem or short, key=len, default="")


def _find_spelling(text: str, folded: str) -> str:
    """Give the words of a text that spell a domain (``Rocky Linux``: rockylinux), or ``""``."""
    words = [word.strip("|·•–—:,;!?()-") for word in text.split()]
    for length in range(1, _MOST_WORDS + 1):
        for start in range(len(words) - length + 1):
            candidate = " ".join(words[start : start + length])
            if fold(candidate) and fold(candidate) == fold(folded):
                return candidate
    return ""


def _without_twins(name: str, others: Iterator[str]) -> Iterator[str]:
    seen = {fold(name)}
    for other in others:
        if other and fold(other) not in seen:
            seen.add(fold(other))
            yield other
