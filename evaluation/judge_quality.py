"""How good the judge of claims is, as measured when it was fitted.

    python -m evaluation.judge_quality

Read from the judge's own file (``pipeline/measures/judges``), which ``evaluation/same_claim.py``
writes: cross-validated on labelled pairs, no company on both sides ("known rivals"), or no industry
("a new field").
"""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import numpy as np

from evaluation.figures import Figure, Goal, at_least, at_most
from sameness.settings import DEFAULT_MODEL

SUMMARIES: tuple[tuple[str, str, Goal], ...] = (
    ("auc", "AUC", at_least(0.92)),
    ("average_precision", "average precision", at_least(0.65)),
    ("recall_at_precision_0.9", "recall at precision .9", at_least(0.25)),
    ("brier", "Brier score", at_most(0.1)),
    ("calibration_error", "calibration error", at_most(0.05)),
)
PARTS = {
    "given": "all given pairs",
    "sites": "pairs from sites",
    "directory": "pairs from the directory",
    "twice_read": "the pairs read twice",
}
HOW = "bootstrap over pairs of companies"


def figures(name: str = DEFAULT_MODEL) -> list[Figure]:
    """Give what the file of a judge says of its quality; a plain judge's name is its model's."""
    path = resources.files("pipeline.measures") / "judges" / f"{name.lower()}.json"
    judge = json.loads(path.read_text("utf-8"))
    known = [
        _summary(f"judge.{key}", f"{what}, known rivals", judge["known_rivals"]["given"], key, goal)
        for key, what, goal in SUMMARIES
    ]
    apart = [
        _summary(f"judge.{part}_{key}", f"{what}, {name}", judge["known_rivals"][part], key, None)
        for part, name in PARTS.items()
        if part != "given"
        for key, what, _ in SUMMARIES
    ]
    new = [
        _summary(f"judge.new_{key}", f"{what}, a new field", judge["new_field"]["given"], key, None)
        for key, what, _ in SUMMARIES
    ]
    return [*known, *apart, *new, *_shown(judge)]


def _summary(key: str, what: str, found: dict[str, Any], name: str, goal: Goal | None) -> Figure:
    low, high = found[f"{name}_range"]
    return Figure(key, what, found[name], low, high, HOW, found["pairs"], "labelled pairs", goal)


def _shown(judge: dict[str, Any]) -> list[Figure]:
    """Give precision and recall of what reads alike, and of what may be called the same."""
    found = []
    known = sum(judge["new_field"][part]["same"] for part in ("given", "own"))
    for name, least in (("same", 0.9), ("alike", 0.5)):
        row = judge[name]
        found.append(
            Figure(
                f"judge.{name}_precision",
                f"precision of pairs at probability {row['least']:g} or more ({name})",
                row["value"], row["low"], row["high"], "Wilson", row["pairs"], "shown pairs",
                at_least(least),
            )
        )  # fmt: skip
        found.append(
            Figure(
                f"judge.{name}_recall", f"share of all same claims found so ({name})",
                row["recall"], np.nan, np.nan, "none given by the fit",
                known, "pairs labelled the same",
            )
        )  # fmt: skip
    return found


if __name__ == "__main__":
    from evaluation.section import line_of

    for figure in figures():
        print(line_of(figure))
