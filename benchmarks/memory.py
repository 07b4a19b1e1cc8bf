"""Peak memory and CPU time of each stage that scores, over real statements replicated with edits.

    python -m benchmarks.memory WORKSPACE INDUSTRY STATEMENTS [GIGABYTES] [STAGE,STAGE] [SECONDS]

Copies of the newest run's compared statements, company by company, until there are as many as asked
for. In each copy of a statement another word of its company's stands in one place; its vector is
the original's with noise, of unit length again, and not encoded: what is measured is memory, and
a vector's numbers take as much room whatever they are. One process makes and keeps all tables, as a
run does, in a workspace of its own; Linux's high-water mark of it is set back before each stage, so
that a figure holds what the process has kept from before. Mapped pages, which are given up where
memory is needed, are in ``peak`` and not in ``own``. With so many seconds given, a stage that gives
its rows in parts is ended then: what it holds does not grow from part to part, and a million
statements take it hours. What reads its table then reads less, and tells nothing of a million.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from embeddings.encoder import load_encoder
from embeddings.panel import load_panel
from pipeline.discover import discover_stages
from pipeline.known_claims import EARLIER, KNOWN, known_catalogue
from pipeline.measures.corpus import read_vectors, vector_column
from pipeline.measures.same_claim import load_judge
from pipeline.run import LEAST_RELATED, OF_DATABASE, known_strangers
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

SCORING = (
    *("own_matches", "rival_matches", "stranger_matches", "index_ranges", "swap_matrix"),
    *("blind_tests", "same_claim_pairs", "claims", "echo", "only_you", "white_space"),
)
GIVEN = ("compared_statements", "evidence_levels", "strangers")
NOISE = 0.02
"""Standard deviation of each number's noise: about .93 is the cosine to the original."""


def edited(texts: list[str], words: list[str], random: np.random.Generator) -> list[str]:
    """Give each text with one word in the place of another."""
    found = []
    for text in texts:
        parts = text.split()
        parts[random.integers(len(parts))] = words[random.integers(len(words))]
        found.append(" ".join(parts))
    return found


