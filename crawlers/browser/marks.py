"""Where the words and pictures of a home page's window stand, as the page itself laid them out.

A hostile page may lie: then its picture is covered in the wrong places, and nothing else happens.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from importlib import resources

MOST_WORDS = 1500
MOST_PICTURES = 120
LONGEST = 200
"""Characters of a word or a label that are kept."""

MAX_LENGTH = 400_000
"""Characters of marks as they come from a page; more is none."""

_LARGEST = 20_000


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in CSS pixels, from the window's upper left corner; it lies in the window."""

    left: int
    top: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Word:
    """A word, or what a field of a form shows, and where it stands."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something drawn: a picture, with what is said of it.

    ``in_home_link``: it is part of a link to the home page. ``in_head``: it stands in a header, in
    navigation, or at the very top. ``says_logo``: its own names or those around it speak of a logo.
    """

    label: str
    box: Box
    in_home_link: bool
    in_head: bool
    says_logo: bool


@dataclass(frozen=True, slots=True)
class Marks:
    """All that is known of a window of ``width`` x ``height`` pixels, words in reading order.

    ``styled`` is False where no style sheet was there, and no attributes in its place: the page's
    look is the browser's then.
    """

    width: int
    height: int
    words: tuple[Word, ...]
    drawn: tuple[Drawn, ...]
    styled: bool = True


@cache
def marks_script() -> str:
    """Give the expression that a browser evaluates to a page's marks as JSON."""
    return (resources.files("crawlers") / "browser" / "marks.js").read_text(encoding="utf-8")


def parse_marks(text: str | bytes) -> Marks | None:
    """Give the marks that a page's JSON holds, cleaned; None where it is none.

    Numbers that are none, boxes without size or outside of the window, and whatever is beyond the
    caps are left out.
    """
    try:
        found = json.loads(text)
        width, height = _length(found["width"]), _length(found["height"])
        words = [_word(row, width, height) for row in found["words"][:MOST_WORDS]]
        drawn = [_drawn(row, width, height) for row in found["pictures"][:MOST_PICTURES]]
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError):
        return None
    if not width or not height:
        return None
    return Marks(
        width,
        height,
        tuple(word for word in words if word is not None),
        tuple(one for one in drawn if one is not None),
        # Windows of which nobody noted it are taken for styled.
        found.get("styled") is not False,
    )


def _word(row: list[object], width: int, height: int) -> Word | None:
    text, *place = row
    box = _box(place, width, height)
    return Word(str(text)[:LONGEST], box) if box and isinstance(text, str) else None


def _drawn(row: list[object], width: int, height: int) -> Drawn | None:
    label, left, top, wide, high, in_home_link, in_head, says_logo = row
    box = _box([left, top, wide, high], width, height)
    if box is None or not isinstance(label, str):
        return None
    return Drawn(label[:LONGEST], box, in_home_link is True, in_head is True, says_logo is True)


def _box(place: list[object], width: int, height: int) -> Box | None:
    """Give the part of a rectangle that lies in the window, None where there is none."""
    left, top, wide, high = (_number(one) for one in place)
    right, bottom = min(left + wide, width), min(top + high, height)
    left, top = max(left, 0), max(top, 0)
    return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None


def _length(value: object) -> int:
    return max(0, _number(value))


def _number(value: object) -> int:
    """Give a whole number of pixels; raises ValueError for what is none."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("no number")
    return round(max(-_LARGEST, min(_LARGEST, value)))
