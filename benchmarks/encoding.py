"""Cost of encoding in fixed batches against the library's own encode, as ratios in one run.

    python -m benchmarks.encoding [ROUNDS]

Input are the statements of the built-in industry. The vectors of both are compared, too: faster by
being other would not count. Wall time is falsified by whatever else runs, CPU time hardly is.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from crawlers.demo.server import SITES
from embeddings.encoder import find_minilm, load_encoder
from pipeline.text.blocks import cut_blocks
from pipeline.text.sentences import split_statements
from sameness.records import Page, PageKind
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Callable


def demo_statements() -> list[str]:
    """Give the distinct statements of the built-in sites, sorted."""
    found: set[str] = set()
    for path in sorted(Path(SITES).rglob("*.html")):
        page = Page("", str(path), PageKind.OTHER, datetime.now(UTC), "", path.read_text("utf-8"))
        found |= {s for block in cut_blocks(page) for s in split_statements(block.text, "en")}
    return sorted(found)


def seconds(action: Callable[[], object]) -> float:
    """Give the wall time of one call."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def both_seconds(action: Callable[[], object]) -> tuple[float, float]:
    """Give the wall time of one call and its CPU time, all threads of this process together."""
    started = time.process_time()
    wall = seconds(action)
    return wall, time.process_time() - started


def main(arguments: list[str]) -> None:
    """Run both in turn and print the ratio pair by pair."""
    from sentence_transformers import SentenceTransformer

    rounds = int(arguments[0]) if arguments else 5
    texts = demo_statements()
    ours = load_encoder(DEFAULT_MODEL)
    library = SentenceTransformer(str(find_minilm()), device="cpu")
    mine = ours.encode(texts, lambda _: None)
    theirs = library.encode(texts, normalize_embeddings=True, show_progress_bar=False)
    cosine = float((mine * theirs).sum(axis=1).min())
    actions: tuple[Callable[[], object], Callable[[], object]] = (
        lambda: ours.encode(texts, lambda _: None),
        lambda: library.encode(texts, show_progress_bar=False),
    )
    print(f"{len(texts)} statements, {rounds} rounds, lowest cosine of both {cosine:.6f}")
    measured = [[both_seconds(action) for action in actions] for _ in range(rounds)]
    for clock, told in enumerate(("wall", "CPU")):
        ratios = [own[clock] / other[clock] for own, other in measured]
        rate = median(len(texts) / own[clock] for own, _ in measured)
        print(f"{rate:.0f} statements a second of {told} time,", end=" ")
        print(f"time against the library {min(ratios):.2f} {median(ratios):.2f} {max(ratios):.2f}")


if __name__ == "__main__":
    main(sys.argv[1:])
