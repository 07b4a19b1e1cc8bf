"""The command that reads the past out of a web archive."""

from __future__ import annotations

from typing import Annotated

import typer

from sameness.cli.app import (
    HERE,
    PARTIAL,
    AsJson,
    Model,
    Name,
    WhichJudge,
    Workspace,
    app,
    settings_of,
    to_json,
)
from sameness.settings import DEFAULT_MODEL, PLAIN_JUDGE


@app.command()
def backfill(  # noqa: PLR0913 - a command's options
    industry: Name,
    begin: Annotated[str, typer.Option("--from", metavar="YYYY-MM", help="First month.")],
    workspace: Workspace = HERE,
    *,
    end: Annotated[
        str, typer.Option("--to", metavar="YYYY-MM", help="Last month; else up to your own crawls.")
    ] = "",
    every: Annotated[str, typer.Option(help="One reading for each 1m, 3m, 1y ...")] = "3m",
    archive: Annotated[
        str, typer.Option(metavar="URL", help="Collection of a pywb, instead of the file's.")
    ] = "",
    model: Model = DEFAULT_MODEL,
    judge: WhichJudge = PLAIN_JUDGE,
    as_json: AsJson = False,
) -> None:
    """Read past home and key pages from a web archive, then measure and report again."""
    from crawlers.wayback.periods import months_later, read_every, read_month
    from pipeline.audience import find_audience
    from pipeline.backfill import Span, at_archive, measure_with_past
    from pipeline.backfill import backfill as fill
    from pipeline.industries import find_industry
    from pipeline.judges import require_judge
    from pipeline.report import report_run
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace, model, judge)
    require_judge(judge, model)
    until = months_later(read_month(end), 1) if end else None
    span = Span(read_month(begin), until, read_every(every))
    field = find_industry(settings, industry)
    audience = find_audience(settings, industry, field)
    if archive:
        field = at_archive(field, archive)
    with Warehouse(settings.warehouse) as warehouse:
        with Display() as display:
            summary = fill(warehouse, settings, industry, field, span, display.read_past)
            run_id = measure_with_past(warehouse, settings, industry, field, display)
        page, _ = report_run(warehouse, settings, run_id, audience)
    typer.echo(to_json(summary) if as_json else "\n".join([*summary.lines(), f"Report: {page}"]))
    if summary.is_partial:
        raise typer.Exit(PARTIAL)
