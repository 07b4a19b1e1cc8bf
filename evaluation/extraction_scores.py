"""Which labelled pieces a method's text holds, and what that is worth.

One rule for every method: the words of all pieces of the page are aligned with the words that the
method gave, in order; a piece counts as extracted where at least half of its words are aligned.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from evaluation.extraction_labels import MIXED, STATEMENT
from evaluation.statistics import ROUNDS, SEED, quantiles

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from evaluation.extraction_labels import LabelledPage

    Counts = NDArray[np.int64]

LEAST_ALIGNED = 0.5
# Texts of elements that meet without a gap ("GoalsTrack") are two words for every method.
_WORD = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž]?[a-zß-öø-ÿā-ž]+|\d+|[^\W\d_a-zß-öø-ÿā-ž]+")


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are aligned, in small letters."""
    return [word.lower() for word in _WORD.findall(text)]


def extracted(pieces: Sequence[str], text: str) -> list[bool]:
    """Tell for each piece of a page whether the method's text holds it in its place."""
    words = [words_of(piece) for piece in pieces]
    owners = np.repeat(np.arange(len(pieces)), [len(w) for w in words])
    matcher = SequenceMatcher(
        None, list(chain.from_iterable(words)), words_of(text), autojunk=False
    )
    aligned = np.zeros(len(pieces), np.int64)
    for block in matcher.get_matching_blocks():
        np.add.at(aligned, owners[block.a : block.a + block.size], 1)
    return [bool(n and n >= LEAST_ALIGNED * len(w)) for n, w in zip(aligned, words, strict=True)]


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each unit counts: every word the same, or every piece the same."""

    name: str
    of: Callable[[str], int]


BY_WORD = Weights("words", lambda piece: len(words_of(piece)))
BY_PIECE = Weights("pieces", lambda _: 1)


def count_page(page: LabelledPage, found: Sequence[bool], weights: Weights) -> Counts:
    """Give (statements found, other things found, statements missed) of a page, weighted."""
    counts = np.zeros(3, np.int64)
    for piece, label, kept in zip(page.pieces, page.labels, found, strict=True):
        if label == MIXED:
            continue
        if label == STATEMENT:
            counts[0 if kept else 2] += weights.of(piece)
        elif kept:
            counts[1] += weights.of(piece)
    return counts


def precision(counts: Counts) -> float:
    """Give the share of what was found that is a statement; ``counts`` as of ``count_page``."""
    return float(counts[0] / max(counts[0] + counts[1], 1))


def recall(counts: Counts) -> float:
    """Give the share of the statements that was found."""
    return float(counts[0] / max(counts[0] + counts[2], 1))


def f1(counts: Counts) -> float:
    """Give the harmonic mean of precision and recall."""
    return float(2 * counts[0] / max(2 * counts[0] + counts[1] + counts[2], 1))


@dataclass(frozen=True, slots=True)
class Interval:
    """A value with the ends of its 95 % interval."""

    value: float
    low: float
    high: float


def by_company(pages: Sequence[LabelledPage], counts: Sequence[Counts]) -> dict[str, Counts]:
    """Give the counts of each company, its pages added up, companies sorted."""
    names = sorted({page.company for page in pages})
    return {
        name: sum(
            (c for page, c in zip(pages, counts, strict=True) if page.company == name),
            np.zeros(3, np.int64),
        )
        for name in names
    }


def score(companies: Mapping[str, Counts], figure: Callable[[Counts], float]) -> Interval:
    """Give a figure over all companies; the interval draws companies anew."""
    table = np.stack(list(companies.values()))
    draws = [figure(table[rows].sum(axis=0)) for rows in _draws(len(table))]
    return Interval(figure(table.sum(axis=0)), *quantiles(np.array(draws)))


def difference(first: Mapping[str, Counts], second: Mapping[str, Counts]) -> Interval:
    """Give by how much the first F1 exceeds the second; the same companies drawn for both."""
    a, b = (np.stack([found[name] for name in sorted(first)]) for found in (first, second))
    draws = [f1(a[rows].sum(axis=0)) - f1(b[rows].sum(axis=0)) for rows in _draws(len(a))]
    return Interval(f1(a.sum(axis=0)) - f1(b.sum(axis=0)), *quantiles(np.array(draws)))


def _draws(companies: int) -> NDArray[np.int64]:
    return np.random.default_rng(SEED).integers(0, companies, (ROUNDS, companies))


def kappa(pairs: Sequence[tuple[object, object]]) -> float:
    """Give how far two readings agree beyond chance, at most 1 (Cohen 1960)."""
    firsts, seconds = (Counter(labels) for labels in zip(*pairs, strict=True))
    n = len(pairs)
    observed = sum(first == second for first, second in pairs) / n
    by_chance = sum(firsts[label] * seconds[label] for label in firsts) / n**2
    return (observed - by_chance) / (1 - by_chance) if by_chance < 1 else 1.0
