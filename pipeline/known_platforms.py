"""The platforms of every company of another industry: the workspace's and those that ship."""

from __future__ import annotations

import json
from importlib import resources
from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("source", "industry", "company")),
        ("platforms", pa.list_(pa.string())),
    ]
)


def known_platforms(warehouse: Warehouse, name: str) -> pa.Table:
    """Give source, industry, company and platforms of companies of other industries than ``name``.

    ``source`` is "workspace" (of each industry's newest run) or "panel" (real companies, see
    ``evaluation/platforms.py``). Platforms are short names, sorted; accounts that are gone are out.
    """
    own = warehouse.arrow("other_industries_platforms", industry=name)
    return pa.concat_tables([own.cast(SCHEMA), load_platforms()])


def load_platforms() -> pa.Table:
    """Give the companies that ship, with the platforms that their sites name."""
    file = resources.files("pipeline") / "reference" / "platforms.json"
    companies = json.loads(file.read_text("utf-8"))["companies"]
    rows = [{"source": "panel", **company} for company in companies]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
