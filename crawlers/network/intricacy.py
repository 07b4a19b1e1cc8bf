"""Tells markup that would keep an HTML parser busy for minutes, before one is asked to read it.

Parsers walk all open elements for many a tag, and all attributes of an element for each of them, so
that a few megabytes of ``<ul><li>`` or of attributes take an hour. Counting tags is linear.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from crawlers.network.foreign import Foreign, closes_itself

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 1_000
"""Elements that may be open at a time; real pages stay far below a hundred."""

MAX_ATTRIBUTES = 1_000
"""Attributes of one element."""

MAX_OPTIONS = 10_000
"""Options of lists to choose from, terms and their definitions, and the like, on one page."""

_TAG = re.compile(
    r"<(?:!--(?:-?>)?|(/?)([a-zA-Z][a-zA-Z0-9-]*)"
    r"((?:=\s*\"[^\"]*\"|=\s*'[^']*'|[^>=]++|=)*+))"
)
_VALUES = re.compile(r"=\s*(\"[^\"]*\"|'[^']*')|/")
_COMMENT_END = re.compile(r"--!?>")
_RAW_TEXT = frozenset(
    {"script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes"}
)
_ONE_OF_A_KIND = frozenset({"html", "body"})

_DO_NOT_NEST = frozenset(
    {
        *("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param"),
        *("source", "track", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody"),
        *("tfoot", "option", "optgroup", "rp", "rt", "colgroup"),
    }
    | _RAW_TEXT
)
"""Void elements, those that close one another when nobody closes them, and those without any."""

_CLOSE_AT_TIMES = frozenset({"option", "optgroup", "rp", "rt", "rb", "rtc", "dt", "dd"})
"""Those that close one another in some places only, and in others pile up."""


def is_too_intricate(markup: str) -> bool:
    """Tell whether more elements are open somewhere, or of one kind, than any page needs.

    A closing tag counts only against an opening one of its own name, and never for ``html`` and
    ``body``, whose repetitions and attributes all go to one element.
    """
    is_open: defaultdict[str, int] = defaultdict(int)
    depth = options = merged = 0
    for closes, name, attributes in _tags(markup):
        if name in _ONE_OF_A_KIND and not closes:
            merged += _count(attributes)
        if merged > MAX_ATTRIBUTES or _has_too_many(attributes):
            return True
        options += name in _CLOSE_AT_TIMES and not closes
        if name not in _DO_NOT_NEST:
            step = _step(closes, name, is_open[name])
            is_open[name] += step
            depth += step
        if depth > MAX_DEPTH or options > MAX_OPTIONS:
            return True
    return False


def _step(closes: str, name: str, is_open: int) -> int:
    if not closes:
        return 1
    return -1 if is_open and name not in _ONE_OF_A_KIND else 0


def _has_too_many(attributes: str) -> bool:
    long_enough = len(attributes) > 2 * MAX_ATTRIBUTES
    return long_enough and _count(attributes) > MAX_ATTRIBUTES


def _count(attributes: str) -> int:
    return len(_VALUES.sub(" ", attributes).split())


def _tags(markup: str) -> Iterator[tuple[str, str, str]]:
    """Yield a closing tag's slash, name and attributes; skips comments, scripts and such.

    Shapes of SVG that close themselves are left out, too. Where a script may be markup, its tags
    count, but close nothing outside of it.
    """
    foreign = Foreign(markup)
    place = 0
    while tag := _TAG.search(markup, place):
        place = tag.end()
        closes, name, attributes = tag.groups()
        if name is None:
            place = _end_of_comment(markup, tag)
            continue
        name = name.lower()
        if foreign.is_certain and closes_itself(name, attributes):
            continue
        (foreign.close if closes else foreign.open)(name)
        yield closes, name, attributes
        if not closes and name in _RAW_TEXT:
            start, place = place, _end_of_raw_text(markup, name, place)
            if foreign.is_possible:
                foreign.hold(markup[start:place])
                yield from _doubtful_tags(markup[start:place])


def _doubtful_tags(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield the tags of a text that may be markup, of the closing ones those of its own."""
    opened: defaultdict[str, int] = defaultdict(int)
    for tag in _TAG.finditer(text):
        closes, name, attributes = tag.groups()
        if name is None or (closes and not opened[name.lower()]):
            continue
        opened[name.lower()] += -1 if closes else 1
        yield closes, f"foreign {name.lower()}", attributes


def _end_of_comment(markup: str, opening: re.Match[str]) -> int:
    if opening[0].endswith(">"):
        return opening.end()
    end = _COMMENT_END.search(markup, opening.end())
    return end.end() if end else len(markup)


def _end_of_raw_text(markup: str, name: str, place: int) -> int:
    end = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(markup, place)
    return end.start() if end else len(markup)
