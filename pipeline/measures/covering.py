"""Where bars must lie on a picture of a page so that it no longer says whose it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from crawlers.browser.marks import Box
from pipeline.text.masking import Masker

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from crawlers.browser.marks import Drawn, Marks, Word

PADDING = 3
"""Pixels that a bar reaches beyond what it covers."""

GAP = 14
"""Pixels between two bars of one line below which they become one: a space."""

LARGEST_LOGO = 0.12
"""Share of the window from which a picture is what the page shows, unless it is called a logo."""


def bars_over(marks: Marks, terms: Iterable[tuple[str, str]]) -> list[Box]:
    """Give the boxes to cover: words that say whose a page is, and its own logo.

    ``terms`` are (term, kind) pairs as for the company's statements: what is weeded out of a text
    is covered here, by the same matcher. Names inside of other pictures stay to be seen.
    """
    masker = Masker(terms)
    boxes = [word.box for word in _telling(marks.words, masker)]
    boxes += [one.box for one in marks.drawn if _is_logo(one, marks, masker)]
    padded = (_pad(box, marks.width, marks.height) for box in boxes)
    return _join(sorted(padded, key=lambda box: (box.top, box.left, box.width, box.height)))


def _telling(words: Sequence[Word], masker: Masker) -> list[Word]:
    """Give the words that a match touches; a name may stand in several words or elements."""
    text = " ".join(word.text for word in words)
    found = {term for term, _ in masker.mask(text).removed if term.strip()}
    if not found:
        return []
    longest = sorted(found, key=lambda term: (-len(term), term))
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(term) for term in longest)})(?!\w)")
    spans = [match.span() for match in pattern.finditer(text)]
    telling, start, place = [], 0, 0
    for word in words:
        end = start + len(word.text)
        while place < len(spans) and spans[place][1] <= start:
            place += 1
        if place < len(spans) and spans[place][0] < end:
            telling.append(word)
        start = end + 1
    return telling


def _is_logo(one: Drawn, marks: Marks, masker: Masker) -> bool:
    names_it = bool(masker.mask(one.label).removed)
    if one.says_logo and names_it:
        return True  # of any size: what is called the company's logo is nothing else
    if one.box.width * one.box.height > LARGEST_LOGO * marks.width * marks.height:
        return False
    if one.in_head and (one.in_home_link or one.says_logo):
        return True
    return one.in_home_link or names_it


def _pad(box: Box, width: int, height: int) -> Box:
    left, top = max(0, box.left - PADDING), max(0, box.top - PADDING)
    right = min(width, box.left + box.width + PADDING)
    lower = min(height, box.top + box.height + PADDING)
    return Box(left, top, right - left, lower - top)


def _join(boxes: Iterable[Box]) -> list[Box]:
    """Give the boxes with neighbours on one line made one."""
    joined: list[Box] = []
    for box in boxes:
        last = next((n for n in reversed(range(len(joined))) if _beside(joined[n], box)), None)
        if last is None:
            joined.append(box)
        else:
            joined[last] = _around(joined[last], box)
    return joined


def _beside(one: Box, other: Box) -> bool:
    shared = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    gap = max(one.left, other.left) - min(one.left + one.width, other.left + other.width)
    alike = max(one.height, other.height) <= 1.5 * min(one.height, other.height)
    return alike and gap <= GAP and shared >= 0.6 * min(one.height, other.height)


def _around(one: Box, other: Box) -> Box:
    left, top = min(one.left, other.left), min(one.top, other.top)
    right = max(one.left + one.width, other.left + other.width)
    lower = max(one.top + one.height, other.top + other.height)
    return Box(left, top, right - left, lower - top)
