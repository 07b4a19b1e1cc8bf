"""What to ask for next: marketing pages first, and a bit of every kind before more of one."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from itertools import count
from urllib.parse import urlsplit

from crawlers.addresses import identity
from sameness.records import MARKETING_KINDS, PageKind

MAX_WAITING = 20_000
"""Addresses that may wait at a time; a site that names more is machine-made."""

_RANK = {kind: rank for rank, kind in enumerate(PageKind)}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A page worth asking for: ``depth`` counts links from the home page."""

    url: str
    kind: PageKind
    chosen: str
    depth: int


class Frontier:
    """The addresses of one site that wait, and those that were claimed by a request."""

    def __init__(self) -> None:
        self._queues: dict[PageKind, list[tuple[int, int, int, Candidate]]] = {}
        self._known: set[str] = set()
        self._claimed: set[str] = set()
        self._taken: Counter[PageKind] = Counter()
        self._arrival = count()

    def add(self, candidate: Candidate) -> None:
        """Let a candidate wait, unless its page is known already."""
        page = identity(candidate.url)
        if page in self._known or len(self._known) >= MAX_WAITING:
            return
        self._known.add(page)
        path_length = len(urlsplit(candidate.url).path.strip("/").split("/"))
        entry = (candidate.depth, path_length, next(self._arrival), candidate)
        heapq.heappush(self._queues.setdefault(candidate.kind, []), entry)

    def claim(self, url: str) -> bool:
        """Tell whether a page was free, and make it taken; for redirects that arrive at it."""
        page = identity(url)
        free = page not in self._claimed
        self._claimed.add(page)
        self._known.add(page)
        return free

    def exclude(self, url: str) -> None:
        """Make sure that a page isn't asked for."""
        self.claim(url)

    def take(self) -> Candidate | None:
        """Give the best waiting candidate, claimed, or None when nothing waits.

        Marketing kinds come before all others; within those, the kind taken least often comes
        first, then the order of ``PageKind``; within a kind, the fewest links from home.
        """
        while (kind := self._next_kind()) is not None:
            candidate = heapq.heappop(self._queues[kind])[-1]
            if not self._queues[kind]:
                del self._queues[kind]
            if self.claim(candidate.url):
                self._taken[kind] += 1
                return candidate
        return None

    def _next_kind(self) -> PageKind | None:
        return min(
            self._queues,
            key=lambda kind: (kind not in MARKETING_KINDS, self._taken[kind], _RANK[kind]),
            default=None,
        )
