"""How likely two statements of rivals make the same claim: a small calibrated judge."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import log
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.pieces import word_pieces
from pipeline.measures import alignment
from pipeline.measures.alignment import align_pairs
from pipeline.measures.centred import centred_rows, pair_cosines
from pipeline.measures.evidence import Profiles, audience_differs, read_profiles, weigh_pairs
from pipeline.measures.uneven import Uneven
from sameness.errors import ModelMissing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from embeddings.matches import Vectors
    from pipeline.measures.state_pairs import Told

CANDIDATE = 0.35
"""Field-centred cosine below which the judge is not asked: it would need near-equal words."""
PAIRS_AT_ONCE = 65_536
"""Pairs to hand to a judge at a time: they are many, what is kept of them is not."""
FEATURES = (
    "cosine",
    "centred cosine",
    "overlap",
    "contained",
    "log of shorter length",
    "log of length ratio",
    "numbers differ",
    "numbers apart",
    "negation differs",
    *alignment.FEATURES,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """How often pairs from a probability on are the same claim to people who read them.

    ``least`` is that probability, ``precision`` with ``low`` and ``high`` the share, ``pairs`` how
    many of the labelled pairs were shown, ``recall`` the share of all same claims among them.
    """

    least: float
    precision: float
    low: float
    high: float
    pairs: int
    recall: float


@dataclass(frozen=True, slots=True)
class Judge:
    """A fitted logistic judge and what is known of it.

    ``alike`` describes the pairs shown as reading alike, ``same`` those called the same claim;
    ``source`` says on what that was measured. ``weights`` go with what ``features`` gives.
    """

    weights: NDArray[np.float64]
    intercept: float
    alike: Shown
    same: Shown
    source: str

    @property
    def least(self) -> float:
        """The probability from which a pair reads alike."""
        return self.alike.least

    @property
    def least_same(self) -> float:
        """The probability from which a pair is called the same claim."""
        return self.same.least

    def read(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        mean: NDArray[np.float32] | None = None,
    ) -> Reading:
        """Give masked statements and their unit vectors as this judge reads them.

        ``mean`` is the field's mean vector where these are not all of the field's statements.
        """
        return read_statements(texts, vectors, mean)

    def features(
        self, reading: Reading, left: NDArray[np.intp], right: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Give what this judge weighs of each pair, shape (pairs, weights)."""
        return pair_features(reading, left, right)

    def probabilities(
        self, reading: Reading, left: NDArray[np.intp], right: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Give P(same claim) of the statements ``left[i]`` and ``right[i]`` of a reading.

        Where one side asks, or alone says "only" or "at most", or the two are for different
        people, it stays below what may be called the same: such pairs were right too seldom
        (docs/decisions/0013-the-judge.md).
        """
        likely = self.probability(self.features(reading, left, right))
        sure = np.flatnonzero(likely >= self.least_same)
        apart = sure[set_apart(reading, left[sure], right[sure])]
        likely[apart] = np.nextafter(self.least_same, 0.0)
        return likely

    def probability(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """Give the logistic of feature rows, shape (pairs, weights) to (pairs,)."""
        result: NDArray[np.float64] = 1.0 / (
            1.0 + np.exp(-(features @ self.weights + self.intercept))
        )
        return result


@cache
def load_judge(model: str) -> Judge:
    """Give the judge fitted to this model's vectors by ``evaluation/same_claim.py``.

    Raises ModelMissing where none ships.
    """
    return Judge(**read_fitted(model.lower(), FEATURES))


def read_fitted(name: str, features: Sequence[str]) -> dict[str, Any]:
    """Give a Judge's fields out of ``judges/NAME.json``, weights in the order of ``features``.

    Raises ModelMissing where no such file ships.
    """
    file = resources.files("pipeline") / "measures" / "judges" / f"{name}.json"
    if not file.is_file():
        raise ModelMissing(
            f"No judge of claims ships for the model {name!r}.", "Use another model."
        )
    fitted = json.loads(file.read_text("utf-8"))
    return {
        "weights": np.array([fitted["weights"][feature] for feature in features]),
        "intercept": fitted["intercept"],
        "alike": _shown(fitted["alike"]),
        "same": _shown(fitted["same"]),
        "source": fitted["source"],
    }


def _shown(row: dict[str, Any]) -> Shown:
    return Shown(row["least"], row["value"], row["low"], row["high"], row["pairs"], row["recall"])


@dataclass(frozen=True, slots=True)
class Reading:
    """Statements of one field as the judge reads them, n of each.

    ``pieces`` their word pieces (``embeddings/pieces.py``), ``vectors`` (n, dimensions) of unit
    length, ``centred`` the same without the field's mean. ``told`` is what their states tell, for
    the larger judge only.
    """

    profiles: Profiles
    pieces: Uneven
    vectors: Vectors
    centred: Vectors
    told: Sequence[Told] = ()


def read_statements(
    texts: Sequence[str],
    vectors: Vectors,
    mean: NDArray[np.float32] | None = None,
) -> Reading:
    """Give masked statements and their unit vectors as the judge reads them.

    ``mean`` is the field's mean vector where these are not all of the field's statements.
    """
    pieces = Uneven.of(word_pieces().split(texts))
    return Reading(read_profiles(texts), pieces, vectors, centred_rows(vectors, mean))


def opposed(reading: Reading, left: NDArray[np.intp], right: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Tell of each pair whether one side denies alone or names another number: never one claim."""
    weighed = weigh_pairs(reading.profiles, left, right)
    return weighed.numbers_differ | weighed.negation_differs


def set_apart(
    reading: Reading, left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.bool_]:
    """Tell of each pair whether one side asks, or alone says "only", or is for other people."""
    said = reading.profiles
    apart: NDArray[np.bool_] = (
        said.asks[left] | said.asks[right] | (said.limits[left] != said.limits[right])
    )
    for pair in np.flatnonzero(~apart).tolist():
        apart[pair] = audience_differs(said.audiences[left[pair]], said.audiences[right[pair]])
    return apart


def pair_features(
    reading: Reading, left: NDArray[np.intp], right: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Give the feature rows of pairs of statements, shape (pairs, 16), in FEATURES order."""
    cosines = pair_cosines(reading.vectors, left, right)
    centred = pair_cosines(reading.centred, left, right)
    evidence = weigh_pairs(reading.profiles, left, right)
    shorter, ratio = _lengths(reading.profiles.words, left, right)
    evident: list[NDArray[Any]] = [
        cosines,
        centred,
        evidence.overlap,
        evidence.contained,
        shorter,
        ratio,
        evidence.numbers_differ,
        evidence.numbers_apart,
        evidence.negation_differs,
    ]
    aligned = align_pairs(reading.pieces, left, right)
    return np.column_stack([np.stack(evident, axis=1).astype(np.float64), aligned])


def _lengths(
    words: NDArray[np.int64], left: NDArray[np.intp], right: NDArray[np.intp]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Give the logarithms of the shorter side's words, and of the longer's share of these."""
    shorter, longer = np.sort(np.stack([words[left], words[right]]), axis=0)
    kinds, kind = np.unique(longer * (words.max(initial=0) + 1) + shorter, return_inverse=True)
    pairs = [divmod(int(one), int(words.max(initial=0)) + 1) for one in kinds]
    logs = np.array([(log(few), log(many / few)) for many, few in pairs]).reshape(-1, 2)
    return logs[kind, 0], logs[kind, 1]
