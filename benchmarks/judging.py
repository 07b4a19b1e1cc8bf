"""How many pairs a second the judge of claims reads, against their cosines, in one run.

    python -m benchmarks.judging [ROUNDS]

Input are the pairs of the built-in industry's statements that pass the pre-filter. Reading the
statements and encoding them is timed apart: it is done once per statement, not per pair.
"""

from __future__ import annotations

import sys
from statistics import median

import numpy as np

from benchmarks.encoding import demo_statements, seconds
from embeddings.encoder import load_encoder
from embeddings.neighbours import NeighbourIndex
from pipeline.measures.same_claim import CANDIDATE, load_judge, read_statements
from sameness.settings import DEFAULT_MODEL


def main(arguments: list[str]) -> None:
    """Print the rates of each round and their median ratio."""
    rounds = int(arguments[0]) if arguments else 5
    texts = demo_statements()
    vectors = load_encoder(DEFAULT_MODEL).encode(texts, lambda _: None)
    judge = load_judge(DEFAULT_MODEL)
    reading = read_statements(texts, vectors)
    left, right, _ = NeighbourIndex(reading.centred).within(reading.centred, CANDIDATE)
    judge.probabilities(reading, left[:10], right[:10])
    read = seconds(lambda: read_statements(texts, vectors))
    print(f"{len(texts)} statements read in {read:.2f} s; {len(left)} pairs pass the pre-filter")
    ratios = []
    for _ in range(rounds):
        judged = seconds(lambda: judge.probabilities(reading, left, right))
        plain = seconds(lambda: np.einsum("ij,ij->i", vectors[left], vectors[right]))
        ratios.append(judged / plain)
        print(f"{len(left) / judged:10,.0f} pairs/s judged, {len(left) / plain:12,.0f} by cosine")
    spread = f"{min(ratios):.0f} to {max(ratios):.0f}"
    print(f"the judge takes {median(ratios):.0f} times as long as the cosine ({spread})")


if __name__ == "__main__":
    main(sys.argv[1:])
