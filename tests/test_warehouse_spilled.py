"""Vectors in a file, tables in parts, a tight memory: nothing of it changes a value."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pipeline.discover import discover_stages
from pipeline.measures.corpus import read_vectors, vector_column
from warehouse import spilled, warehouse
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from pipeline.stage import Stage

VALUES: dict[str, object] = {
    "rivals_sampled": 6,
    "bootstrap_rounds": 30,
    "seed": 1,
    "ceiling_reference": [0.2, 0.1],
}
STAGES = ("own_matches", "rival_matches", "stranger_matches", "index_ranges", "swap_matrix")


def field() -> dict[str, pa.Table]:
    random = np.random.default_rng(1)
    companies = [name for name, n in (("A", 30), ("B", 50), ("C", 20)) for _ in range(n)]
    n, others = len(companies), 40
    vectors = random.normal(size=(n + others, 16)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    mixed = random.permutation(n)
    compared = {
        "statement_id": [f"s{i:03d}" for i in mixed],
        "company": [companies[i] for i in mixed],
        "url": [f"https://{companies[i]}.example/{i % 7}" for i in mixed],
        "kind": [("home", "about")[i % 2] for i in mixed],
        "words": pa.array([(5, 20)[i // 2 % 2] for i in mixed], pa.int32()),
        "vector": vector_column(vectors[mixed]),
    }
    names = {"source": ["panel"], "industry": ["books"], "stranger": ["X"]}
    stranger = {name: value * others for name, value in names.items()}
    stranger |= {"kind": ["home"] * others, "words": pa.array([5] * others, pa.int32())}
    levels = {"company": ["A", "B", "C"], "enough": [True] * 3}
    return {
        "compared_statements": pa.table(compared),
        "known_strangers": pa.table(stranger | {"vector": vector_column(vectors[n:])}),
        "strangers": pa.table(names | {"used": [True]}),
        "evidence_levels": pa.table(levels),
    }


def measure(path: Path, gigabytes: float) -> dict[str, str]:
    with Warehouse(path) as opened:
        opened.bound_memory(gigabytes)
        for name, rows in field().items():
            opened.put(name, rows)
        for stage in discover_stages():
            if stage.name in STAGES:
                stage.make(opened, {name: VALUES[name] for name in stage.needs})
        return {name: repr(opened.table(name).to_pylist()) for name in STAGES}


def test_a_tight_memory_gives_the_same_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loose = measure(tmp_path / "loose.duckdb", 1.0)
    monkeypatch.setattr(warehouse, "FEWEST_TO_SPILL", 1)
    monkeypatch.setattr(spilled, "ROWS", 7)
    assert measure(tmp_path / "tight.duckdb", 0.05) == loose
    assert all(len(rows) > 100 for rows in loose.values())


def many_statements(n: int) -> dict[str, pa.Table]:
    """Give what is known of n statements of fifty companies, each of words of its own."""
    random = np.random.default_rng(1)
    words = np.array([f"word{i}" for i in range(3000)])
    texts = [" ".join(line) for line in words[random.integers(3000, size=(n, 14))]]
    ids = [f"s{i:06d}" for i in range(n)]
    company, url = [f"c{i % 50:03d}" for i in range(n)], [f"u{i % 500:03d}" for i in range(n)]
    pages = sorted(set(zip(company, url, strict=True)))
    nothing = pa.array([], pa.string())
    same = {"kind": ["product"] * n, "role": ["text"] * n, "ordinal": range(n)}
    return {
        "statements": pa.table(
            {"statement_id": ids, "company": company, "url": url, "text": texts} | same
        ),
        "masked_statements": pa.table({"statement_id": ids, "masked": texts, "words": [14] * n}),
        "page_languages": pa.table(
            {
                "company": [owner for owner, _ in pages],
                "url": [address for _, address in pages],
                "language": ["en"] * len(pages),
            }
        ),
        "boilerplate": pa.table({"company": nothing, "text_key": nothing}),
    }


def test_statements_of_hundreds_of_companies_are_chosen_in_little_memory(
    tmp_path: Path, every_stage: dict[str, Stage]
) -> None:
    with Warehouse(tmp_path / "own.duckdb") as opened:
        for name, rows in many_statements(60_000).items():
            opened.put(name, rows)
        # With the texts of a field held in a window, DuckDB came to no end in this much.
        opened.bound_memory(0.1)
        values = {"marketing_kinds": ["product"], "language": "en"}
        every_stage["marketing_statements"].make(opened, values)
        chosen = opened.table("marketing_statements")
    assert chosen.num_rows == 60_000
    assert set(chosen.column("urls").combine_chunks().value_lengths().to_pylist()) == {1}


def test_a_spilled_table_is_the_same_and_leaves_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = field()["compared_statements"]
    with Warehouse(tmp_path / "own.duckdb") as opened:
        opened.put("compared", rows)
        monkeypatch.setattr(warehouse, "FEWEST_TO_SPILL", 1)
        before = {path.name for path in tmp_path.iterdir()}
        table = opened.table("compared")
        assert {path.name for path in tmp_path.iterdir()} == before
        assert table.to_pylist() == rows.to_pylist()
        vectors = read_vectors(table.column("vector"))
    # They outlive the warehouse, and no copy was made of them.
    assert np.array_equal(vectors, read_vectors(rows.column("vector")))
    assert not vectors.flags.owndata
    assert not vectors.flags.writeable


READING = """
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import vector_column
from warehouse import spilled
from warehouse.warehouse import Warehouse


def own_memory():
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("RssAnon:"))
    return int(kilobytes) * 1024


spilled.ROWS = 4096
vectors = np.random.default_rng(0).random((60_000, 1024), np.float32)
with Warehouse(Path(sys.argv[1])) as opened:
    said = {"company": ["A"] * len(vectors), "vector": vector_column(vectors)}
    opened.put("compared", pa.table(said))
    before = own_memory()
    table = opened.table("compared")
    print(table.num_rows, (own_memory() - before) / vectors.nbytes)
"""


def test_nothing_of_the_vectors_stays_in_memory(tmp_path: Path) -> None:
    # In a process of its own: one that has done much else takes memory when it likes.
    command = [sys.executable, "-c", READING, str(tmp_path / "own.duckdb")]
    rows, grown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    assert int(rows) == 60_000
    assert float(grown) < 0.6


def test_only_the_columns_asked_for_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = field()["compared_statements"]
    with Warehouse(tmp_path / "own.duckdb") as opened:
        opened.put("compared", rows)
        monkeypatch.setattr(warehouse, "FEWEST_TO_SPILL", 1)
        for columns in (("vector", "company"), ("company", "words")):
            table = opened.table("compared", columns)
            assert table.schema.names == list(columns)
            assert table.to_pylist() == rows.select(list(columns)).to_pylist()


def test_parts_are_the_table_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Warehouse(tmp_path / "own.duckdb") as opened:
        opened.put("numbers", pa.table({"a": range(10_000), "b": ["x"] * 10_000}))
        monkeypatch.setattr(spilled, "ROWS", 3000)
        parts = list(opened.parts("numbers").select("a"))
        assert len(parts) > 1
        assert [row["a"] for part in parts for row in part.to_pylist()] == list(range(10_000))
