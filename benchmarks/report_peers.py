"""Our report beside those of Evidently and ydata-profiling, in one browser, offline.

    python -m benchmarks.report_peers REPORT.html [ROUNDS]

REPORT.html is one of ours, as the demo's. The other two are made of a table of 2,000 rows, by
``.venv-peers``. Counted are bytes, requests that leave the page, violations that axe finds, and
messages in the console; timed is the first text on the screen, in rounds, each page once a round.
"""

from __future__ import annotations

import csv
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PEERS = Path(".venv-peers/bin/python")
ROWS = 2_000
FIRST_TEXT = "performance.getEntriesByName('first-contentful-paint').map((one) => one.startTime)"
PATIENCE = 60_000
"""Milliseconds that a page may take to show its first text."""


@dataclass
class Figures:
    """What one page costs its reader."""

    size: int
    requests: int = 0
    messages: int = 0
    violations: int = 0
    first_text: list[float] = field(default_factory=list)


def write_table(report: Path, table: Path) -> None:
    """Write the quotes of a report as a table: where they stand, their length, a drawn score."""
    links = re.findall(r'href="https?://([^/"]+)([^"]*)"', report.read_text(encoding="utf-8"))
    drawn = random.Random(20261122)
    with table.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["site", "page", "words", "similarity", "kind"])
        for number in range(ROWS):
            site, page = links[number % len(links)]
            kind = drawn.choice(("hero", "heading", "text", "list item"))
            writer.writerow([site, page, drawn.randint(3, 40), round(drawn.random(), 4), kind])


def weigh(browser: Browser, page_file: Path) -> Figures:
    """Give what a page asks for, complains of and does wrong, opened once without a network."""
    figures = Figures(page_file.stat().st_size)
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    address = page_file.resolve().as_uri()
    asked: list[str] = []
    messages: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.on("pageerror", lambda error: messages.append(str(error)))
    page.goto(address, timeout=PATIENCE)
    page.wait_for_timeout(2_000)
    figures.violations = Axe().run(page).violations_count
    figures.requests = sum(not url.startswith((address, "data:", "blob:")) for url in asked)
    figures.messages = len(messages)
    context.close()
    return figures


def time_first_text(browser: Browser, page_file: Path) -> float:
    """Give the milliseconds to the first text on the screen, in a fresh window."""
    context = browser.new_context(offline=True, viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(page_file.resolve().as_uri(), timeout=PATIENCE)
    page.wait_for_function(f"{FIRST_TEXT}.length > 0", timeout=PATIENCE)
    found = float(page.evaluate(FIRST_TEXT)[0])
    context.close()
    return found


def main(report: Path, rounds: int = 5) -> None:
    """Make, weigh and time all three, and print the table."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        shutil.copy(report, folder / "sameness.html")
        write_table(report, folder / "statements.csv")
        make = [str(PEERS), "benchmarks/peers_make.py", str(folder / "statements.csv"), name]
        made = subprocess.run(make, check=True, capture_output=True, text=True)
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu"],
        )
        pages = [folder / f"{name}.html" for name in ("sameness", "evidently", "ydata-profiling")]
        found = {page.stem: weigh(browser, page) for page in pages}
        for _ in range(rounds):
            for page in pages:
                found[page.stem].first_text.append(time_first_text(browser, page))
        browser.close()
    print(f"evidently, ydata-profiling: {made.stdout.strip().splitlines()[-1]}")
    print(
        "| | size | requests | console | axe violations | first text |\n|---|---|---|---|---|---|"
    )
    for name, page_figures in found.items():
        print(_row(name, page_figures))


def _row(name: str, figures: Figures) -> str:
    times = figures.first_text
    first = f"{statistics.median(times):.0f} ms ({min(times):.0f} to {max(times):.0f})"
    return (
        f"| {name} | {figures.size / 1e6:.2f} MB | {figures.requests} | {figures.messages} "
        f"| {figures.violations} | {first} |"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
