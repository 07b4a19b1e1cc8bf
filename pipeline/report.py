"""The newest finished run as a report on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.read import read_report
from reports.write import write_report
from sameness.errors import RunMissing

if TYPE_CHECKING:
    from pathlib import Path

    from reports.data import Report
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


def newest_run(warehouse: Warehouse, name: str) -> str:
    """Give the id of the industry's newest finished run; raises RunMissing."""
    found = warehouse.tuples("newest_run", industry=name)
    if not found:
        raise RunMissing(
            f"No run of {name!r} was ever completed.", f"Run: sameness run --industry {name}"
        )
    return str(found[0][0])


def report_run(warehouse: Warehouse, settings: Settings, run_id: str) -> tuple[Path, Report]:
    """Write the report of a finished run; gives the page's path and what it says."""
    report = read_report(warehouse, run_id)
    return write_report(report, settings.out), report
