"""Which judge of claims a run asks: the plain one, or the larger one where it is installed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from embeddings.larger import find_slices, is_installed
from pipeline.measures.larger_judge import load_larger_judge
from pipeline.measures.same_claim import Judge, load_judge
from sameness.settings import LARGER_JUDGE

if TYPE_CHECKING:
    from pipeline.measures.larger_judge import FindStates


def choose_judge(judge: str, model: str, find_states: FindStates) -> Judge:
    """Give the judge of this name ("plain", "larger") for a model's vectors.

    Only the larger one asks for states. Raises ModelMissing where none of the name ships for the
    model, and where the larger encoder is not installed: before anything is computed.
    """
    if judge != LARGER_JUDGE:
        return load_judge(model)
    chosen = load_larger_judge(model, find_states)
    if not is_installed():
        find_slices()
    return chosen


def require_judge(judge: str, model: str) -> None:
    """Raise ModelMissing where this judge can't be asked: before anything is crawled."""
    choose_judge(judge, model, lambda _: [])
