"""Which other industries of a workspace are read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from embeddings.encoder import encoder_name
from pipeline.other_industries import MOST, other_statements
from pipeline.stages.compared_statements import SCHEMA
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = Settings(Path())
VECTOR = pa.field("vector", pa.list_(pa.float32()))


@pytest.fixture
def known(tmp_path: Path) -> Iterator[Warehouse]:
    """Give a workspace whose industries are 00 to 39, a company with one statement each."""
    with Warehouse(Settings(tmp_path).warehouse) as warehouse:
        for number in range(40):
            add_run(warehouse, f"{number:02}")
        yield warehouse


def add_run(warehouse: Warehouse, industry: str) -> None:
    moment = datetime(2026, 11, 23, tzinfo=UTC).replace(tzinfo=None)
    run = {"run_id": industry, "industry": industry, "snapshot_id": industry}
    run |= {"industry_name": industry, "model": encoder_name(SETTINGS.model), "version": "1"}
    row = run | {"started_at": moment, "finished_at": moment, "rivals_sampled": 40}
    warehouse.insert("raw.runs", pa.Table.from_pylist([row]))
    said = {"statement_id": "a", "company": f"Maker {industry}", "words": 4, "pages": 1}
    statement = dict.fromkeys(SCHEMA.names, "x") | said | {"vector": [1.0, 0.0]}
    warehouse.put("compared_statements", pa.Table.from_pylist([statement], SCHEMA.append(VECTOR)))
    warehouse.keep("compared_statements", industry)


def read(warehouse: Warehouse, name: str) -> list[str]:
    found = other_statements(warehouse, SETTINGS, name, "pages")
    return sorted(set(found.column("industry").to_pylist()))


def test_no_more_than_some_are_read_and_never_its_own(known: Warehouse) -> None:
    first = read(known, "07")
    assert len(first) == MOST
    assert "07" not in first
    assert first == read(known, "07")


def test_each_industry_draws_its_own(known: Warehouse) -> None:
    drawn = {tuple(read(known, f"{number:02}")) for number in range(10)}
    assert len(drawn) == 10


def test_one_industry_more_replaces_one_at_most(known: Warehouse) -> None:
    before = set(read(known, "07"))
    add_run(known, "new")
    assert len(before - set(read(known, "07"))) <= 1


def test_of_few_all_are_read(tmp_path: Path) -> None:
    with Warehouse(Settings(tmp_path).warehouse) as warehouse:
        for name in ("bakers", "cyclists", "tailors"):
            add_run(warehouse, name)
        assert read(warehouse, "bakers") == ["cyclists", "tailors"]
