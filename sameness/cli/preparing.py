"""Commands that prepare an industry: its file, and posts that come from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sameness.cli.app import (
    HERE,
    PARTIAL,
    AsJson,
    CompanyName,
    Name,
    Workspace,
    app,
    fail,
    settings_of,
    to_json,
)
from sameness.errors import SamenessError


@app.command()
def init(
    name: Annotated[str, typer.Argument(help="Name of the new industry file.")],
    urls: Annotated[list[str], typer.Argument(help="Home page of each company.")],
    workspace: Workspace = HERE,
    *,
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow addresses of this machine or network.")
    ] = False,
) -> None:
    """Draft an industry file from the companies' home pages, for you to review."""
    from crawlers.draft.drafting import draft_industry
    from pipeline.industries import industry_path
    from warehouse.whole_files import write_whole

    path = industry_path(settings_of(workspace), name)
    if path.exists():
        fail(SamenessError(f"{path} exists already.", "Choose another name, or edit that file."))
    text = draft_industry(name, urls, allow_private=allow_private)
    write_whole(path, text.encode("utf-8"))
    typer.echo(f"{path} is drafted. Review it, then: sameness run --industry {name}")


@app.command("check-file")
def check_file(
    file: Annotated[Path, typer.Argument(help="Industry file to check.", exists=True)],
) -> None:
    """Check an industry file; say file, line and field of every fault."""
    from pipeline.audience import read_branding
    from sameness.industry import read_industry

    field = read_industry(file)
    read_branding(file, field.report)
    client = f", for {field.client}" if field.client else ""
    typer.echo(f"{file} is sound: {field.name}, {len(field.company)} companies{client}.")


@app.command("import")
def import_posts(  # noqa: PLR0913 - a command's options
    file: Annotated[str, typer.Argument(help="Export: CSV, XLSX, JSON or JSON lines.")],
    industry: Name,
    company: CompanyName,
    workspace: Workspace = HERE,
    *,
    columns: Annotated[
        list[str] | None,
        typer.Option("--map", metavar="FIELD=COLUMN", help='As text="Message body"; repeatable.'),
    ] = None,
    platform: Annotated[str, typer.Option(help="Platform, where the file doesn't say.")] = "",
    handle: Annotated[str, typer.Option(help="The company's account on it.")] = "",
    time_zone: Annotated[
        str, typer.Option(help="Zone of times without one, as Europe/Berlin; else UTC.")
    ] = "",
    date_order: Annotated[
        Literal["dmy", "mdy"] | None, typer.Option(help="Day or month first, as in 03/04/2026.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Store nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Add a company's posts from an export of a platform, a listening tool or a scraper."""
    from crawlers.exports import Hints, known_platform
    from pipeline.given_files import read_bytes
    from pipeline.imports import carry_out, plan_import, summarize_import
    from pipeline.industries import find_industry
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    owner = find_industry(settings, industry).find(company)
    pairs = [pair.partition("=") for pair in columns or []]
    if not all(field and equals for field, equals, _ in pairs):
        raise typer.BadParameter("Write --map as FIELD=COLUMN.")
    said = {field.strip(): column.strip() for field, _, column in pairs}
    hints = Hints(said, known_platform(platform), handle, time_zone, date_order or "")
    body = read_bytes(file)
    with Warehouse(settings.warehouse) as warehouse:
        plan = plan_import(warehouse, industry, owner, file, body, hints)
        stored = None if dry_run else carry_out(warehouse, settings, industry, plan)
    summary = summarize_import(plan, stored)
    typer.echo(to_json(summary) if as_json else "\n".join(summary.lines()))
    if summary.bad:
        raise typer.Exit(PARTIAL)
