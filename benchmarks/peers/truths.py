"""Input of which the right answer is known, and how far an answer is right."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from evaluation.written import Claim

COMPANIES = 12
"""Companies of an invented field: each wording of a claim is another one's."""
RUN = 3
"""Words in a row by which two posts are compared, as ``pipeline.measures.cross_posts`` has it."""


@dataclass(frozen=True, slots=True)
class Field:
    """Statements of an industry; those of one claim have the same number in ``claims``."""

    texts: tuple[str, ...]
    companies: tuple[str, ...]
    claims: tuple[int, ...]


def fields_of(claims: Iterable[Claim], seed: int = 1) -> list[Field]:
    """Give the written claims as fields, industries sorted.

    What is only related to a claim is a claim of its own. Companies are drawn.
    """
    dice = random.Random(seed)
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for number, claim in enumerate(claims):
        mine = rows.setdefault(claim.industry, [])
        makers = dice.sample(range(COMPANIES), len(claim.same))
        mine += [(t, _name(m), number) for t, m in zip(claim.same, makers, strict=True)]
        alone = -(number + 1) * 1000
        mine += [
            (text, _name(dice.randrange(COMPANIES)), alone - place)
            for place, text in enumerate(claim.related)
        ]
    return [_field(rows[industry]) for industry in sorted(rows)]


def _name(number: int) -> str:
    return f"company {number:02d}"


def _field(rows: list[tuple[str, str, int]]) -> Field:
    texts, companies, claims = zip(*rows, strict=True)
    return Field(texts, companies, claims)


@dataclass(frozen=True, slots=True)
class Together:
    """Pairs that stand together: how many of them belong so, and how many that do were found."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where nothing was right."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def together(truth: Sequence[Hashable], found: Sequence[int]) -> Together:
    """Compare two groupings of the same things by their pairs; -1 in ``found`` is in no group."""
    alone = [group if group >= 0 else -place for place, group in enumerate(found, start=2)]
    right = _pairs(list(zip(truth, alone, strict=True)))
    return Together(right / max(_pairs(alone), 1), right / max(_pairs(truth), 1))


def _pairs(groups: Sequence[Hashable]) -> int:
    return sum(n * (n - 1) // 2 for n in Counter(groups).values())


def found_pairs(truth: set[tuple[int, int]], found: Iterable[tuple[int, int]]) -> Together:
    """Compare pairs that were found with those there are."""
    pairs = set(found)
    right = len(truth & pairs)
    return Together(right / max(len(pairs), 1), right / max(len(truth), 1))


def labelled_pairs(labels: Iterable[tuple[int, int, bool]], groups: Sequence[int]) -> Together:
    """Compare a grouping with pairs of which somebody said whether they belong together.

    ``groups`` holds each thing's group, -1 for none.
    """
    said = [(groups[a] == groups[b] >= 0, same) for a, b, same in labels]
    right = sum(stood and same for stood, same in said)
    shown, there = sum(stood for stood, _ in said), sum(same for _, same in said)
    return Together(right / max(shown, 1), right / max(there, 1))


def edited_posts(texts: Sequence[str], posts: int, seed: int = 1) -> list[str]:
    """Give so many posts of joined texts and, after them, each with some of its words replaced.

    From none to a third of the words: the likeness of the two runs from 1 down to nearly 0.
    """
    dice = random.Random(seed)
    words = sorted({word for text in texts for word in text.split()})
    first = [" ".join(dice.sample(texts, 3)) for _ in range(posts)]
    return [*first, *(_edited(post, words, dice) for post in first)]


def _edited(post: str, words: Sequence[str], dice: random.Random) -> str:
    parts = post.split()
    for place in dice.sample(range(len(parts)), dice.randint(0, len(parts) // 3)):
        parts[place] = dice.choice(words)
    return " ".join(parts)


def alike_pairs(posts: Sequence[Sequence[str]], least: float) -> set[tuple[int, int]]:
    """Give the pairs of a first and a second half whose runs of words have this Jaccard or more.

    ``posts`` are words. Every pair is compared: slow, and right.
    """
    runs = [{tuple(p[i : i + RUN]) for i in range(len(p) - RUN + 1)} for p in posts]
    half = len(runs) // 2
    return {
        (a, b)
        for a in range(half)
        for b in range(half, len(runs))
        if (both := len(runs[a] & runs[b])) and both / len(runs[a] | runs[b]) >= least
    }


def naming(texts: Iterable[str], names: Iterable[str]) -> int:
    """Give how many texts hold one of the names, whatever its case."""
    folded = [name.casefold() for name in names]
    return sum(any(name in text.casefold() for name in folded) for text in texts)


def companies_apart(field: Field) -> list[tuple[int, int]]:
    """Give the pairs of a field's statements that are of two companies, as rows."""
    pairs = combinations(range(len(field.texts)), 2)
    return [(a, b) for a, b in pairs if field.companies[a] != field.companies[b]]
