"""Vectors in a file, tables in parts, a tight memory: nothing of it changes a value."""

from __future__ import annotations

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


def test_parts_are_the_table_in_its_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Warehouse(tmp_path / "own.duckdb") as opened:
        opened.put("numbers", pa.table({"a": range(10_000), "b": ["x"] * 10_000}))
        monkeypatch.setattr(spilled, "ROWS", 3000)
        parts = list(opened.parts("numbers").select("a"))
        assert len(parts) > 1
        assert [row["a"] for part in parts for row in part.to_pylist()] == list(range(10_000))
