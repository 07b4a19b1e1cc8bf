"""Tells machine-made crowds of addresses by their shape, whatever their words are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from crawlers.choice.languages import language_of
from sameness.records import PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]+")
_SCRIPT = re.compile(r"^[^/]+\.(php\d?|aspx?|jsp|cgi|pl)$")
_EXTENSION = re.compile(r"\.\w{2,5}$")


class Room(IntEnum):
    """When a page of a pattern is worth asking for, from at once to never."""

    NOW = 0
    SOON = 1
    LATER = 2
    NEVER = 3


@dataclass(frozen=True, slots=True)
class Pattern:
    """A shape that addresses share.

    Up to ``small`` addresses are an ordinary section. Of a larger one, ``few`` are asked for, and
    more only where nothing better waits; past ``many``, none at all. ``odd`` ones have to wait for
    pages that stand alone.
    """

    shape: str
    small: int
    few: int
    many: int
    odd: bool


def _section(shape: str, *, odd: bool) -> Pattern:
    return Pattern(shape, small=12, few=6, many=30, odd=odd)


def _machine(shape: str, few: int) -> Pattern:
    return Pattern(shape, small=few, few=few, many=few, odd=True)


class Patterns:
    """Counts the addresses of one site by shape.

    ``root`` is the path below which the site lives, such as ``/en/``.
    """

    def __init__(self) -> None:
        self.root = "/"
        self._seen: Counter[str] = Counter()
        self._taken: Counter[str] = Counter()

    def see(self, url: str, kind: PageKind) -> None:
        """Take note that an address was named somewhere; once for each."""
        self._seen.update(pattern.shape for pattern in find_patterns(url, kind, self.root))

    def spend(self, url: str, kind: PageKind) -> None:
        """Take note that an address is asked for."""
        self._taken.update(pattern.shape for pattern in find_patterns(url, kind, self.root))

    def room(self, url: str, kind: PageKind) -> tuple[Room, str]:
        """Give whether an address is worth asking for, and the shape that speaks against it."""
        rooms = [(self._room_of(p), p.shape) for p in find_patterns(url, kind, self.root)]
        return max(rooms, default=(Room.NOW, ""))

    def _room_of(self, pattern: Pattern) -> Room:
        seen = self._seen[pattern.shape]
        if seen <= pattern.small:
            return Room.NOW
        if self._taken[pattern.shape] < pattern.few:
            return Room.SOON if pattern.odd else Room.NOW
        return Room.LATER if seen <= pattern.many else Room.NEVER


def find_patterns(url: str, kind: PageKind, root: str = "/") -> Iterator[Pattern]:
    """Yield the shapes of an address, as paths with ``*`` for a varying part and ``#`` for digits.

    Pages right below the root have none, unless they are numbered: a site's main pages lie there.
    """
    parts = urlsplit(url)
    segments = _segments(parts.path, root)
    host = parts.netloc.removeprefix("www.")
    if parts.query:
        yield from _query_patterns(host, segments, parts.query)
    if segments and _is_numbered(segments[-1]):
        yield _machine(f"{host}/{'/'.join(map(_blur, segments))}", few=3)
        yield _machine(f"{host}/**/#", few=12)
    else:
        yield from _section_patterns(host, segments, kind)


def _segments(path: str, root: str) -> list[str]:
    """Give a path's segments below the root, without a language's prefix."""
    below = path.removeprefix(root) if root != "/" else path
    segments = [segment.casefold() for segment in below.split("/") if segment]
    return segments[1:] if segments and language_of(segments[0]) else segments


def _query_patterns(host: str, segments: list[str], query: str) -> Iterator[Pattern]:
    names = "&".join(sorted({name for name, _ in parse_qsl(query, keep_blank_values=True)}))
    path = "/".join(map(_blur, segments))
    if "&" not in names and (not segments or _SCRIPT.search(path)):
        # Some sites keep all their pages under one script: /?page_id=7, /index.php?id=7.
        yield _section(f"{host}/{path}?{names}", odd=True)
        return
    yield _machine(f"{host}/{path}?{names}", few=3)
    yield _machine(f"{host}/{path}?*", few=4)


def _section_patterns(host: str, segments: list[str], kind: PageKind) -> Iterator[Pattern]:
    if len(segments) < 2:
        return
    *parents, last = segments
    odd = kind is PageKind.OTHER
    yield _section(f"{host}/{'/'.join(parents)}/* ({kind})", odd=odd)
    yield _section(f"{host}/**/{last}", odd=odd)
    if len(parents) > 1:
        yield _section(f"{host}/{parents[0]}{'/*' * len(parents)} ({kind})", odd=odd)


def _is_numbered(segment: str) -> bool:
    """Tell whether a segment is a number with at most one word: ``123``, ``item-123``, ``2026-05``.

    A headline with a number in it (``top-10-tools``) is no such thing.
    """
    plain = _EXTENSION.sub("", segment)
    return _DIGITS.search(plain) is not None and len(_WORDS.findall(plain)) <= 1


def _blur(segment: str) -> str:
    return _DIGITS.sub("#", segment)
