"""Makes the larger judge: axes, comparer, weights, and its figures on companies it has not seen.

    python -m evaluation.larger_judge CORPUS

Needs the packages of the larger encoder (``make larger-judge``) and about fifteen minutes. Axes and
comparer are learned on the claims written for this project and see no label; the weights are fitted
and measured like the plain judge's (``evaluation/same_claim.py``), with the same folds. Writes
``embeddings/axes`` and ``pipeline/measures/judges``.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from embeddings.larger import LARGER_MODEL, ZIP_SHA256
from embeddings.pieces import word_pieces
from embeddings.states import LAYERS, LayerReader, StateEncoder, load_axes
from evaluation.axes import keep_axes, learn_axes
from evaluation.comparer import teach
from evaluation.labels import given_pairs, own_pairs
from evaluation.same_claim import describe, fit_judge, readings
from evaluation.written import WRITTEN, read_claims
from pipeline.measures.larger_judge import FEATURES, FILE, state_features, tell
from pipeline.measures.same_claim import pair_features
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evaluation.labels import LabelledPair
    from evaluation.written import Claim
    from pipeline.measures.comparer import Comparer
    from pipeline.measures.state_pairs import Told

ROOT = Path(__file__).parent.parent
AXES = ROOT / "embeddings" / "axes" / f"{LARGER_MODEL}.npz"
JUDGES = ROOT / "pipeline" / "measures" / "judges"


def written_texts(claims: Sequence[Claim]) -> list[str]:
    """Give every wording of the written claims, sorted."""
    return sorted({text for claim in claims for text in (*claim.same, *claim.related)})


def make_axes(texts: list[str]) -> None:
    """Learn the axes on these texts and write them."""
    learned = learn_axes(layers for _, layers in LayerReader().read(texts))
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    layers = ", ".join(map(str, LAYERS))
    keep_axes(
        learned,
        AXES,
        f"{len(texts):,} written statements (SHA-256 {digest}) in layers {layers} of "
        f"{LARGER_MODEL} (zip {ZIP_SHA256})",
    )
    load_axes.cache_clear()


def read_told(texts: list[str]) -> dict[str, Told]:
    """Give what the states of these texts tell."""
    states = StateEncoder().encode(texts, lambda _: None)
    return dict(zip(texts, tell(states, word_pieces().split(texts)), strict=True))


def fit_larger(
    pairs: Sequence[LabelledPair], told: dict[str, Told], comparer: Comparer
) -> dict[str, object]:
    """Give weights, bounds and figures of the larger judge."""
    read = [*readings(DEFAULT_MODEL, pairs)]
    features = np.zeros((len(pairs), len(FEATURES)))
    for numbers, reading, (left, right) in read:
        mine = sorted({text for n in numbers for text in (pairs[n].a, pairs[n].b)})
        seen = state_features([told[text] for text in mine], comparer, left, right)
        features[numbers] = np.hstack([pair_features(reading, left, right), seen])
    return fit_judge(FEATURES, features, pairs, read)


def main(arguments: list[str]) -> None:
    """Learn, teach, fit, measure, and write what ships."""
    corpus = Path(arguments[0])
    claims = read_claims(sorted(WRITTEN.glob("*.jsonl")))
    written = written_texts(claims)
    make_axes(written)
    pairs = [*given_pairs(corpus), *own_pairs(corpus)]
    told = read_told(sorted({*written, *(text for pair in pairs for text in (pair.a, pair.b))}))
    comparer = teach(claims, told)
    weights = {f.name: getattr(comparer, f.name) for f in dataclasses.fields(comparer)}
    np.savez_compressed(JUDGES / f"{FILE}.npz", **weights)
    fitted = describe(fit_larger(pairs, told, comparer), corpus, DEFAULT_MODEL)
    text = json.dumps(fitted | {"larger_model": LARGER_MODEL}, indent=1) + "\n"
    print(text)
    (JUDGES / f"{FILE}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
