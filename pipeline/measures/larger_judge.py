"""The larger judge: what the plain one weighs, and the states of a larger encoder."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from embeddings.states import LAYERS, MOST_PIECES
from pipeline.measures import same_claim
from pipeline.measures.comparer import Comparer, load_comparer
from pipeline.measures.same_claim import Judge, Reading, pair_features, read_statements
from pipeline.measures.state_pairs import Told, align_sides, aligned_names, batches
from sameness.errors import ModelMissing
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from numpy.typing import NDArray

    from embeddings.matches import Vectors

    FindStates = Callable[[list[str]], list[NDArray[np.float16]]]

FILE = f"{DEFAULT_MODEL.lower()}-larger"
"""Stem of its two files in ``judges``: weights and error rates, and its comparer."""
FEATURES = (*same_claim.FEATURES, *aligned_names(LAYERS), "compared")


@dataclass(frozen=True, slots=True)
class LargerJudge(Judge):
    """A judge that also sees the statements' word pieces in their sentences.

    ``find_states`` gives texts' states (``embeddings/states.py``).
    """

    comparer: Comparer
    find_states: FindStates

    def read(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        mean: NDArray[np.float32] | None = None,
    ) -> Reading:
        """Give statements as this judge reads them; see Judge."""
        reading = read_statements(texts, vectors, mean)
        states = self.find_states(list(texts))
        return dataclasses.replace(reading, told=tell(states, reading.pieces))

    def features(
        self, reading: Reading, left: NDArray[np.intp], right: NDArray[np.intp]
    ) -> NDArray[np.float64]:
        """Give what this judge weighs of each pair, shape (pairs, 38), in FEATURES order."""
        plain = pair_features(reading, left, right)
        return np.hstack([plain, state_features(reading.told, self.comparer, left, right)])


def tell(
    states: Sequence[NDArray[np.float16]], pieces: Iterable[NDArray[np.integer]]
) -> tuple[Told, ...]:
    """Give states with the word pieces that they are of."""
    return tuple(Told(mine, cut[:MOST_PIECES]) for mine, cut in zip(states, pieces, strict=True))


def state_features(
    told: Sequence[Told],
    comparer: Comparer,
    left: NDArray[np.intp],
    right: NDArray[np.intp],
) -> NDArray[np.float64]:
    """Give the alignment in each layer and the comparer's logit, shape (pairs, 22)."""
    found = np.zeros((len(left), len(FEATURES) - len(same_claim.FEATURES)))
    for numbers, one, other in batches(told, left, right):
        found[numbers, :-1] = align_sides(one, other)
        found[numbers, -1] = comparer.logits(one, other)
    return found


def load_larger_judge(model: str, find_states: FindStates) -> LargerJudge:
    """Give the larger judge fitted beside this model's vectors; raises ModelMissing.

    It ships for the default model only. ``find_states`` is asked for what it reads.
    """
    if model != DEFAULT_MODEL:
        raise ModelMissing(
            f"No larger judge ships for the model {model!r}.",
            f"Use the model {DEFAULT_MODEL}, or judge plainly.",
        )
    fitted = same_claim.read_fitted(FILE, FEATURES)
    return LargerJudge(**fitted, comparer=load_comparer(FILE), find_states=find_states)
