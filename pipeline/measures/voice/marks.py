"""Where a text bears a mark of an axis: passages with their place, none counted twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.measures.voice.axes import LIMITS, PEOPLE, PRICES, Axis, read_axes
from pipeline.measures.voice.subjects import is_named_another, is_of_another

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

LONGEST = 2000
"""Characters of a statement that are read: what is longer is no sentence."""
BRIEF, BEFORE, AFTER = 40, 45, 30
"""Characters of a text that says nothing but a mark, and those read on both sides of one."""
SAID_OF_OWN = {LIMITS: is_of_another, PRICES: is_named_another}
"""Axes on which nothing counts that is said of somebody else, and how that is told."""
_LETTERS = re.compile(r"[^\W\d_]+")
_FULL_NAME = re.compile(
    r"(?P<given>[^\W\d_]+)\.?(?: [A-Z]\.| (?:van|von|de|da|del|der|den|ten|le|la|di))*"
    r" [A-Z][\w'’-]+"
)


@dataclass(frozen=True, slots=True)
class Mark:
    """One passage of a text that counts on an axis: ``text[start:end]``."""

    axis: str
    start: int
    end: int


def find_marks(text: str, people: Sequence[str] = (), own: Collection[str] = ()) -> list[Mark]:
    """Give the marks of a text by axis, then by place.

    ``people`` are the names of people found in it. ``own`` are the words, in small letters, by
    which the speaker calls itself: they are no mark, and a limit or a price of somebody else's is
    none of one's own.
    """
    read = text[:LONGEST]
    return [mark for axis in read_axes() for mark in _marks_of(axis, read, people, own)]


def may_name_people(text: str) -> bool:
    """Tell whether any person that ``find_marks`` could be told of may stand in a text.

    It has a listed given name with a capital; no other text need be searched for names.
    """
    words = [word.lower() for word in _LETTERS.findall(text) if word[0].isupper()]
    return any(not axis.given_names.isdisjoint(words) for axis in read_axes())


def _marks_of(axis: Axis, text: str, people: Sequence[str], own: Collection[str]) -> Iterator[Mark]:
    if axis.marks is None:
        yield from _named(axis, text, people, own)
        return
    matches = [match.span() for match in axis.marks.finditer(text)]
    if not matches:
        return
    barred = [m.span() for m in axis.excluded.finditer(text)] if axis.excluded else []
    is_anothers = SAID_OF_OWN.get(axis.id, _never)
    for start, end in matches:
        if any(start < stop and begin < end for begin, stop in barred):
            continue
        if _is_own_name(text[start:end], own) or _stands_alone(axis, text, start, end):
            continue
        if not is_anothers(text, start, own):
            yield Mark(axis.id, start, end)


def _stands_alone(axis: Axis, text: str, start: int, end: int) -> bool:
    """Tell whether what an axis wants beside its marks is missing, and the text says more."""
    if axis.beside is None or len(text) <= BRIEF:
        return False
    return axis.beside.search(text, max(0, start - BEFORE), end + AFTER) is None


def _never(text: str, start: int, own: Collection[str]) -> bool:
    del text, start, own
    return False


def _is_own_name(passage: str, own: Collection[str]) -> bool:
    """Tell whether a passage is but a capitalised part of the speaker's name ("Perfect Ovens")."""
    return passage[:1].isupper() and all(word in own for word in passage.lower().split())


def _named(axis: Axis, text: str, people: Sequence[str], own: Collection[str]) -> Iterator[Mark]:
    """Yield the first place of each name that begins with a given name."""
    for name in dict.fromkeys(people):
        full = _FULL_NAME.match(name)
        at = text.find(full[0]) if full and full["given"].lower() in axis.given_names else -1
        if full and at >= 0 and not _is_product(axis, full[0], own):
            yield Mark(PEOPLE, at, at + len(full[0]))


def _is_product(axis: Axis, name: str, own: Collection[str]) -> bool:
    """Tell whether a name is no person's: one's own, listed, or with an acronym ("Scott AI")."""
    listed = axis.excluded is not None and axis.excluded.search(name) is not None
    acronym = re.search(r"\b[A-Z]{2,3}\b(?!\.)", name) is not None
    return listed or acronym or _is_own_name(name, own)
