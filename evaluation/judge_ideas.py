"""What else was tried as a judge of claims, all in one run on the same pairs and folds.

    python -m evaluation.judge_ideas CORPUS

Prints a table (Markdown): AUC, average precision and recall at precision .9 of the given pairs, by
fits that saw neither company, and by fits that saw no pair of the industry. Takes about ten
minutes, most of it for the vectors of every word in its sentence.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from embeddings.encoder import load_encoder
from embeddings.light import light_encoder
from embeddings.pieces import word_pieces
from evaluation.judge_folds import by_company, by_industry
from evaluation.judge_scores import MEASURES
from evaluation.labels import given_pairs, own_pairs
from evaluation.same_claim import judge_unseen, new_fit, readings
from evaluation.written import WRITTEN, read_claims
from pipeline.measures import alignment
from pipeline.measures.same_claim import FEATURES, centre, pair_features
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evaluation.labels import LabelledPair

    Floats = NDArray[np.float64]

SECOND_MODEL = "use-multilingual-v3"
SHRUNK = 0.2
"""How far the spread of wordings is drawn to an even one before it is divided out."""
COLUMNS = ("auc", "average_precision", "recall_at_precision_0.9")


def shipped_features(model: str, pairs: Sequence[LabelledPair]) -> Floats:
    """Give the features of the judge that ships, shape (pairs, 16)."""
    features = np.zeros((len(pairs), len(FEATURES)))
    for numbers, reading, (left, right) in readings(model, pairs):
        features[numbers] = pair_features(reading, left, right)
    return features


def tokens_in_context(pairs: Sequence[LabelledPair]) -> Floats:
    """Give the alignment of word pieces by their vectors in the sentence, shape (pairs, 7)."""
    texts = sorted({text for pair in pairs for text in (pair.a, pair.b)})
    cut = dict(zip(texts, word_pieces().split(texts), strict=True))
    states = {}
    for text in texts:
        inside = light_encoder().token_vectors(text)[1:-1]
        states[text] = inside / np.linalg.norm(inside, axis=1, keepdims=True)
    rows = [alignment.align_vectors(states[p.a], states[p.b], cut[p.a], cut[p.b]) for p in pairs]
    return np.array(rows)


def learned_metric(pairs: Sequence[LabelledPair]) -> Floats:
    """Give the cosine after dividing out how wordings of one written claim spread, (pairs, 1).

    Within-class covariance normalisation (Hatch, Kajarekar & Stolcke 2006), learned on the claims
    written for this project.
    """
    encoder = load_encoder(DEFAULT_MODEL)
    claims = read_claims(sorted(WRITTEN.glob("*.jsonl")))
    wordings = np.concatenate([_spread(encoder, claim.same) for claim in claims])
    spread = wordings.T @ wordings / len(wordings)
    even = np.eye(len(spread)) * np.trace(spread) / len(spread)
    values, axes = np.linalg.eigh((1 - SHRUNK) * spread + SHRUNK * even)
    turn = (axes * values**-0.25) @ axes.T
    found = np.zeros((len(pairs), 1))
    for numbers, reading, (left, right) in readings(DEFAULT_MODEL, pairs):
        turned = centre((reading.centred @ turn).astype(np.float32), np.zeros(1, np.float32))
        found[numbers, 0] = np.einsum("ij,ij->i", turned[left], turned[right])
    return found


def _spread(encoder: Any, texts: Sequence[str]) -> NDArray[np.float32]:  # noqa: ANN401 - a Protocol
    vectors = encoder.encode(list(texts), lambda _: None)
    away: NDArray[np.float32] = vectors - vectors.mean(axis=0)
    return away


def new_boosting() -> HistGradientBoostingClassifier:
    """Give unfitted boosted trees, small and slow to learn: the labels are few."""
    return HistGradientBoostingClassifier(
        max_iter=250, learning_rate=0.03, max_leaf_nodes=6, l2_regularization=20.0,
        min_samples_leaf=40, max_features=0.3, random_state=0,
    )  # fmt: skip


def report(corpus: Path) -> None:
    """Print the table."""
    given = given_pairs(corpus)
    pairs = [*given, *own_pairs(corpus)]
    first = shipped_features(DEFAULT_MODEL, pairs)
    second = shipped_features(SECOND_MODEL, pairs)[:, :2]
    inside = tokens_in_context(pairs)
    plain, everything = first[:, :9], np.hstack([first, second, inside])
    print("| idea | " + " | ".join(f"{c}, {f}" for f in ("rivals", "new field") for c in COLUMNS))
    print("|---" * 7 + "|")
    ideas = {
        "cosine": first[:, :1],
        "cosine without the field's mean": first[:, 1:2],
        "a metric learned on written claims": learned_metric(pairs),
        "nine features of the pair": plain,
        "and word pieces aligned (ships)": first,
        "and word pieces aligned in context": np.hstack([plain, inside]),
        "and a second encoder's cosines": np.hstack([first, second]),
        "all of these": everything,
    }
    for name, features in ideas.items():
        _print_row(name, features, pairs, new_fit)
    _print_row("the shipped features, given labels only", first[: len(given)], given, new_fit)
    _print_row("all of these, boosted trees", everything, pairs, new_boosting)


def _print_row(
    name: str, features: Floats, pairs: Sequence[LabelledPair], fit: Callable[[], Any]
) -> None:
    same = np.array([pair.same for pair in pairs])
    mine = np.array([pair.given for pair in pairs])
    cells = []
    for folds in (by_company, by_industry):
        likely = judge_unseen(features, pairs, folds, fit)
        cells += [f"{MEASURES[column](same[mine], likely[mine]):.3f}" for column in COLUMNS]
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    report(Path(sys.argv[1]))
