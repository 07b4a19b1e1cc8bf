"""Tells when an address leads to a page that was read already under another."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from crawlers.choice.addresses import identity
from crawlers.choice.likeness import are_alike

if TYPE_CHECKING:
    from collections.abc import Iterator

    from crawlers.choice.links import Outline

_ENOUGH = 20
"""Words that a page must have to be known by its text alone; shells of scripts have fewer."""


class Copies:
    """The pages of one site that were read, by what they say and by what they call themselves.

    A canonical address is a claim that is checked, never an order: many sites name their home page,
    or a neighbour, on every page by mistake. Two pages are one only where one of them names the
    other, or both name the same, and neither says much that the other doesn't. ``common`` are the
    words of the home page, which count as said on every page.
    """

    def __init__(self) -> None:
        self._said: dict[str, frozenset[str]] = {}
        self._groups: defaultdict[str, list[str]] = defaultdict(list)
        self._texts: dict[int, str] = {}
        self.common: frozenset[str] = frozenset()

    def find_original(self, outline: Outline, url: str) -> str:
        """Give the address of the page that this one is a copy of, empty where it is none."""
        original = self._find_same_text(outline) or self._find_claimed(outline, url)
        if original:
            for name in _names(outline, url):
                self._groups[name].append(original)
        return original

    def add(self, outline: Outline, url: str) -> None:
        """Take a page in; the first is the home page."""
        words = frozenset(outline.words)
        self.common = self.common if self._said else words
        self._said[url] = words
        self._texts.setdefault(_text_of(outline), url)
        for name in _names(outline, url):
            self._groups[name].append(url)

    def _find_same_text(self, outline: Outline) -> str:
        if len(outline.words) < _ENOUGH:
            return ""
        return self._texts.get(_text_of(outline), "")

    def _find_claimed(self, outline: Outline, url: str) -> str:
        words = frozenset(outline.words)
        for name in _names(outline, url):
            for other in self._groups[name]:
                # Every page says what the home page says, once that counts as common.
                is_home = self._said[other] == self.common
                common = frozenset[str]() if is_home else self.common
                if are_alike(words, self._said[other], common):
                    return other
        return ""


def _names(outline: Outline, url: str) -> Iterator[str]:
    """Yield under which addresses a page may be known."""
    yield identity(url)
    if outline.canonical and identity(outline.canonical) != identity(url):
        yield identity(outline.canonical)


def _text_of(outline: Outline) -> int:
    return hash((outline.title, outline.text))
