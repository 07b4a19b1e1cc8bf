"""The newest finished run as a report on disk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reports.read import read_report
from reports.write import write_report

if TYPE_CHECKING:
    from pathlib import Path

    from reports.data import Report
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


def report_run(warehouse: Warehouse, settings: Settings, run_id: str) -> tuple[Path, Report]:
    """Write the report of a finished run; gives the page's path and what it says."""
    report = read_report(warehouse, run_id)
    return write_report(report, settings.out), report
