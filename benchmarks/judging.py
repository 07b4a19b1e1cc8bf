"""How many pairs a second the judges of claims read, against their cosines, in one run.

    python -m benchmarks.judging [ROUNDS]

Input are the pairs of the built-in industry's statements that pass the pre-filter. Reading the
statements and encoding them is timed apart: it is done once per statement, not per pair. The larger
judge is left out where its packages are missing (``make larger-judge``).
"""

from __future__ import annotations

import sys
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.encoding import demo_statements, seconds
from embeddings.encoder import load_encoder
from embeddings.larger import is_installed
from embeddings.neighbours import NeighbourIndex
from embeddings.states import StateEncoder
from pipeline.measures.larger_judge import load_larger_judge
from pipeline.measures.same_claim import CANDIDATE, load_judge, read_statements
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from pipeline.measures.same_claim import Judge


def main(arguments: list[str]) -> None:
    """Print the rates of each round and their median ratio, of each judge."""
    rounds = int(arguments[0]) if arguments else 5
    texts = demo_statements()
    vectors = load_encoder(DEFAULT_MODEL).encode(texts, lambda _: None)
    read = seconds(lambda: read_statements(texts, vectors))
    print(f"{len(texts)} statements read in {read:.2f} s")
    measure("plain", load_judge(DEFAULT_MODEL), texts, vectors, rounds)
    if is_installed():
        states: dict[str, NDArray[np.float16]] = {}
        encoder = StateEncoder()
        took = seconds(
            lambda: states.update(zip(texts, encoder.encode(texts, lambda _: None), strict=True))
        )
        kept = sum(mine.nbytes for mine in states.values()) / len(texts) / 1000
        print(f"states: {len(texts) / took:.0f} statements/s, {kept:.1f} kB a statement")
        larger = load_larger_judge(DEFAULT_MODEL, lambda asked: [states[text] for text in asked])
        measure("larger", larger, texts, vectors, rounds)


def measure(
    name: str, judge: Judge, texts: list[str], vectors: NDArray[np.float32], rounds: int
) -> None:
    """Print how many pairs a second a judge reads, each round and against the cosine."""
    reading = judge.read(texts, vectors)
    centred = reading.centred[:]
    left, right, _ = NeighbourIndex(centred).within(centred, CANDIDATE)
    judge.probabilities(reading, left[:10], right[:10])
    ratios = []
    for _ in range(rounds):
        judged = seconds(lambda: judge.probabilities(reading, left, right))
        plain = seconds(lambda: np.einsum("ij,ij->i", vectors[left], vectors[right]))
        ratios.append(judged / plain)
        rates = f"{len(left) / judged:10,.0f} pairs/s judged, {len(left) / plain:12,.0f} by cosine"
        print(f"{name}: {len(left)} pairs, {rates}")
    spread = f"{min(ratios):.0f} to {max(ratios):.0f}"
    print(f"{name}: {median(ratios):.0f} times as long as the cosine ({spread})")


if __name__ == "__main__":
    main(sys.argv[1:])
