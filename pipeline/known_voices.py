"""The voices of every company of another industry: the workspace's and those that ship."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("source", "industry", "company", "axis")),
        ("rate", pa.float64()),
    ]
)


def known_voices(warehouse: Warehouse, name: str) -> pa.Table:
    """Give source, industry, company, axis and rate of companies of other industries than ``name``.

    ``source`` is "workspace" (of each industry's newest run) or "panel" (real companies, see
    ``evaluation/voice_reference.py``); rates are marks per 1,000 words.
    """
    stored = {column.split(".")[0] for (column,) in warehouse.tuples("history_columns")}
    if "voice_rates" not in stored:
        return load_voices()
    own = warehouse.arrow("other_industries_voices", industry=name)
    return pa.concat_tables([own.cast(SCHEMA), load_voices()])


def load_voices() -> pa.Table:
    """Give the companies that ship, with the rate of each axis."""
    file = resources.files("pipeline") / "reference" / "voice.json"
    companies = json.loads(file.read_text("utf-8"))["companies"]
    rows = [
        {"source": "panel", "industry": c["industry"], "company": c["company"]}
        | {"axis": axis, "rate": rate}
        for c in companies
        for axis, rate in c["rates"].items()
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
