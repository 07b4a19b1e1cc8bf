"""Fits the same-claim judge on labelled pairs and measures it on companies it has not seen.

    python -m evaluation.same_claim MODEL CORPUS [OUT_FOLDER]

The fit is deterministic. Figures come from cross-validation with no company on both sides (as a
field of known rivals), and again with no industry on both sides (as a new field); they are of the
pairs given with the corpus. The precision of what is shown is of all labelled pairs, each judged by
a fit that had not seen its industry. The shipped weights are then fitted on all pairs.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from embeddings.encoder import load_encoder
from embeddings.pieces import word_pieces
from evaluation.judge_folds import by_company, by_industry
from evaluation.judge_scores import FEWEST_SHOWN, quality, reliability, shown_from
from evaluation.labels import given_pairs, labels_digest, own_pairs
from evaluation.written import WRITTEN, read_claims
from pipeline.measures.same_claim import (
    FEATURES,
    Reading,
    opposed,
    pair_features,
    read_statements,
    set_apart,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from numpy.typing import NDArray

    from evaluation.judge_folds import Rows
    from evaluation.labels import LabelledPair

    Floats = NDArray[np.float64]
    Folds = Callable[[Sequence[LabelledPair]], Iterable[tuple[Rows, Rows]]]

LEAST_ALIKE_PRECISION = 0.5
LEAST_SAME_PRECISION = 0.9
SHOWN_AT = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95)


def readings(model: str, pairs: Sequence[LabelledPair]) -> Iterator[tuple[Rows, Reading, Rows]]:
    """Yield per industry (numbers of its pairs, its statements as read, rows of both sides).

    Each industry is centred on its own statements. Rows have shape (2, pairs).
    """
    texts = sorted({text for pair in pairs for text in (pair.a, pair.b)})
    vectors = dict(zip(texts, load_encoder(model).encode(texts, lambda _: None), strict=True))
    for industry in sorted({pair.industry for pair in pairs}):
        numbers = np.array([n for n, pair in enumerate(pairs) if pair.industry == industry])
        mine = sorted({text for n in numbers for text in (pairs[n].a, pairs[n].b)})
        place = {text: row for row, text in enumerate(mine)}
        sides = np.array([[place[pairs[n].a], place[pairs[n].b]] for n in numbers]).T
        yield numbers, read_statements(mine, np.stack([vectors[text] for text in mine])), sides


def judge_unseen(
    features: Floats, pairs: Sequence[LabelledPair], folds: Folds, fit: Callable[[], Any]
) -> Floats:
    """Give each pair's probability by a fit on the other side of its fold."""
    same = np.array([pair.same for pair in pairs])
    unseen = np.zeros(len(pairs))
    for learnt, judged in folds(pairs):
        model = fit().fit(features[learnt], same[learnt])
        unseen[judged] = model.predict_proba(features[judged])[:, 1]
    return unseen


def new_fit() -> Any:  # noqa: ANN401 - scikit-learn has no types
    """Give an unfitted judge: a logistic regression on features of equal spread."""
    return make_pipeline(StandardScaler(), LogisticRegression(C=1.0, max_iter=5000))


def fit_weights(features: Floats, same: NDArray[np.bool_]) -> tuple[Floats, float]:
    """Give weights and intercept on the features as they are, fitted on all pairs."""
    scaler, model = (step for _, step in new_fit().fit(features, same).steps)
    weights: Floats = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - (weights * scaler.mean_).sum())


def evaluate(model: str, corpus: Path) -> dict[str, Any]:
    """Give everything that the plain judge's file holds."""
    pairs = [*given_pairs(corpus), *own_pairs(corpus)]
    read = [*readings(model, pairs)]
    features = np.zeros((len(pairs), len(FEATURES)))
    for numbers, reading, (left, right) in read:
        features[numbers] = pair_features(reading, left, right)
    fitted = fit_judge(FEATURES, features, pairs, read)
    return describe(fitted, corpus, model)


def describe(fitted: dict[str, Any], corpus: Path, model: str) -> dict[str, Any]:
    """Give a fitted judge with what it was fitted on, as its file holds it."""
    provenance = {"data_sha256": labels_digest(corpus), "model": model}
    return {"source": fitted["source"]} | provenance | fitted


