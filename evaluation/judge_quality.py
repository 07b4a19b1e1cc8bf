"""How good the judge of claims is, as measured when it was fitted.

    python -m evaluation.judge_quality

Read from the judge's own file (``pipeline/measures/judges``), which ``evaluation/same_claim.py``
writes: cross-validated on labelled pairs, no company or industry on both sides.
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
    ("brier", "Brier score", at_most(0.1)),
)


def figures(model: str = DEFAULT_MODEL) -> list[Figure]:
    """Give what the judge's file says of its quality."""
    path = resources.files("pipeline.measures") / "judges" / f"{model.lower()}.json"
    judge = json.loads(path.read_text("utf-8"))
    summaries = [_summary(judge, key, what, goal) for key, what, goal in SUMMARIES if key in judge]
    return [*summaries, *_shown(judge)]


def _summary(judge: dict[str, Any], key: str, what: str, goal: Goal) -> Figure:
    ends = judge.get(f"{key}_range", [np.nan, np.nan])
    how = "as the fit gives it" if f"{key}_range" in judge else "none given by the fit"
    return Figure(
        f"judge.{key}", f"{what} on unseen pairs", judge[key], ends[0], ends[1], how,
        judge["pairs"], "labelled pairs", goal,
    )  # fmt: skip


def _shown(judge: dict[str, Any]) -> list[Figure]:
    """Give precision and recall of what reads alike, and of what may be called the same."""
    rows = {"alike": judge["precision"]} | (
        {"same": judge["precision_same"]} if "precision_same" in judge else {}
    )
    found = []
    for name, row in rows.items():
        goal = at_least(0.9) if name == "same" else at_least(0.5)
        found.append(
            Figure(
                f"judge.{name}_precision",
                f"precision of pairs at probability {row['least']:g} or more ({name})",
                row["value"], row["low"], row["high"], "Wilson", row["pairs"], "shown pairs", goal,
            )
        )  # fmt: skip
        found.append(
            Figure(
                f"judge.{name}_recall", "recall of these",
                row["recall"], np.nan, np.nan, "none given by the fit", judge["same"],
                "pairs labelled the same", at_least(0.25) if name == "same" else None,
            )
        )  # fmt: skip
    return found


if __name__ == "__main__":
    from evaluation.section import line_of

    for figure in figures():
        print(line_of(figure))
