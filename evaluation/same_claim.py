"""Fits the same-claim judge on labelled pairs and measures it on companies it has not seen.

    python -m evaluation.same_claim MODEL PAIRS.jsonl [OUT_FOLDER]

Rows need ``industry``, ``a``, ``b`` and ``label``. The fit is deterministic. Pairs called
unusable or disputed are left out. The figures are from five-fold cross-validation in which no
industry is on both sides; the shipped weights are then fitted on all pairs.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold, cross_val_predict

from embeddings.encoder import load_encoder
from pipeline.measures.prevalence import wilson_interval
from pipeline.measures.same_claim import FEATURES, pair_features, read_statements

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_PRECISION = 0.5
LEAST_SAME = 0.8
SHOWN_AT = (0.2, 0.3, 0.4, 0.5, 0.6)
LEFT_OUT = {"unusable", "disputed"}


def read_pairs(path: Path) -> list[dict[str, Any]]:
    """Give the usable labelled pairs of a JSON-lines file."""
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return [row for row in rows if row["label"] not in LEFT_OUT]


def features_of(model: str, pairs: list[dict[str, Any]]) -> NDArray[np.float64]:
    """Give the judge's features of every pair, each industry centred on its own statements."""
    texts = sorted({pair[side] for pair in pairs for side in "ab"})
    vectors = load_encoder(model).encode(texts, lambda _: None)
    row_of = {text: row for row, text in enumerate(texts)}
    by_industry: dict[str, list[int]] = defaultdict(list)
    for number, pair in enumerate(pairs):
        by_industry[pair["industry"]].append(number)
    features = np.zeros((len(pairs), len(FEATURES)))
    for numbers in by_industry.values():
        mine = sorted({pairs[n][side] for n in numbers for side in "ab"})
        place = {text: row for row, text in enumerate(mine)}
        reading = read_statements(mine, vectors[[row_of[text] for text in mine]])
        left = np.array([place[pairs[n]["a"]] for n in numbers])
        right = np.array([place[pairs[n]["b"]] for n in numbers])
        features[numbers] = pair_features(reading, left, right)
    return features


def shown_precision(
    same: NDArray[np.bool_], probability: NDArray[np.float64], least: float
) -> dict[str, float]:
    """Give precision with Wilson interval, recall and count of pairs at or above ``least``."""
    shown = probability >= least
    hits, n = int(same[shown].sum()), int(shown.sum())
    low, high = wilson_interval(hits, n) if n else (0.0, 1.0)
    return {
        "least": least,
        "pairs": n,
        "value": round(hits / n, 3) if n else 0.0,
        "low": round(low, 3),
        "high": round(high, 3),
        "recall": round(hits / int(same.sum()), 3),
    }


def main(arguments: list[str]) -> None:
    """Fit, measure, print, and write the judge's file where one is named."""
    name, path = arguments[0], Path(arguments[1])
    pairs = read_pairs(path)
    features = features_of(name, pairs)
    same = np.array([pair["label"] == "same" for pair in pairs])
    groups = np.array([pair["industry"] for pair in pairs])
    model = LogisticRegression(C=10.0, max_iter=2000)
    folds = StratifiedGroupKFold(5, shuffle=True, random_state=0)
    unseen = cross_val_predict(
        model, features, same, groups=groups, cv=folds, method="predict_proba"
    )[:, 1]
    table = [shown_precision(same, unseen, least) for least in SHOWN_AT]
    chosen = next((row for row in table if row["value"] >= LEAST_PRECISION), table[-1])
    model.fit(features, same)
    fitted = {
        "source": (
            f"{chosen['pairs']} of {len(pairs)} hand-labelled pairs of real marketing statements, "
            "judged by a fit that had not seen their industry"
        ),
        "data_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "model": name,
        "weights": dict(zip(FEATURES, (round(float(w), 6) for w in model.coef_[0]), strict=True)),
        "intercept": round(float(model.intercept_[0]), 6),
        "least": chosen["least"],
        "least_same": LEAST_SAME,
        "precision": chosen,
        "precision_by_probability": table,
        "auc": round(float(roc_auc_score(same, unseen)), 3),
        "average_precision": round(float(average_precision_score(same, unseen)), 3),
        "brier": round(float(brier_score_loss(same, unseen)), 4),
        "pairs": len(pairs),
        "same": int(same.sum()),
    }
    text = json.dumps(fitted, indent=2) + "\n"
    print(text)
    if len(arguments) > 2:
        (Path(arguments[2]) / f"{name.lower()}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
