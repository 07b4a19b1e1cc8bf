"""How far ours is from what this machine gives: its matrix products, the bare model, its disk."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa

from benchmarks.own_site import write_site
from benchmarks.peers.running import ONE_THREAD, ROOT
from benchmarks.peers.table import spread
from crawlers.archive.warc import WarcFile, Wire
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

MATCHED = 20_000
"""Statements whose best matches are found."""
PAGES = 600
COPIES = 8
"""Times that the warehouse is given the pages, each time as others."""


def matching_lines(rounds: int) -> Iterator[str]:
    """Yield the plain product's speed and the share of it that exact matching reaches."""
    command = [sys.executable, "-m", "benchmarks.matching", str(MATCHED), str(rounds)]
    environment = os.environ | ONE_THREAD | {"PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    yield from done.stdout.splitlines()


def disk_lines(folder: Path, rounds: int) -> Iterator[str]:
    """Yield the share of the disk's rate that archive and warehouse reach, by the clock.

    The disk's rate is that of the same bytes written at once and made safe. The archive makes every
    page safe before the next and packs it, the warehouse keeps it searchable: each is told by the
    bytes of the pages it was given.
    """
    pages = [*write_site(PAGES).values()]
    whole = b"".join(pages) * COPIES
    archive, warehouse, rates = [], [], []
    for _ in range(rounds):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            bare = len(whole) / seconds_to_write(Path(place) / "plain", whole)
            rates.append(bare / 1e6)
            stored = sum(map(len, pages)) / seconds_to_archive(Path(place), pages)
            archive.append(stored / bare)
            warehouse.append(len(whole) / seconds_to_store(Path(place), pages) / bare)
    yield f"disk, written in a row and made safe, MB/s: {spread(rates)}"
    yield f"archive, each page safe before the next, share of it: {spread(archive)}"
    yield f"warehouse, with its checkpoint, share of it: {spread(warehouse)}"


def seconds_to_write(path: Path, content: bytes) -> float:
    """Give the seconds until a new file of this content is safe on the disk."""
    started = time.perf_counter()
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return time.perf_counter() - started


def seconds_to_archive(folder: Path, pages: list[bytes]) -> float:
    """Give the seconds until a company's archive holds these pages."""
    wires = [
        Wire(f"http://yard.example/{n}", 200, (), page, "127.0.0.1", datetime.now(UTC))
        for n, page in enumerate(pages)
    ]
    started = time.perf_counter()
    archive = WarcFile(folder / "yard.warc.gz")
    for wire in wires:
        archive.store(wire)
    archive.close()
    return time.perf_counter() - started


def seconds_to_store(folder: Path, pages: list[bytes]) -> float:
    """Give the seconds until an open warehouse holds so many times these pages, safely."""
    html = [f"{copy}{page.decode()}" for copy in range(COPIES) for page in pages]
    table = pa.table({"digest": [f"{n:08d}" for n in range(len(html))], "html": html})
    with Warehouse(folder / "warehouse.duckdb") as warehouse:
        started = time.perf_counter()
        warehouse.insert("raw.documents", table)
        warehouse.checkpoint()
        return time.perf_counter() - started
