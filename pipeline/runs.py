"""Finds what an earlier run of an industry stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sameness.errors import RunMissing

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse


def newest_run(warehouse: Warehouse, name: str) -> str:
    """Give the id of the industry's newest finished run; raises RunMissing."""
    found = warehouse.tuples("newest_run", industry=name)
    if not found:
        raise RunMissing(
            f"No run of {name!r} was ever completed.", f"Run: sameness run --industry {name}"
        )
    return str(found[0][0])
