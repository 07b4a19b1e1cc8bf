"""Arrays of how near statements come to companies: the same however rows are cut and ordered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from pipeline.measures.grids import matched_ids, names_in, similarity_grids
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMPANIES = ("Alder", "Birch", "Cedar")


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "w.duckdb") as opened:
        yield opened


def rows_of(count: int) -> list[dict[str, object]]:
    """Give a row per statement and rival; every value tells its row."""
    return [
        {
            "statement_id": f"{company}-{i:05d}",
            "company": company,
            "rival": rival,
            "similarity": i + COMPANIES.index(rival) / 10,
        }
        for company in COMPANIES
        for i in range(count)
        for rival in COMPANIES
        if rival != company
    ]


@pytest.mark.parametrize("count", [1, 7, 15_000])
def test_every_value_stands_where_its_statement_and_rival_are(
    warehouse: Warehouse, count: int
) -> None:
    rows = rows_of(count)
    mixed = [rows[i] for i in np.random.default_rng(count).permutation(len(rows))]
    warehouse.put("rival_matches", pa.Table.from_pylist(mixed))
    parts = warehouse.parts("rival_matches")
    assert names_in(parts, "rival") == list(COMPANIES)
    ids = matched_ids(parts, COMPANIES)
    grids = similarity_grids(parts, "rival", ids, COMPANIES)
    for own, company in enumerate(COMPANIES):
        assert ids[company].to_pylist() == [f"{company}-{i:05d}" for i in range(count)]
        wanted = np.arange(count)[:, None] + np.arange(3) / 10
        wanted[:, own] = np.nan
        np.testing.assert_array_equal(grids[company], wanted)


def test_who_is_not_asked_for_has_no_place(warehouse: Warehouse) -> None:
    warehouse.put("rival_matches", pa.Table.from_pylist(rows_of(2)))
    parts = warehouse.parts("rival_matches")
    ids = matched_ids(parts, ["Alder", "Birch"])
    assert ids["Alder"].to_pylist() == ["Alder-00000", "Alder-00001"]
    grids = similarity_grids(parts, "rival", ids, ["Birch", "Dogwood"])
    assert sorted(grids) == ["Alder", "Birch"]
    np.testing.assert_array_equal(grids["Alder"], [[0.1, np.nan], [1.1, np.nan]])
    np.testing.assert_array_equal(grids["Birch"], np.full((2, 2), np.nan))
