"""What the history knows of claims: read back out of runs that were kept."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from pipeline.known_claims import earlier_statements, known_catalogue, known_claims
from pipeline.reference.catalogue import shipped_catalogue
from sameness.records import Fetch, Outcome, PageKind
from warehouse.warehouse import Warehouse, to_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Rows = list[dict[str, Any]]

PAGE = "https://page.example/"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "known.duckdb") as opened:
        yield opened


def keep_run(
    warehouse: Warehouse,
    run_id: str,
    claims: dict[str, list[str]],
    *,
    industry: str = "bakers",
    snapshot: str = "s1",
    strength: str = "same",
    model: str = "one",
    finished: bool = True,
) -> None:
    """Keep a run whose claims have these wordings, each of another company, the medoid first."""
    day = int(run_id[1:])
    run = {
        "run_id": run_id,
        "industry": industry,
        "snapshot_id": snapshot,
        "started_at": datetime(2026, 11, day, tzinfo=UTC),
        "finished_at": datetime(2026, 11, day, 1, tzinfo=UTC) if finished else None,
        "industry_name": industry,
        "client": None,
        "model": model,
        "version": "1",
        "rivals_sampled": 40,
    }
    warehouse.insert("raw.runs", pa.Table.from_pylist([run]))
    members: Rows = [
        {"claim_id": claim, "company": "ABCDEF"[i], "masked": text, "statement_id": f"{claim}{i}",
         "strength": strength, "probability": 1 - i / 10, "is_medoid": i == 0}
        for claim, texts in claims.items()
        for i, text in enumerate(texts)
    ]  # fmt: skip
    rows = pa.Table.from_pylist(members)
    warehouse.put("claims", rows.drop_columns(["masked"]))
    pages = pa.array([PAGE] * rows.num_rows)
    said = rows.select(["statement_id", "company", "masked"]).append_column("url", pages)
    warehouse.put("compared_statements", said)
    counts = [
        {"claim_id": claim, "companies": len(texts) if strength == "same" else 0, "asked": 9}
        for claim, texts in claims.items()
    ]
    warehouse.put("claim_prevalence", pa.Table.from_pylist(counts))
    for table in ("claims", "compared_statements", "claim_prevalence"):
        warehouse.keep(table, run_id)


def read_page(warehouse: Warehouse, snapshot: str, outcome: str = "fetched", day: int = 1) -> None:
    """Store that every company's page was read, or kept, in a snapshot."""
    at = datetime(2026, 11, day, tzinfo=UTC)
    fetches = [
        Fetch(
            *(name, PAGE, PAGE, PageKind.HOME, "home page", 0, Outcome(outcome), "", 200),
            *("text/html", "utf-8", at, 12, "d1", "s1/a.warc.gz#0"),
        )
        for name in "ABCDEF"
    ]
    rows = to_arrow(fetches, Fetch)
    for name, value in (("industry", "bakers"), ("snapshot_id", snapshot)):
        rows = rows.append_column(name, pa.array([value] * rows.num_rows, pa.string()))
    warehouse.insert("raw.fetches", rows)


def test_a_new_workspace_knows_nothing_but_what_ships(warehouse: Warehouse) -> None:
    assert known_claims(warehouse, "bakers").num_rows == 0
    assert earlier_statements(warehouse, "bakers", "s1").num_rows == 0
    assert known_catalogue(warehouse, "bakers").equals(shipped_catalogue())


def test_known_claims_are_in_their_newest_words_whatever_the_model(warehouse: Warehouse) -> None:
    keep_run(warehouse, "r1", {"c1": ["Fresh at six", "x"], "c2": ["By hand", "y"]})
    keep_run(warehouse, "r2", {"c1": ["Fresh bread at six", "x"]}, model="two")
    keep_run(warehouse, "r3", {"c1": ["Broken off", "x"]}, finished=False)
    keep_run(warehouse, "r4", {"c9": ["Cut in an hour", "x"]}, industry="barbers")
    assert known_claims(warehouse, "bakers").to_pylist() == [
        {"claim_id": "c1", "masked": "Fresh bread at six"},
        {"claim_id": "c2", "masked": "By hand"},
    ]


def test_the_catalogue_brings_the_newest_shared_claims_of_other_industries(
    warehouse: Warehouse,
) -> None:
    keep_run(warehouse, "r1", {"c1": ["Old words", "x"]}, industry="barbers")
    keep_run(warehouse, "r2", {"c1": ["New words", "a", "b", "c"]}, industry="barbers")
    keep_run(warehouse, "r3", {"c2": ["Only alike", "d"]}, industry="tailors", strength="alike")
    keep_run(warehouse, "r4", {"c3": ["Our own", "e"]})
    keep_run(warehouse, "r5", {"c4": ["Built in", "f"]}, industry="demo")
    found = [row for row in known_catalogue(warehouse, "bakers").to_pylist() if row["industry"]]
    shown = [(row["claim"], row["wording"], row["position"], row["companies"]) for row in found]
    assert shown == [
        ("barbers/c1", "New words", 1, 4),
        ("barbers/c1", "a", 2, 4),
        ("barbers/c1", "b", 3, 4),
    ]
    assert {(row["source"], row["asked"]) for row in found} == {("workspace", 9)}
    assert known_catalogue(warehouse, "bakers").num_rows == 3 + shipped_catalogue().num_rows


def test_earlier_statements_count_other_crawls_and_not_runs(warehouse: Warehouse) -> None:
    for day, snapshot in enumerate(("s1", "s2", "s3"), start=1):
        read_page(warehouse, snapshot, day=day)
    keep_run(warehouse, "r1", {"c1": ["Fresh AT six", "x"]}, snapshot="s1")
    keep_run(warehouse, "r2", {"c1": ["Fresh at six", "x"]}, snapshot="s1")
    keep_run(warehouse, "r3", {"c1": ["fresh at six", "z"]}, snapshot="s2")
    keep_run(warehouse, "r4", {"c1": ["fresh at six", "x"]}, snapshot="s3")
    found = earlier_statements(warehouse, "bakers", "s3").to_pylist()
    assert [tuple(row.values()) for row in found] == [
        ("A", "fresh at six", 2),
        ("B", "x", 1),
        ("B", "z", 1),
    ]


def test_a_page_that_was_kept_was_not_read_again(warehouse: Warehouse) -> None:
    read_page(warehouse, "s1", day=1)
    read_page(warehouse, "s2", "kept", day=1)
    read_page(warehouse, "s3", day=3)
    read_page(warehouse, "s4", "kept", day=3)
    for number in (1, 2, 3):
        keep_run(warehouse, f"r{number}", {"c1": ["Fresh at six", "x"]}, snapshot=f"s{number}")
    # Read in s1 and s3; s3's reading is the one that stands in for s4.
    assert {row["crawls"] for row in earlier_statements(warehouse, "bakers", "s4").to_pylist()} == {
        1
    }
    assert {row["crawls"] for row in earlier_statements(warehouse, "bakers", "s5").to_pylist()} == {
        2
    }
