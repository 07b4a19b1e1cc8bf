"""Where the companies lie on a plane on which near means interchangeable, and how sure that is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.field_map import FEWEST_COMPANIES, FieldMap, Sums, ellipse, touch
from pipeline.measures.field_map import field_map as measure
from pipeline.measures.grids import matched_ids, names_in, places_of, similarity_grids

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from warehouse.spilled import Parts

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("companies", pa.int32()),
        *((name, pa.float64()) for name in ("x", "y", "major", "minor", "angle")),
        *((name, pa.float64()) for name in ("stress", "kept", "chance")),
        ("neighbours", pa.int32()),
        ("nearest", pa.list_(pa.string())),
        ("overlaps", pa.list_(pa.string())),
        ("reason", pa.string()),
    ]
)
NEAREST = 2
"""How many nearest rivals of each company are named."""


def field_map(
    rival_matches: Parts,
    stranger_matches: Parts,
    compared_statements: pa.Table,
    index_ranges: pa.Table,
    *,
    bootstrap_rounds: int,
    seed: int,
) -> pa.Table:
    """Give one row of the field (``company`` null) and one of each company that has an index.

    ``x``, ``y`` and the half axes ``major`` and ``minor`` of the 95 % ellipse are in index points,
    ``angle`` in radians from x towards y. ``kept`` (0-1) is the share of the ``neighbours``
    nearest rivals that are nearest on the map, too, ``chance`` what chance keeps. ``nearest`` are
    the nearest rivals by the swap figures, nearest first, ``overlaps`` those whose ellipse touches.
    Where the field's ``reason`` is not empty there is no map.
    """
    levels = {row["company"]: row for row in index_ranges.to_pylist()}
    names = sorted(name for name in levels if name is not None)
    if len(names) < FEWEST_COMPANIES:
        reason = f"{len(names)} companies have an index; a map needs {FEWEST_COMPANIES}"
        return _table([_row(None, len(names), reason)])
    ceiling = levels[None]["ceiling"]
    pages = _sums(rival_matches, stranger_matches, compared_statements, names, ceiling)
    found = measure(pages, bootstrap_rounds, seed)
    field = _field(found, len(names))
    if field["reason"]:
        return _table([field])
    return _table([field, *_companies(found, names)])


def _sums(
    rivals: Parts, strangers: Parts, statements: pa.Table, names: list[str], ceiling: float
) -> list[Sums]:
    """Give each company's sums by page; as a rival of itself it has nought."""
    ids = matched_ids(rivals, names)
    near = similarity_grids(rivals, "rival", ids, names)
    far = similarity_grids(strangers, "stranger", ids, names_in(strangers, "stranger"))
    keys, urls = (statements.column(c).combine_chunks() for c in ("statement_id", "url"))
    sums = []
    for name in names:
        lifts = 100.0 * (near[name] - _zeros(far[name])[:, None]) / ceiling
        sums.append(_by_page(np.nan_to_num(lifts), urls.take(places_of(ids[name], keys))))
    return sums


def _zeros(far: NDArray[np.float64]) -> NDArray[np.float64]:
    """Give each statement's mean similarity to strangers, (statements, strangers) by name."""
    # One after the other, so that the last bit does not depend on how many there are at a time.
    total = np.add.accumulate(np.nan_to_num(far), axis=1)[:, -1]
    mean: NDArray[np.float64] = total / (~np.isnan(far)).sum(axis=1)
    return mean


def _by_page(lifts: NDArray[np.float64], urls: pa.Array) -> Sums:
    _, page = np.unique(urls.to_numpy(zero_copy_only=False), return_inverse=True)
    sums = np.zeros((int(page.max()) + 1, lifts.shape[1]))
    np.add.at(sums, page, lifts)
    return Sums(sums, np.bincount(page).astype(np.float64))


def _row(company: str | None, companies: int, reason: str = "") -> dict[str, Any]:
    return {"company": company, "companies": companies, "reason": reason}


def _field(found: FieldMap, companies: int) -> dict[str, Any]:
    kept, chance = float(found.kept.mean()), found.neighbours / (companies - 1)
    reason = ""
    if kept <= chance:
        reason = (
            f"a flat map would keep {100 * kept:.0f} of 100 nearest neighbours; "
            f"chance keeps {100 * chance:.0f}"
        )
    return _row(None, companies, reason) | {
        "stress": found.stress,
        "kept": kept,
        "chance": chance,
        "neighbours": found.neighbours,
    }


def _companies(found: FieldMap, names: list[str]) -> list[dict[str, Any]]:
    meets = touch(found.places, found.spreads)
    rows = []
    for i, name in enumerate(names):
        rim = ellipse(found.spreads[i])
        others = sorted((round(found.distances[i, j], 9), n) for j, n in enumerate(names) if j != i)
        rows.append(
            _row(name, len(names))
            | {"x": found.places[i, 0], "y": found.places[i, 1]}
            | {"major": rim.major, "minor": rim.minor, "angle": rim.angle}
            | {"kept": found.kept[i], "neighbours": found.neighbours}
            | {"nearest": [n for _, n in others[:NEAREST]]}
            | {"overlaps": [n for j, n in enumerate(names) if j != i and meets[i, j]]}
        )
    return rows


def _table(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SCHEMA)