def copies(given: pa.Table, statements: int, seed: int) -> Iterator[pa.RecordBatch]:
    """Give so many rows, a company's copies together, the first of them as they are."""
    random = np.random.default_rng(seed)
    rounds = -(-statements // given.num_rows)
    for company in sorted(given.column("company").unique().to_pylist()):
        mine = given.filter(pc.equal(given.column("company"), company))
        mine = mine.sort_by("statement_id")
        vectors = read_vectors(mine.column("vector"))
        words = sorted(
            {word for text in mine.column("masked").to_pylist() for word in text.split()}
        )
        for number in range(rounds):
            noise = NOISE * random.normal(size=vectors.shape) if number else 0.0
            moved = (vectors + noise).astype(np.float32)
            moved /= np.linalg.norm(moved, axis=1, keepdims=True)
            columns = {name: mine.column(name).to_pylist() for name in mine.schema.names[:-1]}
            columns["statement_id"] = [f"{number:04d}-{key}" for key in columns["statement_id"]]
            if number:
                columns["url"] = [f"{url}?copy={number}" for url in columns["url"]]
                columns["masked"] = edited(columns["masked"], words, random)
            rows = pa.table(columns | {"vector": vector_column(moved)})
            yield from rows.cast(given.schema).combine_chunks().to_batches()


class Watch:
    """The process's memory from now on: its high-water mark, and that of its own pages."""

    def __init__(self) -> None:
        """Set the mark back and look at the process's own pages ten times a second."""
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self.own, self._done = 0, Event()
        self._thread = Thread(target=self._look, daemon=True)
        self._thread.start()

    def _look(self) -> None:
        while not self._done.wait(0.1):
            self.own = max(self.own, status("RssAnon"))

    def stop(self) -> tuple[int, int]:
        """Give (peak, own) in bytes."""
        self._done.set()
        self._thread.join()
        return status("VmHWM"), max(self.own, status("RssAnon"))


class Hasty(Warehouse):
    """A warehouse that ends tables that come in parts after so many ``seconds``."""

    seconds = float("inf")

    def put(self, table: str, rows: pa.Table | pa.RecordBatchReader) -> None:
        """Make a temporary table from Arrow rows, as far as they came in time."""
        if isinstance(rows, pa.RecordBatchReader):
            rows = pa.RecordBatchReader.from_batches(rows.schema, self._in_time(rows))
        super().put(table, rows)

    def _in_time(self, parts: pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
        end = time.monotonic() + self.seconds
        for part in parts:
            yield part
            if time.monotonic() > end:
                print(f"  ended after {self.seconds:g} s", flush=True)
                return


def status(name: str) -> int:
    """Give one of this process's figures of memory, in bytes."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    raise KeyError(name)


def cpu() -> float:
    """Give the CPU seconds of this process so far."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def lay_out(warehouse: Warehouse, workspace: Path, industry: str, statements: int) -> None:
    """Put the tables that the stages read, replicated, into an empty warehouse."""
    settings = Settings(workspace)
    with Warehouse(settings.warehouse) as source:
        ((run_id,),) = source.tuples("newest_run", industry=industry, channel="pages")
        tables = {name: source.table(f"history.{name}") for name in GIVEN}
        strangers = known_strangers(source, settings, industry)
        catalogue = known_catalogue(source, industry)
    for name, table in tables.items():
        mine = table.filter(pc.equal(table.column("run_id"), run_id))
        tables[name] = mine.drop_columns(["run_id"])
    rows = tables.pop("compared_statements")
    several = copies(rows, statements, Settings(workspace).seed)
    warehouse.put("compared_statements", pa.RecordBatchReader.from_batches(rows.schema, several))
    for name, table in tables.items():
        warehouse.put(name, table)
    warehouse.put("known_strangers", strangers)
    warehouse.put("known_catalogue", catalogue)
    warehouse.put("known_claims", KNOWN.empty_table())
    warehouse.put("earlier_statements", EARLIER.empty_table())


def main(arguments: list[str]) -> None:
    """Print a line per stage."""
    workspace, industry, statements = Path(arguments[0]), arguments[1], int(arguments[2])
    given = ("4", ",".join(SCORING), "inf")
    gigabytes, names, seconds = (*arguments[3:], *given[len(arguments) - 3 :])
    settings = Settings(workspace, memory_gb=float(gigabytes))
    lifts, judge = load_panel(settings.model).lifts, load_judge(settings.model)
    encoder = load_encoder(settings.model)
    values: dict[str, object] = {
        "language": "en",
        "rivals_sampled": settings.rivals_sampled,
        "bootstrap_rounds": settings.bootstrap_rounds,
        "seed": settings.seed,
        "ceiling_reference": [float(lift) for lift in lifts[~np.isnan(lifts)]],
        "judge": judge,
        "least_same": judge.least_same,
        "least_probability": judge.least,
        "least_related": LEAST_RELATED,
        "embed": lambda texts: encoder.encode(texts, lambda _: None),
    }
    stages = [stage for stage in discover_stages() if stage.name in names.split(",")]
    with TemporaryDirectory(dir=".") as folder, Hasty(Path(folder) / "own.duckdb") as warehouse:
        warehouse.bound_memory(settings.memory_gb * OF_DATABASE)
        lay_out(warehouse, workspace, industry, statements)
        rows = sum(part.num_rows for part in warehouse.parts("compared_statements"))
        print(f"{rows} statements, {settings.memory_gb:g} GB", flush=True)
        warehouse.seconds = float(seconds)
        for stage in stages:
            watch, started, spent = Watch(), time.perf_counter(), cpu()
            stage.make(warehouse, {name: values[name] for name in stage.needs})
            warehouse.keep(stage.name, "benchmark")
            peak, own = watch.stop()
            print(
                f"{stage.name:17} peak {peak / 1e9:5.2f} GB, own {own / 1e9:5.2f} GB, "
                f"CPU {cpu() - spent:8.1f} s, wall {time.perf_counter() - started:8.1f} s",
                flush=True,
            )


if __name__ == "__main__":
    main(sys.argv[1:])
