"""Compares pages by the words that they say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

_SILENT = ["script", "style", "noscript", "template", "svg", "nav", "footer"]
"""Elements whose text is never what a page says."""

_WORD = re.compile(r"[^\W\d_]{2,}")

_ENOUGH = 8
"""Words below which what two pages say can't be compared apart from what all pages say."""

_ALIKE = 0.9


def read_text(tree: LexborHTMLParser) -> str:
    """Give a page's text without its navigation; takes those parts out of the tree."""
    tree.strip_tags(_SILENT)
    body = tree.body
    return body.text(separator=" ") if body else ""


def split_words(text: str) -> tuple[str, ...]:
    """Give the words of a text in order and in lower case.

    Numbers are no words: counters and dates change while a page stays the same.
    """
    return tuple(_WORD.findall(text.casefold()))


def overlap(one: frozenset[str], other: frozenset[str]) -> float:
    """Give the share of all words of two pages that both have, 0 to 1; 0 where there are none."""
    return len(one & other) / len(one | other) if one or other else 0.0


def are_alike(one: frozenset[str], other: frozenset[str], common: frozenset[str]) -> bool:
    """Tell whether one of two pages says nothing that the other doesn't say too.

    ``common`` are the words that stand on all pages of the site and so tell nothing.
    """
    smaller, larger = sorted((one - common, other - common), key=len)
    if len(smaller) < _ENOUGH:
        return overlap(one, other) >= _ALIKE
    return len(smaller & larger) >= _ALIKE * len(smaller)
