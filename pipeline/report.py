"""The newest finished run as a report on disk."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pipeline.reference.build import site_field
from pipeline.reference.fields import context_of
from pipeline.retention import cite_pages
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
    warehouse: Warehouse, settings: Settings, run_id: str, audience: Audience | None = None
) -> tuple[Path, Report]:
    """Write the report of a finished run; gives the page's path and what it says.

    Without an audience it is written for whom the run was. Raises CompanyNotFound.
    """
    report = read_report(warehouse, run_id, score_context(warehouse, settings, run_id))
    if audience is not None:
        report = written_for(report, audience.client)
        report = dataclasses.replace(report, branding=audience.branding)
    cite_pages(warehouse, report)
    return write_report(report, settings.out), report


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
