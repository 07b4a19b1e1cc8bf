"""Commands that read an industry, measure it and write its report."""

from __future__ import annotations

import dataclasses
import json
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sameness.cli.app import (
    HERE,
    PARTIAL,
    AsJson,
    AsPdf,
    Client,
    Model,
    Name,
    Names,
    NoClient,
    On,
    WhichJudge,
    Workspace,
    app,
    settings_of,
    to_json,
)
from sameness.cli.attending import Notify, attending
from sameness.cli.several import run_each
from sameness.settings import DEFAULT_MODEL, LOCAL, PLAIN_JUDGE, Settings

if TYPE_CHECKING:
    from pipeline.changes import CrawlSummary
    from pipeline.crawls_ahead import CrawlsAhead
    from reports.data import Report


History = Annotated[
    bool,
    typer.Option(
        "--history",
        help="Measure all earlier readings again that another model or version measured, not "
        "just the last.",
    ),
]


@app.command()
def run(  # noqa: PLR0913 - a command's options
    industry: Names,
    workspace: Workspace = HERE,
    *,
    client: Client = None,
    no_client: NoClient = False,
    no_crawl: Annotated[
        bool, typer.Option("--no-crawl", help="Use the newest snapshot instead of reading again.")
    ] = False,
    model: Model = DEFAULT_MODEL,
    judge: WhichJudge = PLAIN_JUDGE,
    history: History = False,
    pdf: AsPdf = False,
    on: On = LOCAL,
    notify: Notify = None,
    as_json: AsJson = False,
) -> None:
    """Read sites and posts, measure, write the report; goes on with what was interrupted."""
    from pipeline.crawls_ahead import crawls_ahead
    from pipeline.executors import working_on
    from pipeline.rereading import PREVIOUS

    settings = settings_of(workspace, model, judge, on)
    names = [*dict.fromkeys(industry)]
    if client and len(names) > 1:
        raise typer.BadParameter("--client is a company of one industry: give one --industry.")
    chosen = _chosen_client(client, no_client=no_client)
    most = None if history else PREVIOUS

    def run_one(name: str) -> None:
        with attending(settings, "run", name, notify) as outcome:
            page, report, summary = _run(
                settings, name, chosen, most, ahead, no_crawl=no_crawl, pdf=pdf
            )
            outcome.page, outcome.report = page, report
            outcome.unread = " ".join(summary.lines()[1:])
            _finish(page, report, summary, as_json=as_json)

    with working_on(settings):
        ahead = crawls_ahead(settings, names)
        run_each(names, run_one)


def _run(  # noqa: PLR0913 - what a run is made of
    settings: Settings,
    industry: str,
    chosen: str | None,
    most: int | None,
    ahead: CrawlsAhead | None,
    *,
    no_crawl: bool,
    pdf: bool,
) -> tuple[Path, Report, CrawlSummary]:
    from pipeline.audience import find_audience
    from pipeline.changes import summarize_crawl
    from pipeline.industries import find_industry, serve_industry
    from pipeline.judges import require_judge
    from pipeline.moments import newest_snapshot
    from pipeline.profiles import obtain_profiles
    from pipeline.report import report_run
    from pipeline.rereading import measure_again, readings_to_measure
    from pipeline.retention import drop_old_evidence
    from pipeline.run import analyze as analyze_snapshot
    from pipeline.snapshots import obtain_snapshot
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    require_judge(settings.judge, settings.model)
    stored = nullcontext(find_industry(settings, industry))
    printer = _printer(settings) if pdf else None
    with (
        # Nothing is served or asked for before the workspace is this process's alone.
        Warehouse(settings.warehouse) as warehouse,
        stored if no_crawl else serve_industry(settings, industry) as listed,
    ):
        field = listed if chosen is None else listed.written_for(chosen)
        audience = find_audience(settings, industry, field)
        with Display() as display:
            snapshot = (
                newest_snapshot(warehouse, industry)
                if no_crawl
                else obtain_snapshot(warehouse, settings, industry, field, display.crawled, ahead)
            )
            if not no_crawl:
                obtain_profiles(
                    warehouse, settings, industry, field, snapshot, display.read_profile
                )
            key = (warehouse, settings, industry, field)
            measure_again(*key, readings_to_measure(*key, snapshot, most), display)
            run_id = analyze_snapshot(warehouse, settings, industry, field, snapshot, display)
        page, report = report_run(warehouse, settings, run_id, audience, printer)
        summary = summarize_crawl(warehouse, industry, snapshot, field.names)
        months = field.crawl.keep_months, field.social.months
        drop_old_evidence(warehouse, settings, industry, *months)
    return page, report, summary


@app.command()
def crawl(industry: Name, workspace: Workspace = HERE, notify: Notify = None) -> None:
    """Read sites and posts and store a snapshot, without measuring."""
    settings = settings_of(workspace)
    with attending(settings, "crawl", industry, notify) as outcome:
        snapshot, summary = _crawl(settings, industry)
        outcome.unread = " ".join(summary.lines()[1:])
        typer.echo("\n".join([f"Snapshot {snapshot} of {industry} is stored.", *summary.lines()]))
        if summary.unread:
            raise typer.Exit(PARTIAL)


