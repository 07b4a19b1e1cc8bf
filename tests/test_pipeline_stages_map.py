"""The map of the field as a stage: few rows in, rows out."""

from __future__ import annotations

from itertools import combinations, permutations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import MakeStage

Rows = list[dict[str, Any]]
VALUES: dict[str, object] = {"bootstrap_rounds": 60, "seed": 1}
PLAN = {"A": (0, 0), "B": (1, 0), "C": (30, 10), "D": (20, -30), "E": (75, 5)}
"""A and B say nearly the same, E hardly what anybody says; in index points."""
APART = {
    (one, two): ((x - u) ** 2 + (y - v) ** 2) ** 0.5
    for (one, (x, y)), (two, (u, v)) in permutations(PLAN.items(), 2)
}


def field(
    names: str = "ABCDE",
    luck: float = 0.0,
    pages: int = 4,
    apart: Mapping[tuple[str, str], float] = APART,
) -> dict[str, Rows]:
    """Give the tables of a field whose companies are so far apart; the ceiling is .2."""
    keys = {name: [f"{name.lower()}{page}" for page in range(pages)] for name in names}
    matches = [
        {
            "statement_id": key, "company": one, "rival": two, "nearest_id": "",
            "similarity": 0.3
            + 0.002 * (100 - apart[one, two] + luck * (page - (pages - 1) / 2)),
        }
        for one, two in permutations(names, 2)
        for page, key in enumerate(keys[one])
    ]  # fmt: skip
    zeros = [
        {"statement_id": key, "company": name, "stranger": f"panel/books/{x}", "similarity": zero}
        for name in names
        for key in keys[name]
        for x, zero in (("X", 0.2), ("Y", 0.4))
    ]
    statements = [
        {"statement_id": key, "company": name, "url": f"https://{name}.example/{key}"}
        for name in names
        for key in keys[name]
    ]
    levels = [{"company": name, "ceiling": 0.2} for name in (None, *names)]
    return {
        "rival_matches": matches,
        "stranger_matches": zeros,
        "compared_statements": statements,
        "index_ranges": levels,
    }


def test_field_map_lays_out_what_the_swap_figures_say(make_stage: MakeStage) -> None:
    whole, *rows = make_stage("field_map", field(), **VALUES)
    assert (whole["company"], whole["companies"], whole["reason"]) == (None, 5, "")
    assert (whole["neighbours"], whole["kept"], whole["chance"]) == (1, 1.0, 0.25)
    assert whole["stress"] == pytest.approx(0, abs=1e-4)
    assert [row["company"] for row in rows] == [*"ABCDE"]
    for one, two in permutations(rows, 2):
        far = ((one["x"] - two["x"]) ** 2 + (one["y"] - two["y"]) ** 2) ** 0.5
        assert far == pytest.approx(APART[one["company"], two["company"]], abs=0.01)
    assert [row["nearest"] for row in rows[:2]] == [["B", "C"], ["A", "C"]]
    assert all(row["major"] < 0.01 and row["overlaps"] == [] for row in rows)


def test_field_map_draws_pages_not_statements(make_stage: MakeStage) -> None:
    tables = field(luck=30.0)
    spread = make_stage("field_map", tables, **VALUES)
    assert min(row["major"] for row in spread[1:]) > 10
    assert "B" in spread[1]["overlaps"]
    # Every statement said once more on its page: no more is known.
    twice = {
        name: [row | again for row in rows for again in ({}, renamed(row))]
        if "statement_id" in rows[0]
        else rows
        for name, rows in tables.items()
    }
    assert make_stage("field_map", twice, **VALUES)[1]["major"] == pytest.approx(spread[1]["major"])


def renamed(row: dict[str, Any]) -> dict[str, Any]:
    return {"statement_id": row["statement_id"] + "x"}


def test_field_map_abstains_from_three_companies(make_stage: MakeStage) -> None:
    (row,) = make_stage("field_map", field("ABC"), **VALUES)
    assert (row["company"], row["x"], row["stress"]) == (None, None, None)
    assert row["reason"] == "3 companies have an index; a map needs 4"
    nothing = {name: pa.Table.from_pylist(list(rows)).slice(0, 0) for name, rows in field().items()}
    (row,) = make_stage("field_map", nothing, **VALUES)
    assert row["reason"] == "0 companies have an index; a map needs 4"


def test_field_map_says_where_no_plane_fits(make_stage: MakeStage) -> None:
    """Six companies at distances by luck, which on a plane come out of order."""
    random = np.random.default_rng(245)
    apart = {pair: round(70 + 20 * random.random()) for pair in combinations("ABCDEF", 2)}
    apart |= {(two, one): points for (one, two), points in apart.items()}
    tables = field("ABCDEF", apart=apart)
    (row,) = make_stage("field_map", tables, **VALUES)
    assert row["reason"] == "a flat map would keep 0 of 100 nearest neighbours; chance keeps 20"
    assert row["x"] is None
