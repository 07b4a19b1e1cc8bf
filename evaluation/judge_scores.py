"""How good a judge of pairs is: ranking, shown pairs, calibration, each with its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from pipeline.measures.prevalence import wilson_interval

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Truth = NDArray[np.bool_]
    Floats = NDArray[np.float64]

BINS = 10
ROUNDS = 500
SEED = 20260101
FEWEST_SHOWN = 10
"""Shown pairs below which a precision is luck."""


def expected_calibration_error(same: Truth, probability: Floats) -> float:
    """Give the mean distance of said and found shares over ten equal bins, weighted by pairs."""
    return sum(
        row["pairs"] * abs(row["found"] - row["said"]) for row in reliability(same, probability)
    ) / len(same)


def reliability(same: Truth, probability: Floats) -> list[dict[str, float]]:
    """Give the reliability curve: per tenth of probability its mean, the share found, the pairs."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    curve = []
    for number in range(BINS):
        inside = bins == number
        if inside.any():
            hits, n = int(same[inside].sum()), int(inside.sum())
            low, high = wilson_interval(hits, n)
            said = float(probability[inside].mean())
            found = {"said": said, "found": hits / n, "low": low, "high": high, "pairs": n}
            curve.append({name: round(value, 3) for name, value in found.items()})
    return curve


def recall_at(same: Truth, probability: Floats, precision: float) -> float:
    """Give the largest share of all same claims found while this share of the shown is right.

    Over all thresholds that show ten pairs or more; 0 where none is precise enough.
    """
    order = np.argsort(-probability, kind="stable")
    hits = np.cumsum(same[order])
    shown = np.arange(1, len(same) + 1)
    fit = (hits / shown >= precision) & (shown >= FEWEST_SHOWN)
    return float(hits[fit].max() / same.sum()) if fit.any() else 0.0


def shown_from(same: Truth, probability: Floats, least: float) -> dict[str, float]:
    """Give precision with Wilson interval, recall and count of pairs at or above ``least``."""
    shown = probability >= least
    hits, n = int(same[shown].sum()), int(shown.sum())
    low, high = wilson_interval(hits, n) if n else (0.0, 1.0)
    figures = {"value": hits / n if n else 0.0, "low": low, "high": high}
    return {
        "least": least,
        "pairs": n,
        **{name: round(value, 3) for name, value in figures.items()},
        "recall": round(hits / int(same.sum()), 3),
    }


MEASURES: dict[str, Callable[[Truth, Floats], float]] = {
    "auc": lambda same, likely: float(roc_auc_score(same, likely)),
    "average_precision": lambda same, likely: float(average_precision_score(same, likely)),
    "recall_at_precision_0.9": lambda same, likely: recall_at(same, likely, 0.9),
    "brier": lambda same, likely: float(brier_score_loss(same, likely)),
    "calibration_error": expected_calibration_error,
}


def quality(same: Truth, probability: Floats, groups: NDArray[np.str_]) -> dict[str, Any]:
    """Give every figure with its 95 % range, and the numbers of pairs.

    The range draws ``groups`` anew (the two companies of a pair): pairs of the same two companies
    share wordings and are no independent sample.
    """
    found: dict[str, Any] = {"pairs": len(same), "same": int(same.sum())}
    draws = list(_draws(groups))
    for name, measure in MEASURES.items():
        spread = [measure(same[rows], probability[rows]) for rows in draws if same[rows].any()]
        low, high = np.quantile(spread, [0.025, 0.975])
        found[name] = round(measure(same, probability), 3 if name != "brier" else 4)
        found[f"{name}_range"] = [round(float(low), 3), round(float(high), 3)]
    return found


def _draws(groups: NDArray[np.str_]) -> list[NDArray[np.intp]]:
    random = np.random.default_rng(SEED)
    names, place = np.unique(groups, return_inverse=True)
    members = [np.flatnonzero(place == number) for number in range(len(names))]
    return [
        np.concatenate([members[m] for m in random.integers(len(names), size=len(names))])
        for _ in range(ROUNDS)
    ]
