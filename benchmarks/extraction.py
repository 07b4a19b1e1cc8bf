"""How many pages a CPU-second the block cutter reads, against trafilatura, in one run.

    python -m benchmarks.extraction [ROUNDS [SITES]]

Input are invented pages and, where a folder of real sites is given or lies at ``../shared/sites``,
up to 200 of its pages. All read the same pages in turn in one process; ratios are of one round.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import trafilatura

from benchmarks.own_site import write_site
from pipeline.text.blocks import cut_blocks
from sameness.records import Page, PageKind

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Reader = Callable[[str], str]

SITES = Path(__file__).parents[2] / "shared" / "sites"
MOST_PAGES = 200


def read_blocks(markup: str) -> str:
    """Give the texts of a page's blocks."""
    now = datetime.now(UTC)
    page = Page("Yard", "http://yard.example/", PageKind.OTHER, now, "", markup)
    return "\n".join(block.text for block in cut_blocks(page))


def read_main_text(markup: str) -> str:
    """Give the text that trafilatura finds, by default."""
    return trafilatura.extract(markup) or ""


def read_main_text_fast(markup: str) -> str:
    """Give the text that trafilatura finds without falling back on other extractors."""
    return trafilatura.extract(markup, fast=True) or ""


READERS: dict[str, Reader] = {
    "cut_blocks": read_blocks,
    "trafilatura": read_main_text,
    "  fast": read_main_text_fast,
}


def real_pages(sites: Path) -> list[str]:
    """Give the markup of evenly chosen pages of sites; none where there is no such folder."""
    paths = sorted(sites.rglob("*.html"))
    step = max(1, -(-len(paths) // MOST_PAGES))
    return [path.read_text("utf-8", "replace") for path in paths[::step]]


def pages_per_second(reader: Reader, pages: Sequence[str]) -> float:
    """Give how many pages are read in one second of CPU time."""
    started = time.process_time()
    for markup in pages:
        reader(markup)
    return len(pages) / (time.process_time() - started)


def compare(name: str, pages: Sequence[str], rounds: int) -> None:
    """Print each reader's rate and its ratio to trafilatura's in the same round."""
    size = sum(map(len, pages)) / len(pages) / 1000
    print(f"{len(pages)} {name} pages of {size:.0f} KB, {rounds} rounds")
    for reader in READERS.values():
        pages_per_second(reader, pages[:10])
    found = [
        {label: pages_per_second(reader, pages) for label, reader in READERS.items()}
        for _ in range(rounds)
    ]
    for label in READERS:
        rates = [rates[label] for rates in found]
        ratios = [rates[label] / rates["trafilatura"] for rates in found]
        spread = f"{median(ratios):.1f} ({min(ratios):.1f} to {max(ratios):.1f})"
        print(f"  {label:12}{median(rates):7.0f} pages/CPU-s, ratio {spread}")


def main(arguments: list[str]) -> None:
    """Compare on invented pages, then on real ones."""
    rounds = int(arguments[0]) if arguments else 5
    sites = Path(arguments[1]) if len(arguments) > 1 else SITES
    compare("invented", [page.decode() for page in write_site(MOST_PAGES).values()], rounds)
    real = real_pages(sites)
    if real:
        compare("real", real, rounds)
    else:
        print(f"no pages at {sites}")


if __name__ == "__main__":
    main(sys.argv[1:])