def fit_judge(
    names: Sequence[str],
    features: Floats,
    pairs: Sequence[LabelledPair],
    read: Sequence[tuple[Rows, Reading, Rows]],
) -> dict[str, Any]:
    """Give a judge's weights, bounds and figures; ``names`` are those of its features' columns."""
    denied, apart = np.zeros((2, len(pairs)), dtype=bool)
    for numbers, reading, (left, right) in read:
        denied[numbers] = opposed(reading, left, right)
        apart[numbers] = set_apart(reading, left, right)
    same = np.array([pair.same for pair in pairs])
    new_field, known_rivals = (
        judge_unseen(features, pairs, folds, new_fit) for folds in (by_industry, by_company)
    )
    weights, intercept = fit_weights(features, same)
    called_same = _shown(same, np.where(denied | apart, 0.0, new_field), LEAST_SAME_PRECISION)
    is_same = ~(denied | apart) & (new_field >= called_same["least"])
    # Measured as shown: without what is opposed, and without what is called the same already.
    reads_alike = _shown(same, np.where(denied | is_same, 0.0, new_field), LEAST_ALIKE_PRECISION)
    return {
        "source": (
            f"{len(pairs):,} pairs of real marketing statements, labelled by a large language "
            "model after a written guide, each judged by a fit that had not seen its industry"
        ),
        "weights": dict(zip(names, (round(float(w), 6) for w in weights), strict=True)),
        "intercept": round(intercept, 6),
        "same": called_same,
        "alike": reads_alike,
        "known_rivals": _parts(pairs, known_rivals),
        "new_field": _parts(pairs, new_field),
    }


def _shown(same: NDArray[np.bool_], likely: Floats, precision: float) -> dict[str, float]:
    """Give the loosest threshold from which on every threshold is at least so precise.

    Only thresholds that show ten pairs or more count. Where none of them is precise enough, the
    threshold is 1 and nothing is shown: only what stands word for word the same will be.
    """
    table = [shown_from(same, likely, least) for least in SHOWN_AT]
    table = [row for row in table if row["pairs"] >= FEWEST_SHOWN]
    precise = [row["value"] >= precision for row in table]
    fit = (row for n, row in enumerate(table) if all(precise[n:]))
    return next(
        fit, {"least": 1.0, "pairs": 0, "value": 0.0, "low": 0.0, "high": 1.0, "recall": 0.0}
    )


def _parts(pairs: Sequence[LabelledPair], likely: Floats) -> dict[str, Any]:
    """Give the figures of the given pairs, of their kinds apart, and of the own labels."""
    same = np.array([pair.same for pair in pairs])
    groups = np.array(
        [f"{p.industry}/{'/'.join(sorted((p.company_a, p.company_b)))}" for p in pairs]
    )
    parts = {
        "given": np.array([p.given for p in pairs]),
        "sites": np.array([p.given and not p.from_directory for p in pairs]),
        "directory": np.array([p.given and p.from_directory for p in pairs]),
        "twice_read": np.array([p.twice_read for p in pairs]),
        "own": np.array([not p.given for p in pairs]),
    }
    found = {name: quality(same[rows], likely[rows], groups[rows]) for name, rows in parts.items()}
    given = parts["given"]
    return found | {"reliability": reliability(same[given], likely[given])}


def count_pieces() -> dict[str, NDArray[np.uint16] | int]:
    """Give how many of the written statements hold each word piece."""
    claims = read_claims(sorted(WRITTEN.glob("*.jsonl")))
    texts = [text for claim in claims for text in (*claim.same, *claim.related)]
    held = np.concatenate([np.unique(cut) for cut in word_pieces().split(texts)])
    pieces, counts = np.unique(held, return_counts=True)
    return {
        "pieces": pieces.astype(np.uint16),
        "counts": counts.astype(np.uint16),
        "statements": len(texts),
    }


def main(arguments: list[str]) -> None:
    """Fit, measure, print, and write the judge's file where a folder is named."""
    name, corpus, *out = arguments
    text = json.dumps(evaluate(name, Path(corpus)), indent=1) + "\n"
    print(text)
    if out:
        (Path(out[0]) / f"{name.lower()}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
