"""How the home pages of other industries look: the workspace's, and those that ship."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

LOOK = [(name, pa.list_(pa.float32())) for name in ("colour", "layout", "imagery")]
SCHEMA = pa.schema(
    [*((name, pa.string()) for name in ("source", "industry", "company")), *LOOK],
)


def known_looks(warehouse: Warehouse, name: str) -> pa.Table:
    """Give source, industry, company and look of home pages of other industries than ``name``.

    ``source`` is "workspace" (of each industry's newest run) or "shipped" (see
    ``pipeline/reference/looks.json``); the vectors are those of the stage ``looks``.
    """
    shipped = load_looks()
    columns = {column.split(".")[0] for (column,) in warehouse.tuples("history_columns")}
    if "looks" not in columns:
        return shipped
    own = warehouse.arrow("other_industries_looks", industry=name)
    return pa.concat_tables([own.select(SCHEMA.names).cast(SCHEMA), shipped])


def load_looks() -> pa.Table:
    """Give the home pages that ship, as figures."""
    folder = resources.files("pipeline") / "reference"
    about = json.loads((folder / "looks.json").read_text("utf-8"))["pages"]
    with (folder / "looks.npz").open("rb") as file, np.load(file) as stored:
        vectors = {name: stored[name] for name, _ in LOOK}
    ends = np.cumsum([page["boxes"] for page in about])
    layouts = np.split(vectors["layout"].ravel(), 4 * ends[:-1]) if about else []
    rows = [
        {
            "source": "shipped",
            "industry": page["industry"],
            "company": page["page"],
            "colour": vectors["colour"][place].astype(np.float32),
            "layout": layouts[place].astype(np.float32),
            "imagery": vectors["imagery"][place].astype(np.float32),
        }
        for place, page in enumerate(about)
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