def _crawl(settings: Settings, industry: str) -> tuple[str, CrawlSummary]:
    from pipeline.changes import summarize_crawl
    from pipeline.industries import find_industry, serve_industry
    from pipeline.profiles import obtain_profiles
    from pipeline.snapshots import crawl_snapshot
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    find_industry(settings, industry)
    with (
        Warehouse(settings.warehouse) as warehouse,
        serve_industry(settings, industry) as field,
        Display() as display,
    ):
        snapshot = crawl_snapshot(warehouse, settings, industry, field, display.crawled)
        obtain_profiles(warehouse, settings, industry, field, snapshot, display.read_profile)
        return snapshot, summarize_crawl(warehouse, industry, snapshot, field.names)


@app.command()
def analyze(
    industry: Name,
    workspace: Workspace = HERE,
    model: Model = DEFAULT_MODEL,
    judge: WhichJudge = PLAIN_JUDGE,
    *,
    history: History = False,
) -> None:
    """Measure the newest snapshot, without a report."""
    from pipeline.industries import find_industry
    from pipeline.judges import require_judge
    from pipeline.moments import newest_snapshot
    from pipeline.rereading import PREVIOUS, measure_again, readings_to_measure
    from pipeline.run import analyze as analyze_snapshot
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace, model, judge)
    require_judge(judge, model)
    field = find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse, Display() as display:
        snapshot = newest_snapshot(warehouse, industry)
        most = None if history else PREVIOUS
        key = (warehouse, settings, industry, field)
        measure_again(*key, readings_to_measure(*key, snapshot, most), display)
        run_id = analyze_snapshot(warehouse, settings, industry, field, snapshot, display)
    typer.echo(f"Run {run_id} of {industry} is stored.")


@app.command()
def report(
    industry: Name,
    workspace: Workspace = HERE,
    *,
    client: Client = None,
    no_client: NoClient = False,
    pdf: AsPdf = False,
    as_json: AsJson = False,
) -> None:
    """Write the report of the newest run again, for any of its companies."""
    from pipeline.audience import report_audience
    from pipeline.report import report_run
    from pipeline.runs import newest_run
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    audience = report_audience(settings, industry, _chosen_client(client, no_client=no_client))
    printer = _printer(settings) if pdf else None
    with Warehouse(settings.warehouse) as warehouse:
        newest = newest_run(warehouse, industry)
        page, written = report_run(warehouse, settings, newest, audience, printer)
    _finish(page, written, None, as_json=as_json)


@app.command()
def export(  # noqa: PLR0913 - a command's options
    industry: Name,
    workspace: Workspace = HERE,
    *,
    run_id: Annotated[
        str | None, typer.Option("--run", help="A run, instead of the newest.")
    ] = None,
    form: Annotated[
        Literal["csv", "xlsx", "parquet", "json"], typer.Option("--format", help="Kind of file.")
    ] = "xlsx",
    tables: Annotated[
        list[str] | None,
        typer.Option("--table", metavar="NAME", help="A table, instead of all; repeatable."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(file_okay=False, help="Folder, instead of the run's own.")
    ] = None,
    client: Client = None,
    no_client: NoClient = False,
    as_json: AsJson = False,
) -> None:
    """Write a run's claims, matrix, evidence and other tables as CSV, XLSX, Parquet or JSON."""
    from pipeline.audience import report_audience
    from pipeline.export import Wish, export_run
    from pipeline.runs import find_run
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    audience = report_audience(settings, industry, _chosen_client(client, no_client=no_client))
    wish = Wish(tables or (), form, out)
    with Warehouse(settings.warehouse) as warehouse:
        chosen = find_run(warehouse, industry, run_id)
        done = export_run(warehouse, settings, chosen, wish, audience)
    typer.echo(to_json(done) if as_json else "\n".join(done.lines()))


@app.command()
def index(workspace: Workspace = HERE) -> None:
    """Write out/index.html again, the list of all reports; each run and report does it, too."""
    from reports.index import write_index

    typer.echo(f"Index: {write_index(settings_of(workspace).out)}")


def _chosen_client(client: str | None, *, no_client: bool) -> str | None:
    """Give the client that was asked for, "" for none, or None where the file decides."""
    if client and no_client:
        raise typer.BadParameter("Give one of these: --client, --no-client.")
    return "" if no_client else client


def _printer(settings: Settings) -> Path:
    from reports.pdf import find_printer

    return find_printer(settings.chromium)


def _finish(page: Path, report: Report, crawled: CrawlSummary | None, *, as_json: bool) -> None:
    """Print what came out, and exit 3 where a company's site could not be read at all.

    ``crawled`` is what the crawl before it brought, None where the report is written again.
    """
    silent = [entry.company for entry in report.coverage if not entry.fetched]
    index = report.scores.index
    if as_json:
        summary = {
            "industry": report.industry,
            "run_id": report.run_id,
            "report": str(page),
            "published": report.scores.published,
            "reason": report.scores.reason,
            "index": round(index.value, 1) if index else None,
            "unread": silent,
            "pages": dataclasses.asdict(crawled) if crawled else None,
        }
        typer.echo(json.dumps(summary, default=str))
    else:
        if index:
            typer.echo(f"Index {index.value:.0f} ({index.low:.0f} to {index.high:.0f}) of 100.")
        else:
            typer.echo(f"Not enough evidence for a score: {report.scores.reason}.")
        for line in crawled.lines() if crawled else [f"Not read: {name}." for name in silent]:
            typer.echo(line)
        typer.echo(f"Report: {page}")
    if silent:
        raise typer.Exit(PARTIAL)
