"""Does the 95 % range hold the truth 95 times in 100? In simulated fields whose truth is known.

    python -m evaluation.intervals [FIELDS]

The simulation is ``evaluation/coverage.py``; here its counts become figures.
"""

from __future__ import annotations

import sys

import numpy as np

from evaluation.coverage import CASES, coverage
from evaluation.figures import Figure, within
from pipeline.measures.prevalence import wilson_interval

FIELDS = 200
"""Simulated fields per case."""


def figures(fields: int = FIELDS) -> list[Figure]:
    """Give the share of ranges that hold the truth over all cases, and of the worst case."""
    held, widths = zip(*((h, w) for h, _, w in (coverage(c, fields) for c in CASES)), strict=True)
    n = fields * len(CASES)
    low, high = wilson_interval(sum(held), n)
    worst = min(range(len(CASES)), key=lambda i: held[i])
    worst_low, worst_high = wilson_interval(held[worst], fields)
    of = "simulated fields"
    return [
        Figure(
            "intervals.coverage", "share of 95 % ranges that hold the truth, all cases",
            sum(held) / n, low, high, "Wilson", n, of, within(0.03, 0.95),
        ),
        Figure(
            "intervals.worst", f"the same in the worst of {len(CASES)} cases ({CASES[worst].name})",
            held[worst] / fields, worst_low, worst_high, "Wilson", fields, of,
        ),
        Figure(
            "intervals.width", "mean width of the ranges in index points",
            float(np.mean(widths)), np.nan, np.nan, "none: a description", n, of,
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    from evaluation.section import line_of

    for figure in figures(*(int(argument) for argument in sys.argv[1:])):
        print(line_of(figure))
