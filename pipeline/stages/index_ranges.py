"""The interchangeability index of the field and of each company, with range and anchors."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from pipeline.measures.bootstrap import interchangeability
from pipeline.measures.grids import matched_ids, names_in, places_of, similarity_grids
from pipeline.measures.interchangeability import Matches

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from warehouse.spilled import Parts

NUMBERS = (
    *("value", "low", "high", "between", "own", "strangers", "ceiling", "lift_low"),
    *("trend", "trend_low", "trend_high"),
)
SCHEMA = pa.schema([("company", pa.string()), *((name, pa.float64()) for name in NUMBERS)])


def index_ranges(
    rival_matches: Parts,
    own_matches: pa.Table,
    stranger_matches: Parts,
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
    strangers = names_in(stranger_matches, "stranger")
    if len(companies) < 2 or not strangers or not ceiling_reference:
        return SCHEMA.empty_table()
    ids = matched_ids(rival_matches, companies)
    rivals = similarity_grids(rival_matches, "rival", ids, companies)
    zeros = similarity_grids(stranger_matches, "stranger", ids, strangers)
    for grid in (*rivals.values(), *zeros.values()):
        np.nan_to_num(grid, copy=False)
    own = _own(own_matches, ids)
    matches = [
        Matches(rivals=rivals[company], strangers=zeros[company], own=own[company])
        for company in companies
    ]
    field, each = interchangeability(matches, np.array(ceiling_reference), bootstrap_rounds, seed)
    rows = [
        {"company": company} | dataclasses.asdict(result)
        for company, result in zip([None, *companies], [field, *each], strict=True)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _own(own_matches: pa.Table, ids: dict[str, pa.Array]) -> dict[str, NDArray[np.float64]]:
    """Give per company the similarity of each of its ids to its own, NaN where it has none."""
    keys = own_matches.column("statement_id").combine_chunks()
    values = own_matches.column("similarity").to_numpy().astype(np.float64)
    padded = np.append(values, np.nan)
    return {company: padded[places_of(mine, keys)] for company, mine in ids.items()}
