"""The interchangeability index of the field and of each company, with range and anchors."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.measures.bootstrap import interchangeability
from pipeline.measures.interchangeability import Matches

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

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
    strangers = _names(stranger_matches, "stranger")
    if len(companies) < 2 or not strangers or not ceiling_reference:
        return SCHEMA.empty_table()
    ids = _ids(rival_matches, companies)
    rivals = _grids(rival_matches, "rival", ids, companies)
    zeros = _grids(stranger_matches, "stranger", ids, strangers)
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


def _names(table: Parts, column: str) -> list[str]:
    """Give the distinct values of a column, sorted."""
    found: set[str] = set()
    for part in table.select(column):
        found |= set(part.column(column).unique().to_pylist())
    return sorted(found)


def _ids(rival_matches: Parts, companies: list[str]) -> dict[str, pa.Array]:
    """Give each company's statement ids that were compared with a rival among them, sorted."""
    found: dict[str, list[pa.Array]] = {company: [] for company in companies}
    for part in rival_matches.select("statement_id", "company", "rival"):
        listed = part.filter(pc.is_in(part.column("rival"), pa.array(companies)))
        for company, ids in _by_company(listed, found, "statement_id"):
            found[company] = [pa.concat_arrays([*found[company], ids]).unique()]
    empty = pa.array([], pa.string())
    sorting = {name: pa.concat_arrays([empty, *parts]) for name, parts in found.items()}
    return {name: ids.take(pc.sort_indices(ids)) for name, ids in sorting.items()}


def _by_company(
    part: pa.RecordBatch, companies: Container[str], *columns: str
) -> Iterator[tuple[str, *tuple[pa.Array, ...]]]:
    """Give the columns of each of the companies that have rows in a part."""
    for company in part.column("company").unique().to_pylist():
        if company in companies:
            rows = part.filter(pc.equal(part.column("company"), company))
            yield company, *(rows.column(name) for name in columns)


def _grids(
    table: Parts, column: str, ids: dict[str, pa.Array], others: list[str]
) -> dict[str, NDArray[np.float64]]:
    """Give per company similarities of shape (ids, others), 0 where there is no row."""
    grids = {company: np.zeros((len(keys), len(others))) for company, keys in ids.items()}
    names = pa.array(others, pa.string())
    for part in table.select("statement_id", "company", column, "similarity"):
        for company, keys, other, values in _by_company(
            part, ids, "statement_id", column, "similarity"
        ):
            rows, columns = _places(keys, ids[company]), _places(other, names)
            known = (rows >= 0) & (columns >= 0)
            cells = values.to_numpy(zero_copy_only=False)[known]
            grids[company][rows[known], columns[known]] = cells
    return grids


def _places(values: pa.Array, within: pa.Array) -> NDArray[np.int64]:
    """Give where each value stands, -1 for nowhere."""
    found = pc.index_in(values, value_set=within).fill_null(-1).to_numpy(zero_copy_only=False)
    places: NDArray[np.int64] = found.astype(np.int64)
    return places


def _own(own_matches: pa.Table, ids: dict[str, pa.Array]) -> dict[str, NDArray[np.float64]]:
    """Give per company the similarity of each of its ids to its own, NaN where it has none."""
    keys = own_matches.column("statement_id").combine_chunks()
    values = own_matches.column("similarity").to_numpy().astype(np.float64)
    padded = np.append(values, np.nan)
    return {company: padded[_places(mine, keys)] for company, mine in ids.items()}
