"""Commands that answer a question about what is stored, or about a text."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from sameness import __version__
from sameness.cli.app import (
    HERE,
    PARTIAL,
    AsJson,
    CompanyName,
    Model,
    Name,
    WhichJudge,
    Workspace,
    app,
    reference_app,
    settings_of,
    to_json,
)
from sameness.settings import DEFAULT_MODEL, PLAIN_JUDGE


@app.command()
def masked(industry: Name, company: CompanyName, workspace: Workspace = HERE) -> None:
    """Print what was weeded out of a company's statements, before and after."""
    from pipeline.industries import find_industry
    from pipeline.runs import newest_run
    from sameness.records import MARKETING_KINDS
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    name = find_industry(settings, industry).find(company).name
    with Warehouse(settings.warehouse) as warehouse:
        rows = warehouse.tuples(
            "masked",
            run_id=newest_run(warehouse, industry),
            company=name,
            marketing_kinds=sorted(MARKETING_KINDS),
        )
        leaks = warehouse.tuples("report_leaks", run_id=newest_run(warehouse, industry))
    for text, left, url, role in rows:
        typer.echo(f"{url} ({role})\n  - {text}\n  + {left}")
    giveaways = ", ".join(word for owner, word in leaks if owner == name)
    typer.echo(f"\n{len(rows)} statements changed. Still gives it away: {giveaways or 'nothing'}.")


@app.command()
def pages(
    industry: Name, company: CompanyName, workspace: Workspace = HERE, *, as_json: AsJson = False
) -> None:
    """Show which pages of a company's site were read and why, and which were passed over."""
    from pipeline.industries import find_industry
    from pipeline.pages import find_pages
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    name = find_industry(settings, industry).find(company).name
    with Warehouse(settings.warehouse) as warehouse:
        found = find_pages(warehouse, settings, industry, name)
    typer.echo(to_json(found) if as_json else "\n".join(found.lines()))


@app.command()
def profiles(
    industry: Name,
    company: Annotated[
        str | None, typer.Option("--company", "-c", help="Listed company, instead of all.")
    ] = None,
    workspace: Workspace = HERE,
    *,
    as_json: AsJson = False,
) -> None:
    """Show the companies' profiles on social platforms, and how each was found and read."""
    from pipeline.industries import find_industry
    from pipeline.profile_list import find_profiles
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    field = find_industry(settings, industry)
    name = field.find(company).name if company else None
    with Warehouse(settings.warehouse) as warehouse:
        found = find_profiles(warehouse, industry, name)
    typer.echo(to_json(found) if as_json else "\n".join(found.lines()))


@app.command()
def evidence(
    industry: Name,
    claim: Annotated[str | None, typer.Argument(help="Id of a claim, as in its link.")] = None,
    quote: Annotated[str | None, typer.Option(help="Words of a quote instead of a claim.")] = None,
    workspace: Workspace = HERE,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="Print a line of JSON each.")] = False,
) -> None:
    """Trace a claim or a quote to page, time and archived record, with the text around it."""
    from pipeline.evidence import claim_evidence, quote_evidence
    from pipeline.industries import find_industry
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse:
        if claim is not None and quote is None:
            found = claim_evidence(warehouse, settings, industry, claim)
        elif quote is not None and claim is None:
            found = quote_evidence(warehouse, settings, industry, quote)
        else:
            raise typer.BadParameter("Give one of these: the id of a claim, --quote.")
    for one in found:
        typer.echo(to_json(one) if as_json else "\n".join(one.lines()))
    if not all(one.verbatim for one in found):
        raise typer.Exit(PARTIAL)


