"""Cross-posts: one company's same words on two platforms within a week."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

SHINGLE = 3
"""Words in a row that are compared."""
LEAST_ALIKE = 0.5
"""Jaccard similarity of shingles from which two posts are one post (how it was set: docs)."""
FEWEST_WORDS = 3
"""Words below which a post is too little to be told from any other."""
DAYS = 7

_LINK = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[a-z]{2,12}/\S*",
    re.IGNORECASE,
)
_MENTION = re.compile(r"(?<![\w@])@[\w.-]+(?:@[\w.-]+)?")
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\])\W*$")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Wording:
    """A post's own words in small letters; ``cut``: it breaks off where the platform ends it."""

    words: tuple[str, ...]
    cut: bool


@dataclass(frozen=True, slots=True)
class Message:
    """A post to be compared: where it stands, when it was sent (UTC), and its words."""

    platform: str
    posted_at: datetime
    wording: Wording


@dataclass(frozen=True, slots=True)
class Copy:
    """Two messages by their numbers, the earlier one first; ``alike`` is 0-1."""

    first: int
    second: int
    alike: float


def read_wording(text: str) -> Wording:
    """Give a post's words without links, mentions, closing hashtags and the sign of a cut.

    A hashtag inside a sentence is a word of it. Of a text that breaks off the last word may be half
    a word, and is left out.
    """
    parts = _MENTION.sub(" ", _LINK.sub(" ", text)).split()
    while parts and parts[-1].startswith("#"):
        parts.pop()
    bare = " ".join(parts)
    words = [word.lower().replace("’", "'") for word in _WORD.findall(bare)]
    cut = bool(_CUT.search(bare))
    return Wording(tuple(words[:-1] if cut else words), cut)


def alike(one: Wording, other: Wording) -> float:
    """Give how alike two wordings are: Jaccard of their runs of three words, 0-1.

    A wording that breaks off is compared with as many words of the other. Fewer than three words
    are like nothing.
    """
    ends = [len(w.words) for w in (one, other) if w.cut]
    end = min(ends, default=None)
    mine, theirs = _shingles(one.words[:end]), _shingles(other.words[:end])
    both = len(mine & theirs)
    return both / (len(mine) + len(theirs) - both) if both else 0.0


def find_copies(messages: Sequence[Message]) -> list[Copy]:
    """Give the pairs of one company's messages that are copies on two platforms, in order.

    Of each message only the most similar one on each other platform within ``DAYS`` days counts,
    of equals the nearest in time. ``messages`` may come in any order; numbers are places in it.
    """
    best: dict[tuple[int, str], tuple[tuple[float, float, int], Copy]] = {}
    for a, b in _candidates(messages):
        likeness = alike(messages[a].wording, messages[b].wording)
        if likeness < LEAST_ALIKE:
            continue
        apart = hours_apart(messages[a], messages[b])
        for one, other in ((a, b), (b, a)):
            rank = (-likeness, apart, other)
            key = (one, messages[other].platform)
            if key not in best or rank < best[key][0]:
                best[key] = (rank, _ordered(messages, a, b, likeness))
    found = {(copy.first, copy.second): copy for _, copy in best.values()}
    return [found[key] for key in sorted(found)]


def hours_apart(one: Message, other: Message) -> float:
    """Give the time between two messages in hours, never negative."""
    return abs((one.posted_at - other.posted_at).total_seconds()) / 3600.0


def _ordered(messages: Sequence[Message], a: int, b: int, likeness: float) -> Copy:
    first, second = sorted((a, b), key=lambda n: (messages[n].posted_at, n))
    return Copy(first, second, likeness)


def _candidates(messages: Sequence[Message]) -> Iterator[tuple[int, int]]:
    """Give the pairs on two platforms, near in time, that share enough runs of three words."""
    shingles = [_shingles(message.wording.words) for message in messages]
    places: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number in sorted(range(len(messages)), key=lambda n: messages[n].posted_at):
        message = messages[number]
        shared: Counter[int] = Counter()
        for shingle in shingles[number]:
            shared.update(_recent(places[shingle], message, messages))
            places[shingle].append(number)
        for other, both in shared.items():
            cut = message.wording.cut or messages[other].wording.cut
            most = both / (len(shingles[number]) + len(shingles[other]) - both)
            if messages[other].platform != message.platform and (cut or most >= LEAST_ALIKE):
                yield other, number


def _recent(numbers: Sequence[int], message: Message, messages: Sequence[Message]) -> Iterator[int]:
    """Yield those of the messages, given in order of time, that are near enough to the newest."""
    for number in reversed(numbers):
        if hours_apart(messages[number], message) > DAYS * 24:
            return
        yield number


def _shingles(words: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    return frozenset(words[i : i + SHINGLE] for i in range(len(words) - SHINGLE + 1))
