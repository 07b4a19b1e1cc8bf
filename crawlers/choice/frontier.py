"""What to ask for next: marketing pages first, and a bit of every kind before more of one."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawlers.archive.passed_over import PassedOver
from crawlers.choice.addresses import identity
from crawlers.choice.patterns import Patterns, Room
from sameness.records import MARKETING_KINDS, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_WAITING = 20_000
"""Addresses that may wait at a time; a site that names more is machine-made."""

_RANK = {kind: rank for rank, kind in enumerate(PageKind)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page worth asking for: ``depth`` counts links from the home page.

    ``known`` pages were read in an earlier crawl; ``linked`` ones stand in a page, the others in a
    sitemap only.
    """

    url: str
    kind: PageKind
    chosen: str
    depth: int
    known: bool = False
    linked: bool = True


class _Queue:
    """Candidates by kind, the best of each kind first."""

    def __init__(self) -> None:
        self._heaps: dict[PageKind, list[tuple[tuple[int, ...], Candidate]]] = {}
        self._arrival = count()

    def __iter__(self) -> Iterator[Candidate]:
        for heap in self._heaps.values():
            yield from (entry[-1] for entry in sorted(heap, key=lambda entry: entry[0]))

    def push(self, candidate: Candidate) -> None:
        """Let a candidate wait: within its kind, near, known, linked and plain addresses first."""
        parts = urlsplit(candidate.url)
        order = (
            candidate.depth,
            not candidate.known,
            not candidate.linked,
            "?" in identity(candidate.url),
            len(parts.path.strip("/").split("/")),
            next(self._arrival),
        )
        heapq.heappush(self._heaps.setdefault(candidate.kind, []), (order, candidate))

    def kinds(self) -> set[PageKind]:
        """Give the kinds of which pages wait."""
        return set(self._heaps)

    def pop(self, kind: PageKind) -> Candidate:
        """Give the best candidate of a kind of which pages wait."""
        candidate = heapq.heappop(self._heaps[kind])[-1]
        if not self._heaps[kind]:
            del self._heaps[kind]
        return candidate


class Frontier:
    """The addresses of one site that wait, and those that were claimed by a request.

    ``passed_over`` tells what will never be asked for, ``patterns`` how many of a crowd were.
    """

    def __init__(self) -> None:
        self.patterns = Patterns()
        self.passed_over = PassedOver()
        self._queues: dict[Room, _Queue] = {
            room: _Queue() for room in (Room.NOW, Room.SOON, Room.LATER)
        }
        self._depths: dict[str, int] = {}
        self._remembered: dict[str, PageKind] = {}
        self._claimed: set[str] = set()
        self._taken: Counter[PageKind] = Counter()

    def add(self, candidate: Candidate) -> None:
        """Let a candidate wait, unless its page waits already, as near to the home page.

        A page that was known before stays so, and of the kind that it turned out to be.
        """
        page = identity(candidate.url)
        if page in self._claimed or self._depths.get(page, candidate.depth + 1) <= candidate.depth:
            return
        if page not in self._depths:
            if len(self._depths) >= MAX_WAITING:
                self.passed_over.note(candidate.url, f"more than {MAX_WAITING:,} addresses")
                return
            self.patterns.see(candidate.url, candidate.kind)
        self._depths[page] = candidate.depth
        if candidate.known:
            self._remembered[page] = candidate.kind
        elif page in self._remembered:
            candidate = replace(candidate, kind=self._remembered[page], known=True)
        self._queues[Room.NOW].push(candidate)

    def knows(self, url: str) -> bool:
        """Tell whether a page waits, or was asked for, or excluded."""
        page = identity(url)
        return page in self._depths or page in self._claimed

    def claim(self, url: str) -> bool:
        """Tell whether a page was free, and make it taken; for redirects that arrive at it."""
        page = identity(url)
        free = page not in self._claimed
        self._claimed.add(page)
        return free

    def exclude(self, url: str, reason: str) -> None:
        """Make sure that a page isn't asked for, and remember why it wasn't."""
        if self.claim(url):
            self.passed_over.note(url, reason)

    def take(self) -> Candidate | None:
        """Give the best waiting candidate, claimed, or None when nothing waits.

        Marketing kinds come before all others; within those, the kind taken least often comes
        first, then the order of ``PageKind``; within a kind, the fewest links from home. Crowds of
        one pattern get a few places only, and what is left when nothing better waits.
        """
        while (found := self._next_queue()) is not None:
            room, kind = found
            candidate = self._queues[room].pop(kind)
            if self._has_room(candidate, room) and self.claim(candidate.url):
                self.patterns.spend(candidate.url, candidate.kind)
                self._taken[kind] += 1
                return candidate
        return None

    def waiting(self) -> Iterator[Candidate]:
        """Yield what still waits, the best of each kind first."""
        for queue in self._queues.values():
            for candidate in queue:
                if identity(candidate.url) not in self._claimed:
                    yield candidate

    def _next_queue(self) -> tuple[Room, PageKind] | None:
        for kinds in (MARKETING_KINDS, frozenset(PageKind) - MARKETING_KINDS):
            for room, queue in self._queues.items():
                if among := queue.kinds() & kinds:
                    return room, min(among, key=lambda kind: (self._taken[kind], _RANK[kind]))
        return None

    def _has_room(self, candidate: Candidate, waited_for: Room) -> bool:
        """Tell whether a candidate may be asked for now; else let it wait on, or drop it."""
        if identity(candidate.url) in self._claimed:
            return False
        room, shape = self.patterns.room(candidate.url, candidate.kind)
        if room is Room.NEVER:
            self.passed_over.note(candidate.url, f"one of many like {shape}")
        elif room > waited_for:
            self._queues[room].push(candidate)
        return room <= waited_for
