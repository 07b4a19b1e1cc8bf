"""Logistic regression of few statements in many dimensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_STEPS = 100
STEP_ENDS = 1e-6


def tell_apart(
    vectors: NDArray[np.float32], labels: NDArray[np.int64], folds: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Give the label told of each row by a classifier that never saw the row's own fold.

    ``vectors`` (n, d), ``labels`` (n,) 0 or 1, ``folds`` (n,) from 0. A classifier that saw but
    one label tells that one.
    """
    kernel = vectors.astype(np.float64) @ vectors.T.astype(np.float64)
    told = np.empty(len(labels), dtype=np.int64)
    for test in (folds == fold for fold in range(folds.max() + 1)):
        seen = labels[~test]
        if len(np.unique(seen)) < 2:
            told[test] = seen[0]
        else:
            told[test] = fitted_log_odds(kernel[~test], seen, of=~test)[test] > 0
    return told


def fitted_log_odds(
    kernel: NDArray[np.float64], labels: NDArray[np.int64], of: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Give the log-odds (n,) of label 1, learned from the m rows marked by ``of`` (n,).

    ``kernel`` (m, n): the products of those rows with all; ``labels`` (m,) 0 and 1, both there.
    L2-penalised, C = 1, the intercept free of the penalty, both labels of equal weight. Newton's
    steps in the dual, m unknowns instead of d (Rasmussen and Williams 2006, Gaussian Processes
    for Machine Learning, section 3.4, algorithm 3.1), here with an intercept.
    """
    # C = 1: few statements in many dimensions, and a weaker penalty would only learn single pages.
    among = kernel[:, of]
    weights = len(labels) / (2.0 * np.bincount(labels)[labels])
    dual, intercept = np.zeros(len(labels)), 0.0
    for _ in range(MOST_STEPS):
        odds = among @ dual + intercept
        chance = 1.0 / (1.0 + np.exp(-odds))
        root = np.sqrt(weights * chance * (1.0 - chance))
        target = root * odds + weights * (labels - chance) / root
        before = dual
        dual, intercept = _newton_step(among, root, target)
        if np.abs(dual - before).max() < STEP_ENDS:
            break
    odds_of_all: NDArray[np.float64] = dual @ kernel + intercept
    return odds_of_all


def _newton_step(
    kernel: NDArray[np.float64], root: NDArray[np.float64], target: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    inner = np.eye(len(kernel)) + root[:, None] * kernel * root
    solved = root[:, None] * np.linalg.solve(inner, np.column_stack([target, root]))
    intercept = float(solved[:, 0].sum() / solved[:, 1].sum())
    return solved[:, 0] - intercept * solved[:, 1], intercept
