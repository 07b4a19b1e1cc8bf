"""Commands that look after a workspace: what needs attention, what may go."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime
from typing import Annotated

import typer

from sameness.cli.app import HERE, AsJson, Name, Workspace, app, settings_of


@app.command()
def status(workspace: Workspace = HERE, *, as_json: AsJson = False) -> None:
    """Show industries, last and next runs, health and disk, and what needs attention."""
    from pipeline.attention import find_attention
    from pipeline.status import find_status
    from pipeline.status_lines import write_status
    from sameness.schedule import next_moment

    now = datetime.now(UTC)
    found = find_status(settings_of(workspace), lambda name, pace: next_moment(name, pace, now))
    attention = find_attention(found, now)
    if as_json:
        told = dataclasses.asdict(found) | {"attention": [dataclasses.asdict(a) for a in attention]}
        typer.echo(json.dumps(told, default=str))
    else:
        typer.echo("\n".join(write_status(found, attention)))


@app.command()
def prune(
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="Months or years, as 24m or 2y.")
    ],
    industry: Annotated[
        str | None, typer.Option("--industry", "-i", help="An industry, instead of all.")
    ] = None,
    workspace: Workspace = HERE,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this it only says what would go.")
    ] = False,
) -> None:
    """Drop old evidence that no report cites and nothing else rests on."""
    from pipeline.industries import find_industry
    from pipeline.pruning import prune as prune_evidence
    from pipeline.pruning import read_age
    from warehouse.warehouse import Warehouse

    settings, months = settings_of(workspace), read_age(older_than)
    if industry is not None:
        find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse:
        pruned = prune_evidence(warehouse, settings, months, industry, carry_out=yes)
    typer.echo("\n".join(one.line() for one in pruned) or "Nothing was ever read here.")
    if not yes and any(one.dropped.freed for one in pruned):
        typer.echo("Nothing went yet: add --yes to do it.")


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
