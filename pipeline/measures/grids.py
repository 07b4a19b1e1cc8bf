"""How near statements come to companies, as arrays read in parts: a row each would be too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from warehouse.spilled import Parts


def matched_ids(rival_matches: Parts, companies: Sequence[str]) -> dict[str, pa.Array]:
    """Give each company's statement ids that were compared with a rival among them, sorted."""
    found: dict[str, list[pa.Array]] = {company: [] for company in companies}
    for part in rival_matches.select("statement_id", "company", "rival"):
        listed = part.filter(pc.is_in(part.column("rival"), pa.array(companies, pa.string())))
        for company, ids in _by_company(listed, found, "statement_id"):
            found[company] = [pa.concat_arrays([*found[company], ids]).unique()]
    empty = pa.array([], pa.string())
    sorting = {name: pa.concat_arrays([empty, *parts]) for name, parts in found.items()}
    return {name: ids.take(pc.sort_indices(ids)) for name, ids in sorting.items()}


def similarity_grids(
    table: Parts,
    column: str,
    ids: Mapping[str, pa.Array],
    others: Sequence[str],
    value: str = "similarity",
) -> dict[str, NDArray[np.float64]]:
    """Give per company the values of its ``ids`` with ``others``, NaN where there is no row.

    ``column`` names the other side, ``value`` what is read; shape (ids, others).
    """
    grids = {company: np.full((len(keys), len(others)), np.nan) for company, keys in ids.items()}
    names = pa.array(others, pa.string())
    for part in table.select("statement_id", "company", column, value):
        for company, keys, other, values in _by_company(part, ids, "statement_id", column, value):
            rows, columns = places_of(keys, ids[company]), places_of(other, names)
            known = (rows >= 0) & (columns >= 0)
            cells = values.to_numpy(zero_copy_only=False)[known]
            grids[company][rows[known], columns[known]] = cells
    return grids


def _by_company(
    part: pa.RecordBatch, companies: Container[str], *columns: str
) -> Iterator[tuple[str, *tuple[pa.Array, ...]]]:
    """Give the columns of each of the companies that have rows in a part."""
    named = part.column("company").dictionary_encode()
    codes = named.indices.to_numpy()
    ordered = part.select(columns).take(np.argsort(codes, kind="stable"))
    ends = np.cumsum(np.bincount(codes, minlength=len(named.dictionary))).tolist()
    for company, start, end in zip(named.dictionary.to_pylist(), [0, *ends], ends, strict=False):
        if company in companies:
            rows = ordered.slice(start, end - start)
            yield company, *(rows.column(name) for name in columns)


def places_of(values: pa.Array, within: pa.Array) -> NDArray[np.int64]:
    """Give where each value stands, -1 for nowhere."""
    found = pc.index_in(values, value_set=within).fill_null(-1).to_numpy(zero_copy_only=False)
    places: NDArray[np.int64] = found.astype(np.int64)
    return places


def names_in(table: Parts, column: str) -> list[str]:
    """Give the distinct values of a column, sorted."""
    found: set[str] = set()
    for part in table.select(column):
        found |= set(part.column(column).unique().to_pylist())
    return sorted(found)
