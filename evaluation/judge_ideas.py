"""What else was tried as a judge of claims, all in one run on the same pairs and folds.

    python -m evaluation.judge_ideas CORPUS

Prints a table (Markdown): AUC, average precision and recall at precision .9 of the given pairs, by
fits that saw neither company, and by fits that saw no pair of the industry. Takes about ten
minutes, most of it for the vectors of every word in its sentence, and twenty more for the larger
encoder. That is left out where its packages are missing (``make larger-judge``).
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from embeddings.encoder import load_encoder
from embeddings.larger import find_larger, is_installed
from embeddings.light import light_encoder
from embeddings.pieces import word_pieces
from embeddings.states import FIRST_MARK, LAST_MARK, LAYERS, MOST_PIECES, VOCABULARY_SHIFT
from evaluation.axes import KEPT
from evaluation.comparer import teach
from evaluation.judge_folds import by_company, by_industry
from evaluation.judge_scores import MEASURES
from evaluation.labels import given_pairs, own_pairs
from evaluation.same_claim import judge_unseen, new_fit, readings
from evaluation.written import WRITTEN, read_claims
from pipeline.measures import alignment
from pipeline.measures.centred import centre
from pipeline.measures.larger_judge import state_features, tell
from pipeline.measures.same_claim import FEATURES, pair_features
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from evaluation.labels import LabelledPair
    from evaluation.written import Claim

    Floats = NDArray[np.float64]
    States = dict[str, NDArray[np.float32]]

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
        turned = centre((reading.centred[:] @ turn).astype(np.float32), np.zeros(1, np.float32))
        found[numbers, 0] = np.einsum("ij,ij->i", turned[left], turned[right])
    return found


def _spread(encoder: Any, texts: Sequence[str]) -> NDArray[np.float32]:  # noqa: ANN401 - a Protocol
    vectors = encoder.encode(list(texts), lambda _: None)
    away: NDArray[np.float32] = vectors - vectors.mean(axis=0)
    return away


def larger_features(pairs: Sequence[LabelledPair]) -> Floats | None:
    """Give cosines and alignments by all-mpnet-base-v2, and a comparer's logits, (pairs, 24).

    None, with a message, where its packages are missing.
    """
    if not is_installed():
        print("all-mpnet-base-v2 is not installed: its rows are left out.", file=sys.stderr)
        return None
    texts = sorted({text for pair in pairs for text in (pair.a, pair.b)})
    claims = read_claims(sorted(WRITTEN.glob("*.jsonl")))
    wordings = sorted({text for claim in claims for text in (*claim.same, *claim.related)})
    states = _layer_states(find_larger(), [*texts, *wordings])
    turned = _on_axes(states, wordings)
    aligned, compared = _align_layers(turned, pairs), _compare(turned, claims, pairs)
    return np.hstack([_pooled_cosines(states, pairs), aligned, compared])


def _layer_states(model: Path, texts: Sequence[str]) -> States:
    """Give each text's tokens in LAYERS, the two marks included: (layers, tokens, 768)."""
    import torch
    from transformers import AutoModel

    encoder = AutoModel.from_pretrained(model).eval()
    states = {}
    with torch.inference_mode():
        for text, cut in zip(texts, word_pieces().split(texts), strict=True):
            marked = [FIRST_MARK, *(cut + VOCABULARY_SHIFT).tolist(), LAST_MARK]
            layers = encoder(torch.tensor([marked]), output_hidden_states=True).hidden_states
            states[text] = np.stack([layers[layer][0].numpy() for layer in LAYERS])
    return states


def _on_axes(states: States, wordings: Sequence[str]) -> States:
    """Give pieces as unit vectors on the axes along which those of ``wordings`` spread most."""
    seen = np.concatenate([states[text][:, 1:-1] for text in wordings], axis=1)
    middle = seen.mean(axis=1, keepdims=True)
    seen -= middle
    axes = np.linalg.eigh(seen.mT @ seen)[1][:, :, -KEPT:]
    turned = {text: (tokens[:, 1:-1] - middle) @ axes for text, tokens in states.items()}
    return {text: v / np.linalg.norm(v, axis=2, keepdims=True) for text, v in turned.items()}


def _align_layers(states: States, pairs: Sequence[LabelledPair]) -> Floats:
    """Give the alignment in every layer, shape (pairs, 7 a layer); it cuts words as MiniLM does."""
    cut = dict(zip(states, word_pieces().split(list(states)), strict=True))
    rows = []
    for pair in pairs:
        sides = zip(states[pair.a], states[pair.b], strict=True)
        rows.append([alignment.align_vectors(*side, cut[pair.a], cut[pair.b]) for side in sides])
    return np.array(rows).reshape(len(pairs), -1)


def _compare(states: States, claims: Sequence[Claim], pairs: Sequence[LabelledPair]) -> Floats:
    """Give the logits of a comparer taught on these claims, shape (pairs, 1)."""
    texts = list(states)
    kept = [states[text][:, :MOST_PIECES].astype(np.float16) for text in texts]
    told = tell(kept, word_pieces().split(texts))
    place = {text: row for row, text in enumerate(texts)}
    left, right = np.array([[place[pair.a], place[pair.b]] for pair in pairs]).T
    comparer = teach(claims, dict(zip(texts, told, strict=True)))
    return state_features(told, comparer, left, right)[:, -1:]


def _pooled_cosines(states: States, pairs: Sequence[LabelledPair]) -> Floats:
    """Give the cosine of the last layer's means, and without the industry's mean, (pairs, 2)."""
    cosines = np.zeros((len(pairs), 2))
    for industry in sorted({pair.industry for pair in pairs}):
        numbers = [n for n, pair in enumerate(pairs) if pair.industry == industry]
        texts = sorted({text for n in numbers for text in (pairs[n].a, pairs[n].b)})
        place = {text: row for row, text in enumerate(texts)}
        pooled = np.stack([states[text][-1].mean(axis=0) for text in texts])
        plain = centre(pooled, np.zeros(1, np.float32))
        left, right = np.array([[place[pairs[n].a], place[pairs[n].b]] for n in numbers]).T
        for column, vectors in enumerate((plain, centre(plain))):
            cosines[numbers, column] = np.einsum("ij,ij->i", vectors[left], vectors[right])
    return cosines


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
    larger = larger_features(pairs)
    if larger is not None:
        aligned = larger[:, :-1]
        ideas = {
            "a larger encoder's cosine": larger[:, :1],
            "a larger encoder's cosine without the field's mean": larger[:, 1:2],
            "its features of the pair, its pieces aligned": np.hstack([aligned, first[:, 2:9]]),
            "what ships, and a larger encoder's pieces aligned": np.hstack([first, aligned]),
            "and a second encoder's cosines too": np.hstack([first, aligned, second]),
            "what ships, all of the larger encoder's": np.hstack([first, larger]),
            "without its cosines (ships as larger)": np.hstack([first, larger[:, 2:]]),
        }
        for name, features in ideas.items():
            _print_row(name, features, pairs, new_fit)


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
