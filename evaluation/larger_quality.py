"""How good the larger judge of claims is, as measured when it was fitted.

    python -m evaluation.larger_quality

Read from its own file, which ``evaluation/larger_judge.py`` writes: the same pairs, folds and goals
as the plain judge's (``evaluation/judge_quality.py``). Needs none of the larger encoder's packages.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evaluation import judge_quality
from pipeline.measures.larger_judge import FILE

if TYPE_CHECKING:
    from evaluation.figures import Figure


def figures() -> list[Figure]:
    """Give what the larger judge's file says of its quality."""
    return [
        replace(figure, key=f"larger_{figure.key}", what=f"larger judge: {figure.what}")
        for figure in judge_quality.figures(FILE)
    ]


if __name__ == "__main__":
    from evaluation.section import line_of

    for figure in figures():
        print(line_of(figure))
