"""Where a text bears a mark of an axis: passages with their place, none counted twice."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.measures.voice.axes import LIMITS, PEOPLE, Axis, read_axes, read_axis
from pipeline.text.identity import is_common

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

LONGEST = 2000
"""Characters of a statement that are read: what is longer is no sentence."""
_NAME_AHEAD = re.compile(r"(?P<start>^|[.!?:] )?(?P<name>[A-Z][\w.-]*?)(?:['’]s)? $")
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

    ``people`` are the names of people found in it, ``own`` the words, in small letters, by which
    the speaker calls itself: a limit of somebody else's product is no limit of one's own.
    """
    read = text[:LONGEST]
    return [mark for axis in read_axes() for mark in _marks_of(axis, read, people, own)]


def _marks_of(axis: Axis, text: str, people: Sequence[str], own: Collection[str]) -> Iterator[Mark]:
    if axis.marks is None:
        yield from _named(text, people)
        return
    matches = [match.span() for match in axis.marks.finditer(text)]
    if not matches:
        return
    barred = [m.span() for m in axis.excluded.finditer(text)] if axis.excluded else []
    for start, end in matches:
        touched = any(start < stop and begin < end for begin, stop in barred)
        if not touched and not (axis.id == LIMITS and _of_another(text[:start], own)):
            yield Mark(axis.id, start, end)


def _of_another(ahead: str, own: Collection[str]) -> bool:
    """Tell whether a name that is not one's own stands right before a passage, as its subject."""
    found = _NAME_AHEAD.search(ahead)
    if found is None or found["name"].lower() in own:
        return False
    return found["start"] is None or not is_common(found["name"])


def _named(text: str, people: Sequence[str]) -> Iterator[Mark]:
    """Yield the first place of each name that begins with a given name."""
    given = read_axis(PEOPLE).given_names
    for name in dict.fromkeys(people):
        full = _FULL_NAME.match(name)
        at = text.find(full[0]) if full and full["given"].lower() in given else -1
        if full and at >= 0:
            yield Mark(PEOPLE, at, at + len(full[0]))
