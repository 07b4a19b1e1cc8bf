"""Do the statements of one claim say the same? Labelled pairs that stand in one claim's core.

    python -m evaluation.claims_together CORPUS

The claims of every site industry are found as a run finds them, by a judge whose weights were
fitted without that industry's labels. Of the pairs of statements in a claim's core those count that
somebody labelled.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evaluation.figures import Figure, at_least
from evaluation.labels import given_pairs, own_pairs
from evaluation.same_claim import fit_weights, readings
from evaluation.section import run_section
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.same_claim import FEATURES, Judge, load_judge, pair_features

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evaluation.corpus import Corpus
    from evaluation.labels import LabelledPair

NOTHING_KNOWN = pa.schema([("claim_id", pa.string()), ("masked", pa.string())]).empty_table()


def judges_unseen(pairs: Sequence[LabelledPair], model: str) -> dict[str, Judge]:
    """Give by industry the shipped judge with weights fitted on the pairs of all others."""
    features = np.zeros((len(pairs), len(FEATURES)))
    for numbers, reading, (left, right) in readings(model, pairs):
        features[numbers] = pair_features(reading, left, right)
    same = np.array([pair.same for pair in pairs])
    industries = np.array([pair.industry for pair in pairs])
    return {
        name: _refitted(load_judge(model), features[industries != name], same[industries != name])
        for name in sorted({pair.industry for pair in pairs if not pair.from_directory})
    }


def _refitted(judge: Judge, features: NDArray[np.float64], same: NDArray[np.bool_]) -> Judge:
    weights, intercept = fit_weights(features, same)
    return replace(judge, weights=weights, intercept=intercept)


def cores(claims: pa.Table, compared: pa.Table) -> list[set[str]]:
    """Give each claim's masked texts that are said to say the same."""
    ids, texts = (compared.column(name).to_pylist() for name in ("statement_id", "masked"))
    masked = dict(zip(ids, texts, strict=True))
    found: dict[str, set[str]] = {}
    for row in claims.to_pylist():
        if row["strength"] == "same":
            found.setdefault(row["claim_id"], set()).add(masked[row["statement_id"]])
    return [*found.values()]


def labels_within(cores: Sequence[set[str]], pairs: Sequence[LabelledPair]) -> list[bool]:
    """Give of every labelled pair of two texts of one core whether they make the same claim."""
    labelled = {frozenset((pair.a, pair.b)): pair.same for pair in pairs}
    together = {frozenset(two) for core in cores for two in combinations(sorted(core), 2)}
    return [labelled[two] for two in sorted(together & labelled.keys(), key=sorted)]


def figures(corpus: Corpus) -> list[Figure]:
    """Give the precision of pairs within claims, over all site industries."""
    pairs = [*given_pairs(corpus.path), *own_pairs(corpus.path)]
    found: list[bool] = []
    claims = 0
    for name, judge in judges_unseen(pairs, corpus.model).items():
        given = {"compared_statements": corpus.compared[name], "known_claims": NOTHING_KNOWN}
        made = corpus.laboratory.make(["claims"], given, judge=judge)["claims"]
        together = cores(made, corpus.compared[name])
        claims += len(together)
        found += labels_within(together, [pair for pair in pairs if pair.industry == name])
    low, high = wilson_interval(sum(found), len(found)) if found else (0.0, 1.0)
    return [
        Figure(
            "claims.within_precision", f"precision of pairs within one of {claims} claims",
            float(np.mean(found)) if found else float("nan"), low, high, "Wilson", len(found),
            "labelled pairs within claims", at_least(0.9),
        )
    ]  # fmt: skip


if __name__ == "__main__":
    run_section(figures)
