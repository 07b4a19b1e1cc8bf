"""The newest finished run as a report on disk."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pipeline.citations import cite_pages
from pipeline.reference.build import site_field
from pipeline.reference.fields import context_of
from reports.index import write_index
from reports.pdf import print_report
from reports.read import read_report
from reports.write import write_report
from reports.written_for import written_for

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.audience import Audience
    from reports.data import Report
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse


def report_run(
    warehouse: Warehouse,
    settings: Settings,
    run_id: str,
    audience: Audience | None = None,
    printer: Path | None = None,
) -> tuple[Path, Report]:
    """Write the report of a finished run, and the index; gives the page's path and what it says.

    Without an audience it is written for whom the run was; with a ``printer`` (a browser) it is
    printed, too. Raises CompanyNotFound, PrintFailed.
    """
    report = read_run(warehouse, settings, run_id, audience)
    with warehouse.transaction():
        cite_pages(warehouse, report)
    pdf = None if printer is None else print_report(report, printer)
    page = write_report(report, settings.out, pdf)
    write_index(settings.out)
    return page, report


def read_run(
    warehouse: Warehouse, settings: Settings, run_id: str, audience: Audience | None = None
) -> Report:
    """Give all that a finished run says, for an audience or for whom the run was made.

    Raises CompanyNotFound.
    """
    report = read_report(warehouse, run_id, score_context(warehouse, settings, run_id))
    if audience is not None:
        report = written_for(report, audience.client)
        report = dataclasses.replace(report, branding=audience.branding)
    return report


def score_context(warehouse: Warehouse, settings: Settings, run_id: str) -> str:
    """Give where a run's index stands among the other fields of its model, in words.

    Empty where it has no index; raises ReferenceInvalid where the workspace's own table is broken.
    """
    (run,) = warehouse.arrow("run", run_id=run_id).to_pylist()
    (scores,) = warehouse.arrow("report_scores", run_id=run_id).to_pylist()
    if not scores["published"]:
        return ""
    # The run notes the encoder's arithmetic behind the model's name.
    of_model = dataclasses.replace(settings, model=run["model"].split(" ")[0])
    return context_of(of_model, site_field(run["industry"], scores)).words
