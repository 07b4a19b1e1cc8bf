"""Tells where a page stops speaking for itself: headings that announce other pages or people."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pipeline.text.elements import heading_level

if TYPE_CHECKING:
    from pipeline.text.elements import Element

_POSTS = r"(?:news|posts?|articles?|blogs?|stories|updates|announcements|reading|resources|guides)"
_PAGES = re.compile(
    rf"(?:the |our )?(?:latest|recent|related|more|further)(?: \w+)? {_POSTS}\b|related\b"
    r"|(?:more |news |latest )?from (?:the|our) blog\b|(?:read|up) next\b|keep reading\b|see also\b"
    r"|you (?:may|might) also\b|in the news\b|(?:news|blog)$",
    re.I,
)
_VOICES = re.compile(
    r"(?:\w+ )?what (?!we\b|you\b|it\b|i\b)(?:[\w'’]+ ){1,4}(?:say|saying|said|think of)\b"
    r"|(?:\w+ )?testimonials?$"
    r"|(?:customer|user|client)s? (?:reviews|voices|stories|quotes)\b|.*\bloved by\b"
    r"|.*\btake our word\b|wall of love\b|in their (?:own )?words\b|kind words\b",
    re.I,
)
_LONGEST = 60
"""Characters of such a heading."""
_ALONE = 160
"""Characters up to which an element holds such a heading and at most a sentence beside it."""
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_NO_LEVEL = 7


class Announced(StrEnum):
    """What a heading says of that which stands under it."""

    PAGES = "other pages"
    VOICES = "other people's words"


@dataclass(slots=True)
class Part:
    """The part of one element under a heading that announces what is not the page's own.

    It runs from that heading to the next one beside it of its level or above, or to the element's
    end. ``level`` is that of its heading, 0 outside of such a part; ``wrapped`` tells that the
    heading stands in a wrapper of its own, as the next one then will, too.
    """

    what: Announced | None = None
    level: int = 0
    wrapped: bool = False

    def of(self, child: Element) -> Announced | None:
        """Give what the next child belongs to, None where it is the page's own."""
        level = heading_level(child)
        announced = _announced_by(child) if level > 1 else None
        if announced:
            self.what, self.level, self.wrapped = announced, level, False
        elif (_highest_heading(child) if self.wrapped else level or _NO_LEVEL) <= self.level:
            self.what, self.level = None, 0
        return self.what

    def inherit(self, inner: Part, element: Element) -> None:
        """Take over from a child that wraps such a heading alone: the part follows the wrapper."""
        if inner.what and element.length <= _ALONE and not element.links:
            self.what, self.level, self.wrapped = inner.what, inner.level, True


def _announced_by(heading: Element) -> Announced | None:
    if heading.length > _LONGEST:
        return None
    if _PAGES.match(heading.text):
        return Announced.PAGES
    return Announced.VOICES if _VOICES.match(heading.text) else None


def _highest_heading(element: Element) -> int:
    """Give the level of the highest heading that an element is or holds, 7 where there is none."""
    inside = (int(tag[1]) for tag in element.tags if tag in _HEADINGS)
    return min(inside, default=heading_level(element) or _NO_LEVEL)
