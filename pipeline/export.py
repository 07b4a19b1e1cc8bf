"""A finished run as tables for other programs, every quote with its place in the archive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.report import read_run
from reports.export import choose_tables, export_report
from reports.tables import Proof

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.audience import Audience
    from reports.export import Form
    from reports.tables import Proofs
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

EXPORT = "export"
"""The folder beside a run's report where its export goes, unless another is named."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: ``rows`` of each table, as ``form``, into ``folder``."""

    industry: str
    run_id: str
    form: str
    folder: Path
    rows: dict[str, int]

    def lines(self) -> list[str]:
        """Give the export as lines to read."""
        tables = [f"{name:12} {number:7,} rows" for name, number in self.rows.items()]
        return [*tables, f"Exported as {self.form}: {self.folder}"]


@dataclass(frozen=True, slots=True)
class Wish:
    """What to export: the ``tables`` of these names (all for none), as ``form``, to ``folder``."""

    tables: Sequence[str]
    form: Form
    folder: Path | None = None


def export_run(
    warehouse: Warehouse,
    settings: Settings,
    run_id: str,
    wish: Wish,
    audience: Audience | None = None,
) -> Exported:
    """Write a finished run's tables; raises TableUnknown, and OSError where the disk refuses."""
    tables = choose_tables(wish.tables)
    report = read_run(warehouse, settings, run_id, audience)
    folder = wish.folder or settings.out / report.industry / run_id / EXPORT
    rows = export_report(report, read_proofs(warehouse, run_id), tables, wish.form, folder)
    return Exported(report.industry, run_id, wish.form, folder, rows)


def read_proofs(warehouse: Warehouse, run_id: str) -> Proofs:
    """Give where the archive holds each page and post of a run, by company and address."""
    rows = warehouse.tuples("export_proofs", run_id=run_id)
    return {(company, url): Proof(record, digest) for company, url, record, digest in rows}