@app.command()
def check(  # noqa: PLR0913 - a command's options
    industry: Name,
    text: Annotated[str | None, typer.Argument(help="Text to check.")] = None,
    file: Annotated[str | None, typer.Option(help="Text file to check; - is stdin.")] = None,
    url: Annotated[str | None, typer.Option(help="One page of the web to check.")] = None,
    company: Annotated[
        str | None, typer.Option("--company", "-c", help="Listed company whose text it is.")
    ] = None,
    workspace: Workspace = HERE,
    *,
    as_json: AsJson = False,
) -> None:
    """Say who in the industry says a text already, how stock it is, and what lies beside it."""
    from embeddings.light import quick_encoder
    from pipeline.check import check_statements
    from pipeline.check_sources import choose_own, read_given
    from pipeline.check_text import write_check
    from pipeline.checked_field import read_field
    from pipeline.industries import find_industry
    from warehouse.warehouse import Warehouse

    if sum(given is not None for given in (text, file, url)) != 1:
        raise typer.BadParameter("Give one of these: a text, --file, --url.")
    settings = settings_of(workspace)
    field = find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse:
        stored = read_field(warehouse, industry)
    own = choose_own(field, company, url)
    statements = read_given(field, text, file, url, settings.chromium)
    encoder = quick_encoder(stored.model)
    found = check_statements(stored, encoder, industry, statements, own, field.language)
    typer.echo(to_json(found) if as_json else write_check(found))


@app.command("judge")
def judge_file(
    file: Annotated[str, typer.Argument(help='JSON lines with "a" and "b"; - is stdin.')],
    industry: Annotated[
        str | None,
        typer.Option("--industry", "-i", help="Industry that the statements come from."),
    ] = None,
    workspace: Workspace = HERE,
    model: Model = DEFAULT_MODEL,
    judge: WhichJudge = PLAIN_JUDGE,
) -> None:
    """Tell of pairs of statements how likely each makes one claim."""
    from pipeline.checked_field import read_mean
    from pipeline.given_files import read_bytes
    from pipeline.industries import find_industry
    from pipeline.judge import judge_pairs, read_pairs
    from warehouse.warehouse import Warehouse

    pairs = read_pairs(read_bytes(file).splitlines())
    mean = None
    if industry is not None:
        settings = settings_of(workspace)
        find_industry(settings, industry)
        with Warehouse(settings.warehouse) as warehouse:
            model, mean = read_mean(warehouse, industry)
    for row in judge_pairs(pairs, model, mean, judge):
        typer.echo(json.dumps(row))


@app.command()
def industries(workspace: Workspace = HERE) -> None:
    """List the industries of the workspace and their newest runs."""
    from pipeline.industries import industry_names
    from pipeline.runs import PAGES_CHANNEL
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    newest: dict[str, tuple[str, int]] = {}
    if settings.warehouse.exists():
        with Warehouse(settings.warehouse) as warehouse:
            listed = warehouse.tuples("run_list", channel=PAGES_CHANNEL)
            newest = {name: (run, runs) for name, run, runs in listed}
    for name in industry_names(settings):
        run_id, runs = newest.get(name, ("never run", 0))
        typer.echo(f"{name:24} {run_id:24} {runs} runs")


@reference_app.command("build")
def reference_build(
    directory: Annotated[
        Path | None,
        typer.Option(help="JSON lines of companies with short descriptions and sub-industries."),
    ] = None,
    workspace: Workspace = HERE,
    model: Model = DEFAULT_MODEL,
) -> None:
    """Compute the figures of all industries of the workspace, and of a directory of companies."""
    from pipeline.reference.build import build_reference, describe_reference, write_reference
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace, model)
    with Warehouse(settings.warehouse) as warehouse, Display() as display:
        built = build_reference(warehouse, settings, directory, display.encoded)
    path = write_reference(built, settings)
    for line in describe_reference(built):
        typer.echo(line)
    typer.echo(f"Reference: {path}")


@app.command()
def stages() -> None:
    """List the stages of an analysis in the order they run."""
    from pipeline.discover import discover_stages

    for stage in discover_stages():
        typer.echo(f"{stage.name:22} {stage.summary}")


@app.command()
def doctor(workspace: Workspace = HERE) -> None:
    """Check that everything a run needs is here; exit 2 where something is missing."""
    from sameness.doctor import examine

    findings = examine(settings_of(workspace))
    for finding in findings:
        typer.echo(f"{'ok ' if finding.fine else 'BAD'}  {finding.subject}: {finding.detail}")
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 2)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
