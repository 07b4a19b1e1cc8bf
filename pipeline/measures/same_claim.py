"""How likely two statements of rivals make the same claim: a small calibrated judge."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log
from typing import TYPE_CHECKING

import numpy as np

from pipeline.measures.evidence import Profile, weigh
from sameness.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

FEATURES = (
    "cosine",
    "centred cosine",
    "overlap",
    "log of shorter length",
    "log of length ratio",
    "numbers differ",
    "negation differs",
)


@dataclass(frozen=True, slots=True)
class Judge:
    """A fitted logistic judge and what is known of it.

    ``least`` is the probability from which a pair is shown; ``precision``, ``low``, ``high`` the
    measured share of such pairs that people call the same claim, ``shown`` how many were judged.
    """

    weights: NDArray[np.float64]
    intercept: float
    least: float
    precision: float
    low: float
    high: float
    shown: int
    source: str

    def probability(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give P(same claim) of feature rows, shape (pairs, 7) to (pairs,)."""
        result: NDArray[np.float64] = 1.0 / (
            1.0 + np.exp(-(features @ self.weights + self.intercept))
        )
        return result


@cache
def load_judge(model: str) -> Judge:
    """Give the judge fitted to this model's vectors by ``evaluation/same_claim.py``.

    Raises ModelMissing where none ships.
    """
    folder = resources.files("pipeline") / "measures" / "judges"
    file = folder / f"{model.lower()}.json"
    if not file.is_file():
        raise ModelMissing(
            f"No judge of claims ships for the model {model!r}.", "Use another model."
        )
    fitted = json.loads(file.read_text("utf-8"))
    return Judge(
        weights=np.array([fitted["weights"][name] for name in FEATURES]),
        intercept=fitted["intercept"],
        least=fitted["least"],
        precision=fitted["precision"]["value"],
        low=fitted["precision"]["low"],
        high=fitted["precision"]["high"],
        shown=fitted["precision"]["pairs"],
        source=fitted["source"],
    )


def centre(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Give unit vectors with the field's mean direction taken out.

    What every statement of a field shares ("analytics") makes any two look alike; without it the
    cosine tells better which two say the same (docs/measures.md).
    """
    centred = vectors - vectors.mean(axis=0)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    result: NDArray[np.float32] = centred / np.where(length > 0, length, 1.0)
    return result


def pair_features(
    pairs: Iterable[tuple[Profile, Profile]],
    cosines: NDArray[np.float32],
    centred_cosines: NDArray[np.float32],
) -> NDArray[np.float64]:
    """Give the feature rows of pairs of statements, shape (pairs, 7), in FEATURES order."""
    rows = []
    for (left, right), cosine, centred in zip(pairs, cosines, centred_cosines, strict=True):
        evidence = weigh(left, right)
        shorter, longer = sorted((left.words, right.words))
        rows.append(
            (
                float(cosine),
                float(centred),
                evidence.overlap,
                log(shorter),
                log(longer / shorter),
                float(evidence.numbers_differ),
                float(evidence.negation_differs),
            )
        )
    return np.array(rows, dtype=np.float64).reshape(-1, len(FEATURES))
