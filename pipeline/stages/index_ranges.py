"""The interchangeability index of the field and of each company, with range and anchors."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pipeline.measures.bootstrap import interchangeability
from pipeline.measures.interchangeability import Matches

if TYPE_CHECKING:
    from numpy.typing import NDArray

NUMBERS = (
    *("value", "low", "high", "between", "own", "strangers", "ceiling", "lift_low"),
    *("trend", "trend_low", "trend_high"),
)
SCHEMA = pa.schema([("company", pa.string()), *((name, pa.float64()) for name in NUMBERS)])


def index_ranges(
    rival_matches: pa.Table,
    own_matches: pa.Table,
    stranger_matches: pa.Table,
    evidence_levels: pa.Table,
    *,
    ceiling_reference: list[float],
    bootstrap_rounds: int,
    seed: int,
) -> pa.Table:
    """Give one row per company with enough evidence, and one with ``company`` null for the field.

    Empty where fewer than two companies have enough, no stranger is known, or nothing of how alike
    a stranger's own text is (``ceiling_reference``).
    """
    companies = sorted(row["company"] for row in evidence_levels.to_pylist() if row["enough"])
    strangers = sorted(set(stranger_matches.column("stranger").to_pylist()))
    if len(companies) < 2 or not strangers or not ceiling_reference:
        return SCHEMA.empty_table()
    rivals = _grid(rival_matches, "rival", companies, companies)
    zeros = _grid(stranger_matches, "stranger", companies, strangers)
    own = {row["statement_id"]: row["similarity"] for row in own_matches.to_pylist()}
    matches = [
        Matches(
            rivals=rivals[company][1],
            strangers=zeros[company][1],
            own=np.array([own.get(key, np.nan) for key in rivals[company][0]]),
        )
        for company in companies
    ]
    field, each = interchangeability(matches, np.array(ceiling_reference), bootstrap_rounds, seed)
    rows = [
        {"company": company} | dataclasses.asdict(result)
        for company, result in zip([None, *companies], [field, *each], strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _grid(
    table: pa.Table, column: str, companies: list[str], others: list[str]
) -> dict[str, tuple[list[str], NDArray[np.float64]]]:
    """Give per company its statement ids, sorted, and similarities of shape (ids, others)."""
    place = {other: i for i, other in enumerate(others)}
    cells: dict[str, dict[str, NDArray[np.float64]]] = {company: {} for company in companies}
    for row in table.to_pylist():
        if row["company"] in cells and row[column] in place:
            line = cells[row["company"]].setdefault(row["statement_id"], np.zeros(len(others)))
            line[place[row[column]]] = row["similarity"]
    return {
        company: (sorted(lines), np.stack([lines[key] for key in sorted(lines)]))
        for company, lines in cells.items()
    }
