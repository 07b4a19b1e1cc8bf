"""This program against what one would use instead, and against what the machine gives: one table.

    python -m benchmarks.peers [WORKSPACE INDUSTRY [CORPUS]]

``make bench-peers`` installs the others into ``.venv-peers`` first. WORKSPACE holds a crawl of
INDUSTRY, measured; without it the built-in industry is run. CORPUS (``../shared`` where it lies
there) has labelled pages and pairs; without it pages are invented and pairs are the written ones.

Each side is a process of its own with one thread, all in turn in three rounds. A ratio is what the
other took to what ours took in the same round, start-up taken off: above 1 ours is quicker, or
smaller. Each side has the setting that scores best on the very answers it is scored by. A row is
ahead where ours took less time in every round and is no worse.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from benchmarks.peers.analysis import analysis_row, demo_workspace
from benchmarks.peers.labelled import labelled_rows
from benchmarks.peers.limits import disk_lines, matching_lines
from benchmarks.peers.running import PEERS, Folders
from benchmarks.peers.table import lines, ratios, spread, starts
from benchmarks.peers.tasks import (
    cluster_rows,
    copies_row,
    crawl_row,
    encode_row,
    encode_sides,
    extraction_row,
    lay_out,
    written_fields,
)
from pipeline.industries import find_industry
from sameness.settings import Settings

ROUNDS = 3
CRAWLED = 300
"""Pages of the invented site that is crawled."""
CORPUS = Path(__file__).parents[3] / "shared"


def main(arguments: list[str]) -> None:
    """Measure everything and print it."""
    if not PEERS.is_file():
        sys.exit("The others are not installed. Run: make bench-peers")
    corpus = Path(arguments[2]) if len(arguments) > 2 else CORPUS
    known = corpus if (corpus / "sites").is_dir() else None
    with tempfile.TemporaryDirectory() as name:
        folders = Folders(Path(name) / "whole", Path(name) / "little")
        folders.whole.mkdir()
        folders.little.mkdir()
        given = (Path(arguments[0]), arguments[1]) if len(arguments) > 1 else None
        if given:
            # Its turn comes last: a name that is not there is told before.
            find_industry(Settings(given[0]), given[1])
        measure(folders, given, known)


def measure(folders: Folders, given: tuple[Path, str] | None, corpus: Path | None) -> None:
    """Print the table, the seconds behind it, and the limits."""
    print(f"{ROUNDS} rounds, load {os.getloadavg()[0]:.1f}", flush=True)
    fields = written_fields()
    lay_out(folders, fields)
    encoded = encode_sides(folders, ROUNDS)
    rows = [
        encode_row(folders, fields, encoded),
        *cluster_rows(folders, fields, encoded, ROUNDS),
        copies_row(folders, fields, ROUNDS),
        extraction_row(folders, corpus, ROUNDS),
        crawl_row(ROUNDS, CRAWLED),
    ]
    source = given or demo_workspace(folders.whole)
    rows.append(analysis_row(folders.whole, source, fields, corpus, ROUNDS))
    if corpus:
        rows += labelled_rows(folders, source, corpus, ROUNDS)
    print("\n".join(lines(rows)))
    print("\nCPU seconds of the work + of the start, medians")
    print("\n".join(starts(rows)))
    print("\nAgainst what the machine gives, one thread")
    print("\n".join(matching_lines(ROUNDS)))
    mine, bare = encoded
    print(f"encoding, share of the bare model's rate: {spread(ratios(bare.work, mine.work))}")
    print("\n".join(disk_lines(folders.whole, ROUNDS)))
    print(f"load {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main(sys.argv[1:])
