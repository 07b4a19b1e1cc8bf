"""White space: claims that nobody in a field makes, and how sure one can be of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.matches import blocked_cosines
from embeddings.neighbours import NeighbourIndex
from pipeline.measures.same_claim import Judge, Reading, opposed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

CANDIDATE = 0.3
"""Field-centred cosine below which the judge is not asked whether a statement makes a claim."""
MAY_SAY = 0.55
"""Cosine from which a statement may well make a claim in words that the judge does not know."""
COMES_NEAR = 0.65
"""Cosine from which a company of another industry is counted as coming near to a claim."""
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


@dataclass(frozen=True, slots=True)
class Makers:
    """Pairs of (wording, statement) that the judge was asked about, with its probability.

    ``wordings``, ``statements`` and ``probabilities`` have one entry per pair; 0 where the two
    contradict each other.
    """

    wordings: NDArray[np.intp]
    statements: NDArray[np.intp]
    probabilities: NDArray[np.float64]

    def highest(self, wordings: NDArray[np.intp]) -> float:
        """Give the highest probability that any statement makes a claim so worded; 0 for none."""
        return float(self.probabilities[np.isin(self.wordings, wordings)].max(initial=0.0))


def ask(judge: Judge, reading: Reading, wordings: int) -> Makers:
    """Give how likely statements make the claims that the first ``wordings`` rows word.

    ``reading`` holds wordings first, then the field's statements, centred on the field.
    """
    index = NeighbourIndex(reading.centred[wordings:])
    asked, found, _ = index.within(reading.centred[:wordings], CANDIDATE)
    likely = judge.probabilities(reading, asked, found + wordings)
    likely[opposed(reading, asked, found + wordings)] = 0.0
    return Makers(asked, found, likely)


def nearest_and_fit(
    claim: NDArray[np.float32], statements: NDArray[np.float32]
) -> tuple[int, float, float]:
    """Give (nearest statement, its cosine, fit) of a claim, shape (wordings, dimensions).

    Fit is the mean cosine of the ten statements nearest to any wording: how much the claim is this
    field's talk although nobody makes it. Ties go to the first statement.
    """
    ((_, cosines),) = blocked_cosines(claim, statements)
    best = cosines.max(axis=0)
    top = -np.sort(-best)[:FIT]
    nearest = int(best.argmax())
    return nearest, float(best[nearest]), float(top.astype(np.float64).mean())


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
