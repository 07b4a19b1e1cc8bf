"""White space: claims that nobody in a field makes, and how sure one can be of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.matches import Best, blocked_cosines
from embeddings.neighbours import NeighbourIndex
from pipeline.measures.same_claim import PAIRS_AT_ONCE, Judge, Reading, opposed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from embeddings.matches import Vectors

CANDIDATE = 0.3
"""Field-centred cosine below which the judge is not asked whether a statement makes a claim."""
MAY_SAY = 0.55
"""Cosine from which a statement may well make a claim in words that the judge does not know."""
COMES_NEAR = 0.65
"""Cosine from which a company of another industry is counted as coming near to a claim."""
STATEMENTS_AT_ONCE = 65_536
"""Statements indexed at a time: 101 MB of 384 numbers each."""
FIT = 10
"""Nearest statements whose mean cosine says how much a claim is this field's talk."""
DOUBT = 0.05
"""Chance of having missed a claim that is made by more companies than the bound says."""


def most_that_may(n: int) -> float:
    """Give the largest share of companies that may make a claim although 0 of n do.

    The one-sided 95 % upper bound 1 - 0.05^(1/n): with a greater share, 0 of n would come up in
    fewer than one of twenty draws (Clopper & Pearson 1934; near 3/n). Raises ValueError for n < 1.
    """
    if n < 1:
        raise ValueError(f"nobody was asked: {n}")
    return 1.0 - float(DOUBT ** (1.0 / n))


def likeliest(judge: Judge, reading: Reading, wordings: int) -> NDArray[np.float64]:
    """Give the highest probability that any statement makes what is worded; shape (wordings,).

    ``reading`` holds wordings first, then the field's statements, centred on the field. 0 where no
    statement is near enough to be asked about, or all that are contradict the wording.
    """
    highest = np.zeros(wordings)
    for asked, found in _near(reading, wordings):
        likely = judge.probabilities(reading, asked, found)
        likely[opposed(reading, asked, found)] = 0.0
        np.maximum.at(highest, asked, likely)
    return highest


def _near(reading: Reading, wordings: int) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Give (wording, statement) of rows that are near enough to be asked about, so many at once."""
    queries = reading.centred[:wordings]
    for start in range(wordings, len(reading.centred), STATEMENTS_AT_ONCE):
        index = NeighbourIndex(reading.centred[start : start + STATEMENTS_AT_ONCE])
        asked, found, _ = index.within(queries, CANDIDATE)
        for first in range(0, len(asked), PAIRS_AT_ONCE):
            some = slice(first, first + PAIRS_AT_ONCE)
            yield asked[some], found[some] + start


@dataclass(frozen=True, slots=True)
class Talk:
    """How near the field's talk comes to each of some claims: one entry per claim.

    ``nearest`` statement and its ``cosines``, and ``fit``, the mean cosine of the ten statements
    nearest to any wording: how much the claim is this field's talk although nobody makes it.
    """

    nearest: NDArray[np.intp]
    cosines: NDArray[np.float32]
    fit: NDArray[np.float64]


def talk(statements: Vectors, wordings: NDArray[np.float32], starts: NDArray[np.intp]) -> Talk:
    """Give how near statements come to claims, of which each has one wording or more.

    ``wordings`` (wordings, dimensions), a claim's together from ``starts`` (claims,) on. A claim's
    cosine is that of its nearest wording. Ties go to the first statement, of which there is one at
    least.
    """
    best, claims = Best.unknown(len(starts)), slice(0, len(starts))
    top = np.zeros((0, len(starts)), dtype=np.float32)
    for rows, cosines in blocked_cosines(statements, wordings):
        nearest_wording = np.maximum.reduceat(cosines, starts, axis=1)
        best.meet(claims, rows.start, nearest_wording, axis=0)
        top = -np.sort(-np.concatenate([top, nearest_wording]), axis=0)[:FIT]
    return Talk(best.nearest, best.cosines, top.astype(np.float64).mean(axis=0))


def companies_near(claim: NDArray[np.float32], companies: Sequence[NDArray[np.float32]]) -> int:
    """Give how many companies have a statement at a cosine of .65 or more to a wording.

    A sign that others come near to such a claim and no more: at that cosine fewer than half of all
    pairs say the same, and shipped companies have no text for the judge to read.
    """
    return sum(bool((claim @ vectors.T >= COMES_NEAR).any()) for vectors in companies)


def least_taken(
    nearness: NDArray[np.float64],
    probabilities: NDArray[np.float64],
    companies: NDArray[np.int64],
    least_related: float,
    *,
    neighbour: float = CANDIDATE,
    most: int = 5,
) -> list[int]:
    """Give the claims next to a text that the fewest companies make, the least taken first.

    Each array has one entry per known claim: its (field-centred) cosine to the text, its P(same
    claim) with it, and how many companies make it (0 for white space). Neighbours are near enough
    (``neighbour``) and yet not the same claim (below ``least_related``). Ties go to the nearer,
    then to the first.
    """
    near = np.flatnonzero((nearness >= neighbour) & (probabilities < least_related))
    ranked = sorted((int(companies[i]), -round(float(nearness[i]), 9), int(i)) for i in near)
    return [i for _, _, i in ranked[:most]]
