"""Commands that look after a workspace: what needs attention, what may go."""

from __future__ import annotations

from typing import Annotated

import typer

from sameness.cli.app import HERE, Name, Workspace, app, settings_of


@app.command()
def forget(
    industry: Name,
    snapshot: Annotated[str, typer.Argument(help="Id of the industry's newest crawl.")],
    workspace: Workspace = HERE,
) -> None:
    """Take a crawl whose date is false, after a wrong clock, out of the history."""
    from pipeline.forgetting import forget_snapshot
    from pipeline.industries import find_industry
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse:
        aside = forget_snapshot(warehouse, settings, industry, snapshot)
    typer.echo(f"Snapshot {snapshot} of {industry} is forgotten; what was read lies in {aside}.")
