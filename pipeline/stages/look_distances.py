"""How far apart the home pages look: colour, layout, imagery, against pages of other industries."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.look import colour_distance, imagery_distance, layout_distance
from pipeline.measures.look_strangers import farther_ranges, stranger_pairs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from pipeline.measures.look_strangers import Share

FEWEST_PAGES = 3
FEWEST_STRANGER_PAGES = 8
LENSES: dict[str, Callable[[NDArray[Any], NDArray[Any]], float]] = {
    "colour": colour_distance,
    "layout": layout_distance,
    "imagery": imagery_distance,
}
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("lens", "company", "rival")),
        *((name, pa.float64()) for name in ("distance", "farther", "low", "high")),
        *((name, pa.int32()) for name in ("pages", "stranger_pages", "stranger_pairs")),
        ("shipped", pa.int32()),
        ("clear", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def look_distances(
    looks: pa.Table, known_looks: pa.Table, *, bootstrap_rounds: int, seed: int
) -> pa.Table:
    """Give per lens one row of the field (``company`` null) and one per pair of companies.

    ``distance`` is the lens's own (the mean, for the field). ``farther`` is the share of pairs of
    strangers that are farther apart, 0-1, with its 95 % range: 0.5 is as alike as strangers are;
    ``clear`` says that ``low`` is above 0.5. ``shipped`` of the strangers' pages come with the
    program. Where ``reason`` is not empty there are no shares.
    """
    field = looks.sort_by("company").to_pylist()
    strangers = _like_with_like(known_looks)
    rows: list[dict[str, Any]] = []
    for lens in LENSES:
        rows += _lens_rows(lens, field, strangers, bootstrap_rounds, seed)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _like_with_like(known_looks: pa.Table) -> list[dict[str, Any]]:
    """Give the workspace's own strangers where they are enough, else all that are known.

    Those are home pages of companies, taken by the same crawler; what ships is plainer.
    """
    keys = ("source", "industry", "company")
    known = known_looks.sort_by([(key, "ascending") for key in keys]).to_pylist()
    own = [row for row in known if row["source"] == "workspace"]
    enough = len(own) >= FEWEST_STRANGER_PAGES and len({row["industry"] for row in own}) > 1
    return own if enough else known


def _lens_rows(
    lens: str,
    field: Sequence[dict[str, Any]],
    strangers: Sequence[dict[str, Any]],
    rounds: int,
    seed: int,
) -> list[dict[str, Any]]:
    own, theirs = (_features(rows, lens) for rows in (field, strangers))
    pairs = list(combinations(range(len(field)), 2))
    distances = np.array([LENSES[lens](own[i], own[j]) for i, j in pairs])
    apart = stranger_pairs(theirs, [row["industry"] for row in strangers], LENSES[lens])
    counts = {
        "lens": lens,
        "pages": len(field),
        "stranger_pages": apart.pages,
        "stranger_pairs": len(apart.distances),
        "shipped": sum(row["source"] == "shipped" for row in strangers),
        "clear": False,
        "reason": _reason(len(field), apart.pages, len(apart.distances)),
    }
    whole = {"distance": float(distances.mean())} if pairs else {}
    rows = [
        {"company": field[i]["company"], "rival": field[j]["company"], "distance": float(d)}
        for (i, j), d in zip(pairs, distances, strict=True)
    ]
    if not counts["reason"]:
        each, mean = farther_ranges(distances, pairs, apart, rounds, seed)
        whole |= _shares(mean)
        rows = [row | _shares(share) for row, share in zip(rows, each, strict=True)]
    return [counts | row for row in (whole, *rows)]


def _features(rows: Sequence[dict[str, Any]], lens: str) -> list[NDArray[Any]]:
    shape = (-1, 4) if lens == "layout" else (-1,)
    kind = np.int16 if lens == "layout" else np.float64
    return [np.asarray(row[lens], dtype=kind).reshape(shape) for row in rows]


def _shares(share: Share) -> dict[str, Any]:
    return {
        "farther": share.value,
        "low": share.low,
        "high": share.high,
        "clear": share.low > 0.5,
    }


def _reason(pages: int, stranger_pages: int, pairs: int) -> str:
    if not pages:
        return "no home page was seen with style sheets in a browser"
    if pages < FEWEST_PAGES:
        shown = "1 home page was" if pages == 1 else f"{pages} home pages were"
        return f"{shown} seen with style sheets; {FEWEST_PAGES} are needed"
    if stranger_pages < FEWEST_STRANGER_PAGES or not pairs:
        return (
            f"{stranger_pages} home pages of other industries are known; "
            f"{FEWEST_STRANGER_PAGES} are needed"
        )
    return ""
