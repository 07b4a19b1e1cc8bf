"""Exact best matches of many statements as a share of this machine's matrix-product speed.

    python -m benchmarks.matching [STATEMENTS] [ROUNDS] [COMPANIES]

Random unit vectors of 384 numbers in companies of equal size: what a cosine costs does not depend
on its value. Each pair of companies is multiplied once and gives the best matches of both sides.
In every round the speed of the plain product is measured just before and just after; the better of
several shapes counts as the machine's. All by CPU time of this process, so that other processes
count for little; threads are what the environment allows (``OMP_NUM_THREADS``). FAISS's flat index,
which must search each direction by itself, and what it costs to sort for R_m are measured, too.
"""

from __future__ import annotations

import resource
import sys
from itertools import combinations
from statistics import median
from typing import TYPE_CHECKING

import faiss
import numpy as np

from embeddings.matches import mutual_matches
from pipeline.measures.rarefaction import stratified_matches

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

DIMENSIONS = 384
SHAPES = (512, 1024), (1024, 1024), (1024, 4096), (4096, 4096)
"""Rows and columns of the plain products that the machine's speed is taken from."""
SAMPLE = 4096
"""Statements of each side by which FAISS and R_m are measured."""


def unit_vectors(rows: int, seed: int) -> Vectors:
    """Give so many random directions."""
    vectors = np.random.default_rng(seed).standard_normal((rows, DIMENSIONS), dtype=np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors


def cpu_seconds(action: Callable[[], object]) -> float:
    """Give the CPU time of one call, of all threads together."""
    started = resource.getrusage(resource.RUSAGE_SELF)
    action()
    ended = resource.getrusage(resource.RUSAGE_SELF)
    return ended.ru_utime - started.ru_utime + ended.ru_stime - started.ru_stime


def peak_speed(left: Vectors, right: Vectors) -> float:
    """Give the operations, two for each multiply-add, of plain products in a CPU second; the best.

    Of several shapes.
    """
    return max(_speed(left[:rows], right[:columns].T) for rows, columns in SHAPES)


def _speed(left: Vectors, right: Vectors) -> float:
    made = np.empty((len(left), right.shape[1]), dtype=np.float32)
    times = max(1, 2**26 // made.size)

    def multiply() -> None:
        for _ in range(times):
            np.matmul(left, right, out=made)

    return 2 * DIMENSIONS * made.size * times / cpu_seconds(multiply)


def all_pairs(companies: list[Vectors]) -> None:
    """Find the best matches of every statement in every other company."""
    for left, right in combinations(companies, 2):
        mutual_matches(left, right)


def faiss_both(left: Vectors, right: Vectors) -> None:
    """Find the best matches of both sides with FAISS's exact index."""
    for queries, held in ((left, right), (right, left)):
        index = faiss.IndexFlatIP(DIMENSIONS)
        index.add(held)
        index.search(queries, 1)


def rarefied_both(left: Vectors, right: Vectors) -> None:
    """Give R_m of both sides."""
    strata = np.arange(SAMPLE) % 4
    stratified_matches(left, right, strata, 40)
    stratified_matches(right, left, strata, 40)


def main(arguments: list[str]) -> None:
    """Print the speeds and the share, each the median with the lowest and highest round."""
    statements, rounds, companies = (*map(int, arguments), *(100_000, 3, 20)[len(arguments) :])
    vectors = unit_vectors(statements, 1)
    parts = np.array_split(vectors, companies)
    cells = sum(len(a) * len(b) for a, b in combinations(parts, 2))
    left, right = unit_vectors(SAMPLE, 2), unit_vectors(SAMPLE, 3)
    peaks, shares, flat, sorted_ = [], [], [], []
    for _ in range(rounds):
        before = peak_speed(left, right)
        speed = 2 * DIMENSIONS * cells / cpu_seconds(lambda: all_pairs(parts))
        peak = max(before, peak_speed(left, right))
        peaks.append(peak / 1e9)
        shares.append(speed / peak)
        ours = cpu_seconds(lambda: mutual_matches(left, right))
        flat.append(cpu_seconds(lambda: faiss_both(left, right)) / ours)
        sorted_.append(cpu_seconds(lambda: rarefied_both(left, right)) / ours)
    print(f"{statements} statements of {companies} companies, {cells / 1e9:.2f} billion pairs once")
    print(f"plain product, GFLOP per CPU second: {spread(peaks, '.0f')}")
    print(f"best matches of both sides, share of it: {spread(shares, '.2f')}")
    print(f"FAISS IndexFlatIP, both directions, time against ours: {spread(flat, '.2f')}")
    print(f"R_m of both sides, time against ours: {spread(sorted_, '.2f')}")


def spread(values: list[float], shape: str) -> str:
    """Give the median with the lowest and highest."""
    return f"{median(values):{shape}} ({min(values):{shape}} to {max(values):{shape}})"


if __name__ == "__main__":
    main(sys.argv[1:])
