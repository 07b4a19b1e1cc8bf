"""How long the report of forty companies takes to be written from the warehouse, and its size.

    python -m benchmarks.report WORKSPACE [ROUNDS]

The field is seven copies of the demo's sites under forty invented names, crawled and measured once
into WORKSPACE; what stands there already is not made again.
"""

from __future__ import annotations

import contextlib
import itertools
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from crawlers.demo import server as demo
from pipeline.report import report_run
from pipeline.runs import newest_run
from sameness.industry import read_industry
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

COMPANIES, PAGES = 40, 12
SYLLABLES = "bra dor fen gil hul kas lom mir nov pel quin ros sul tam vor wex zan".split()
STEM = "forty"


def names() -> list[str]:
    """Give forty invented names, the same every time."""
    made = (f"{a}{b}ow".capitalize() for a, b in itertools.permutations(SYLLABLES, 2))
    return list(itertools.islice(made, 0, None, 6))[:COMPANIES]


@contextlib.contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """Give name and address of forty sites while they are served from copies in the folder."""
    brands = [company.name for company in read_industry(demo.HERE / "industry.toml").company]
    sites = {}
    with contextlib.ExitStack() as stack:
        for number, (name, brand) in enumerate(zip(names(), itertools.cycle(brands), strict=False)):
            copy_site(brand, name, folder / name)
            server = demo.SiteServer(f"127.80.0.{number + 1}", 0, folder / name)
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            for end in (server.server_close, thread.join, server.shutdown):
                stack.callback(end)
            sites[name] = f"{server.base}/"
        yield sites


def copy_site(brand: str, name: str, folder: Path) -> None:
    """Write one of the demo's sites under another name."""
    for file in (demo.SITES / brand.lower()).rglob("*"):
        place = folder / file.relative_to(demo.SITES / brand.lower())
        if file.is_dir():
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        body = file.read_bytes()
        if file.suffix in {".html", ".xml", ".txt"}:
            for old, new in ((brand, name), (brand.lower(), name.lower())):
                body = body.replace(old.encode(), new.encode())
        place.write_bytes(body)


def make(workspace: Path) -> None:
    """Crawl and measure the forty, where that was not done yet."""
    settings = Settings(workspace)
    if settings.warehouse.exists():
        return
    settings.industries.mkdir(parents=True)
    with served(workspace / "sites") as sites:
        companies = "".join(
            f'[[company]]\nname = "{name}"\nsite = "{site}"\n' for name, site in sites.items()
        )
        (settings.industries / f"{STEM}.toml").write_text(
            f'name = "forty planners"\nallow_private = true\n[crawl]\ndelay = 0\n'
            f"max_pages = {PAGES}\n{companies}"
        )
        command = [sys.executable, "-m", "sameness", "run", "-i", STEM, "-w", str(workspace)]
        subprocess.run(command, check=True)


def main(workspace: Path, rounds: int = 5) -> None:
    """Print seconds and size."""
    make(workspace)
    settings, took = Settings(workspace), []
    with Warehouse(settings.warehouse) as warehouse:
        run_id = newest_run(warehouse, STEM)
        for _ in range(rounds):
            started = time.perf_counter()
            page, report = report_run(warehouse, settings, run_id)
            took.append(time.perf_counter() - started)
    print(
        f"{len(report.companies)} companies: {statistics.median(took):.2f} s "
        f"({min(took):.2f} to {max(took):.2f}), {page.stat().st_size / 1e6:.2f} MB"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
