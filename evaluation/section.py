"""Runs one section of the validity programme from the command line and prints its figures."""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from evaluation.corpus import Corpus

if TYPE_CHECKING:
    from collections.abc import Callable

    from evaluation.figures import Figure


def run_section(figures: Callable[[Corpus], list[Figure]]) -> None:
    """Print a section's figures for the corpus named as the only argument."""
    for figure in figures(Corpus(Path(sys.argv[1]))):
        print(line_of(figure))


def line_of(figure: Figure) -> str:
    """Give a figure as one line of text."""
    ends = "" if math.isnan(figure.low) else f" ({figure.low:.3f} to {figure.high:.3f})"
    goal = f" [{figure.goal}]" if figure.goal else ""
    return f"{figure.key:40} {figure.value:.3f}{ends} n={figure.n} {figure.of}{goal}"
