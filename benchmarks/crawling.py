"""What a page costs to crawl, against bare Scrapy, advertools' crawler and wget, in one run.

    python -m benchmarks.crawling [ROUNDS [PAGES]]

All read the same site of invented pages from memory on loopback, one after another in each round.
Ours has robots, archive and ledger on, the others don't; one Scrapy follows links, one is given all
addresses and reads no page. A crawl of the home page alone is taken off
each one's time and CPU, so that starting Python doesn't count. Ratios are those of one round to
bare Scrapy in the same round: median, with the lowest and highest.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.loopback import Served, serve
from benchmarks.own_site import write_site

if TYPE_CHECKING:
    from collections.abc import Sequence

HERE = Path(__file__).parent
BASELINE = "bare Scrapy"
ADDRESSES = "addresses.txt"

LOCAL_CONCURRENCY = 4
"""As ours has it where no delay is asked for (``crawlers.policy``, which would load Scrapy)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one program took: wall and CPU seconds of it and its children, and peak bytes of one."""

    pages: int
    wall: float
    cpu: float
    memory: int


@dataclass(frozen=True, slots=True)
class Rate:
    """What a page costs beyond the first: pages a second, CPU seconds a page, peak bytes."""

    speed: float
    cpu: float
    memory: float


def contestants(home: str, folder: Path) -> dict[str, list[str]]:
    """Give the command of each crawler for one site; whatever it keeps goes into the folder.

    ``folder`` holds a list of the site's addresses as well.
    """
    module, at_a_time = [sys.executable, "-m"], str(LOCAL_CONCURRENCY)
    scrapy = [*module, "benchmarks.crawl_bare_scrapy", home, at_a_time]
    return {
        "sameness": [*module, "benchmarks.crawl_ours", home, str(folder)],
        BASELINE: scrapy,
        "  given a list": [*scrapy, str(folder / ADDRESSES)],
        "advertools": [*module, "benchmarks.crawl_advertools", home, at_a_time, str(folder)],
        "wget -r": ["wget", "-r", "-l", "inf", "-nv", "-e", "robots=off", "-P", str(folder), home],
    }


def run(command: list[str], served: Served) -> Cost:
    """Run one crawler to its end and count the pages that it was sent."""
    served.take_count()
    # advertools starts Scrapy by name: that of this environment must come first.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "PYTHONPATH": str(HERE.parent)}
    measured = [sys.executable, "-S", str(HERE / "measure.py"), *command]
    done = subprocess.run(measured, env=environment, capture_output=True, text=True, check=True)
    figures = json.loads(done.stdout)
    # wget ends with 8 where anything was missing.
    if figures["code"] not in {0, 8}:
        raise subprocess.CalledProcessError(figures["code"], command)
    return Cost(served.take_count(), figures["wall"], figures["cpu"], figures["memory"])


def rate(first: Cost, whole: Cost) -> Rate:
    """Give what the pages after the first cost."""
    pages = whole.pages - first.pages
    return Rate(pages / (whole.wall - first.wall), (whole.cpu - first.cpu) / pages, whole.memory)


def read_both(name: str, sites: tuple[Served, Served]) -> Rate:
    """Let a crawler read a home page alone, then a site; ends all where it leaves pages out."""
    costs = []
    for served in sites:
        with tempfile.TemporaryDirectory() as folder:
            lines = "\n".join(served.addresses)
            (Path(folder) / ADDRESSES).write_text(lines, encoding="ascii")
            costs.append(run(contestants(served.home, Path(folder))[name], served))
        if costs[-1].pages != len(served.addresses):
            sys.exit(f"{name} read {costs[-1].pages} of {len(served.addresses)} pages")
    return rate(*costs)


def spread(values: Sequence[float], form: str) -> str:
    """Give median, lowest and highest."""
    return f"{median(values):{form}} ({min(values):{form}} to {max(values):{form}})"


def show(rounds: list[dict[str, Rate]]) -> None:
    """Print one line of figures and one of ratios for each crawler."""
    print(f"{'':15}{'pages/s':>24}{'CPU ms/page':>26}{'peak MB':>24}")
    for name in rounds[0]:
        of = [(rates[name], rates[BASELINE]) for rates in rounds]
        figures = (
            spread([own.speed for own, _ in of], ".0f"),
            spread([own.cpu * 1000 for own, _ in of], ".1f"),
            spread([own.memory / 1e6 for own, _ in of], ".0f"),
        )
        ratios = (
            spread([own.speed / base.speed for own, base in of], ".2f"),
            spread([own.cpu / base.cpu for own, base in of], ".2f"),
            spread([own.memory / base.memory for own, base in of], ".2f"),
        )
        for label, cells in ((name, figures), ("", ratios)):
            print(f"{label:15}{cells[0]:>24}{cells[1]:>26}{cells[2]:>24}")


def main(arguments: list[str]) -> None:
    """Run all crawlers in turn and print what a page cost each."""
    rounds = int(arguments[0]) if arguments else 3
    pages = int(arguments[1]) if len(arguments) > 1 else 600
    site = write_site(pages)
    with ExitStack() as stack:
        served = stack.enter_context(serve(site, "127.0.0.81"))
        home_alone = stack.enter_context(serve({"/": b"<p>Nothing but a home page"}, "127.0.0.82"))
        size = sum(map(len, site.values())) / len(site) / 1000
        print(f"{pages} pages of {size:.0f} KB, {rounds} rounds, {LOCAL_CONCURRENCY} at a time")
        names = contestants("", Path())
        both = home_alone, served
        show([{name: read_both(name, both) for name in names} for _ in range(rounds)])


if __name__ == "__main__":
    main(sys.argv[1:])
