"""The command line: the only place that prints or exits.

Commands import what they need themselves, so that ``--help`` stays fast.
"""

from __future__ import annotations

import dataclasses
import errno
import json
import logging
import os
import shutil
import signal
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import typer

from sameness import __version__
from sameness.errors import SamenessError
from sameness.settings import DEFAULT_MODEL, PLAIN_JUDGE, JudgeName, Settings

if TYPE_CHECKING:
    from pipeline.changes import CrawlSummary
    from pipeline.checked import Check
    from pipeline.evidence import Evidence
    from pipeline.export import Exported
    from pipeline.imports import ImportSummary
    from pipeline.pages import PageChoice
    from pipeline.post_evidence import PostEvidence
    from pipeline.profile_list import ReadProfiles
    from reports.data import Report

PARTIAL, NO_SPACE, INTERRUPTED = 3, 28, 130

_KEY_PREFIX, _KEY_ENDINGS = "SAMENESS_", ("_KEY", "_TOKEN", "_ID", "_SECRET", "_USER")

app = typer.Typer(
    name="sameness",
    help="Shows an industry how interchangeable its messaging is.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

reference_app = typer.Typer(
    name="reference",
    help="Figures of other fields: the context of a score.",
    no_args_is_help=True,
)
app.add_typer(reference_app)

Name = Annotated[str, typer.Option("--industry", "-i", help="Name of the industry file.")]
CompanyName = Annotated[str, typer.Option("--company", "-c", help="Name of a listed company.")]
Workspace = Annotated[
    Path, typer.Option("--workspace", "-w", help="Folder of industries, warehouse and reports.")
]
Model = Annotated[str, typer.Option(help="Embedding model.")]
WhichJudge = Annotated[
    JudgeName,
    typer.Option("--judge", help="Judge of claims; the larger one is slower, and an install more."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one summary line for programs.")]
Client = Annotated[
    str | None, typer.Option("--client", metavar="NAME", help="Company to write the report for.")
]
NoClient = Annotated[
    bool, typer.Option("--no-client", help="Write about the field, whoever the file names.")
]
AsPdf = Annotated[
    bool,
    typer.Option("--pdf", help="Print the report, too: report.pdf beside it (needs Chromium)."),
]
HERE = Path()


@app.command()
def run(  # noqa: PLR0913 - a command's options
    industry: Name,
    workspace: Workspace = HERE,
    *,
    client: Client = None,
    no_client: NoClient = False,
    no_crawl: Annotated[
        bool, typer.Option("--no-crawl", help="Use the newest snapshot instead of reading again.")
    ] = False,
    model: Model = DEFAULT_MODEL,
    judge: WhichJudge = PLAIN_JUDGE,
    pdf: AsPdf = False,
    as_json: AsJson = False,
) -> None:
    """Read sites and posts, measure, write the report; goes on with what was interrupted."""
    from pipeline.audience import find_audience
    from pipeline.changes import summarize_crawl
    from pipeline.industries import find_industry, serve_industry
    from pipeline.judges import require_judge
    from pipeline.profiles import obtain_profiles
    from pipeline.report import report_run
    from pipeline.retention import drop_old_evidence
    from pipeline.run import analyze as analyze_snapshot
    from pipeline.snapshots import newest_snapshot, obtain_snapshot
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    settings = _settings(workspace, model, judge)
    require_judge(judge, model)
    stored = nullcontext(find_industry(settings, industry)) if no_crawl else None
    chosen = _chosen_client(client, no_client=no_client)
    printer = _printer(settings) if pdf else None
    with (
        stored or serve_industry(settings, industry) as listed,
        Warehouse(settings.warehouse) as warehouse,
    ):
        field = listed if chosen is None else listed.written_for(chosen)
        audience = find_audience(settings, industry, field)
        with Display() as display:
            snapshot = (
                newest_snapshot(warehouse, industry)
                if no_crawl
                else obtain_snapshot(warehouse, settings, industry, field, display.crawled)
            )
            if not no_crawl:
                obtain_profiles(
                    warehouse, settings, industry, field, snapshot, display.read_profile
                )
            run_id = analyze_snapshot(warehouse, settings, industry, field, snapshot, display)
        page, report = report_run(warehouse, settings, run_id, audience, printer)
        summary = summarize_crawl(warehouse, industry, snapshot, field.names)
        months = field.crawl.keep_months, field.social.months
        drop_old_evidence(warehouse, settings, industry, *months)
    _finish(page, report, summary, as_json=as_json)


@app.command()
def crawl(industry: Name, workspace: Workspace = HERE) -> None:
    """Read sites and posts and store a snapshot, without measuring."""
    from pipeline.changes import summarize_crawl
    from pipeline.industries import serve_industry
    from pipeline.profiles import obtain_profiles
    from pipeline.snapshots import crawl_snapshot
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    settings = _settings(workspace)
    with (
        serve_industry(settings, industry) as field,
        Warehouse(settings.warehouse) as warehouse,
        Display() as display,
    ):
        snapshot = crawl_snapshot(warehouse, settings, industry, field, display.crawled)
        obtain_profiles(warehouse, settings, industry, field, snapshot, display.read_profile)
        summary = summarize_crawl(warehouse, industry, snapshot, field.names)
    typer.echo("\n".join([f"Snapshot {snapshot} of {industry} is stored.", *summary.lines()]))
    if summary.unread:
        raise typer.Exit(PARTIAL)


@app.command()
def analyze(
    industry: Name,
    workspace: Workspace = HERE,
    model: Model = DEFAULT_MODEL,
    judge: WhichJudge = PLAIN_JUDGE,
) -> None:
    """Measure the newest snapshot, without a report."""
    from pipeline.industries import find_industry
    from pipeline.judges import require_judge
    from pipeline.run import analyze as analyze_snapshot
    from pipeline.snapshots import newest_snapshot
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    settings = _settings(workspace, model, judge)
    require_judge(judge, model)
    field = find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse, Display() as display:
        snapshot = newest_snapshot(warehouse, industry)
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

    settings = _settings(workspace)
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

    settings = _settings(workspace)
    audience = report_audience(settings, industry, _chosen_client(client, no_client=no_client))
    wish = Wish(tables or (), form, out)
    with Warehouse(settings.warehouse) as warehouse:
        chosen = find_run(warehouse, industry, run_id)
        done = export_run(warehouse, settings, chosen, wish, audience)
    typer.echo(_to_json(done) if as_json else "\n".join(done.lines()))


@app.command()
def index(workspace: Workspace = HERE) -> None:
    """Write out/index.html again, the list of all reports; each run and report does it, too."""
    from reports.index import write_index

    typer.echo(f"Index: {write_index(_settings(workspace).out)}")


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="New folder for the backup.")],
    workspace: Workspace = HERE,
) -> None:
    """Write the warehouse as Parquet, the industry files, and a manifest of the evidence."""
    from pipeline.backup import back_up

    typer.echo("\n".join(back_up(_settings(workspace), folder).lines()))


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="Folder of a backup.", exists=True)],
    workspace: Workspace = HERE,
) -> None:
    """Bring a backup back into a workspace without a warehouse."""
    from pipeline.backup import restore as bring_back

    found = bring_back(_settings(workspace), folder)
    typer.echo("\n".join(found.lines()))
    if found.missing or found.changed:
        raise typer.Exit(PARTIAL)


@app.command()
def schedule(
    industry: Name,
    workspace: Workspace = HERE,
    *,
    weekly: Annotated[bool, typer.Option("--weekly/--monthly", help="How often.")] = False,
) -> None:
    """Print a crontab line and a systemd timer that run an industry again and again."""
    from pipeline.industries import find_industry
    from sameness import schedule as lines

    settings = _settings(workspace)
    find_industry(settings, industry)
    moment = lines.quiet_moment(industry)
    cron = lines.weekly_cron(moment) if weekly else lines.monthly_cron(moment)
    calendar = lines.weekly_calendar(moment) if weekly else lines.monthly_calendar(moment)
    command = [*_this_program(), "run", "--industry", industry]
    command += ["--workspace", str(settings.workspace.resolve())]
    typer.echo(
        f"# For cron (crontab -e):\n{lines.crontab_line(cron, command)}\n\n"
        f"# Or for systemd: ~/.config/systemd/user/sameness-{industry}.service\n"
        f"{lines.systemd_service(industry, command)}\n"
        f"# and sameness-{industry}.timer, then: "
        f"systemctl --user enable --now sameness-{industry}.timer\n"
        f"{lines.systemd_timer(industry, calendar)}",
        nl=False,
    )


def _this_program() -> list[str]:
    """Give the command that starts this program from any folder."""
    beside = Path(sys.executable).with_name("sameness")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "sameness"]


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
    from crawlers import draft_industry
    from pipeline.industries import industry_path

    path = industry_path(_settings(workspace), name)
    if path.exists():
        _fail(SamenessError(f"{path} exists already.", "Choose another name, or edit that file."))
    text = draft_industry(name, urls, allow_private=allow_private)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
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


@app.command()
def masked(industry: Name, company: CompanyName, workspace: Workspace = HERE) -> None:
    """Print what was weeded out of a company's statements, before and after."""
    from pipeline.industries import find_industry
    from pipeline.runs import newest_run
    from sameness.records import MARKETING_KINDS
    from warehouse.warehouse import Warehouse

    settings = _settings(workspace)
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

    settings = _settings(workspace)
    name = find_industry(settings, industry).find(company).name
    with Warehouse(settings.warehouse) as warehouse:
        found = find_pages(warehouse, settings, industry, name)
    typer.echo(_to_json(found) if as_json else "\n".join(found.lines()))


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

    settings = _settings(workspace)
    field = find_industry(settings, industry)
    name = field.find(company).name if company else None
    with Warehouse(settings.warehouse) as warehouse:
        found = find_profiles(warehouse, industry, name)
    typer.echo(_to_json(found) if as_json else "\n".join(found.lines()))


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

    settings = _settings(workspace)
    find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse:
        if claim is not None and quote is None:
            found = claim_evidence(warehouse, settings, industry, claim)
        elif quote is not None and claim is None:
            found = quote_evidence(warehouse, settings, industry, quote)
        else:
            raise typer.BadParameter("Give one of these: the id of a claim, --quote.")
    for one in found:
        typer.echo(_to_json(one) if as_json else "\n".join(one.lines()))
    if not all(one.verbatim for one in found):
        raise typer.Exit(PARTIAL)


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

    settings = _settings(workspace)
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
    typer.echo(_to_json(summary) if as_json else "\n".join(summary.lines()))
    if summary.bad:
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
    settings = _settings(workspace)
    field = find_industry(settings, industry)
    with Warehouse(settings.warehouse) as warehouse:
        stored = read_field(warehouse, industry)
    own = choose_own(field, company, url)
    statements = read_given(field, text, file, url, settings.chromium)
    encoder = quick_encoder(stored.model)
    found = check_statements(stored, encoder, industry, statements, own, field.language)
    typer.echo(_to_json(found) if as_json else write_check(found))


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
        settings = _settings(workspace)
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

    settings = _settings(workspace)
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

    settings = _settings(workspace, model)
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

    findings = examine(_settings(workspace))
    for finding in findings:
        typer.echo(f"{'ok ' if finding.fine else 'BAD'}  {finding.subject}: {finding.detail}")
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 2)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def _settings(
    workspace: Path, model: str = DEFAULT_MODEL, judge: JudgeName = PLAIN_JUDGE
) -> Settings:
    return Settings(workspace, model, judge, chromium=_chromium(), keys=_keys())


def _keys() -> dict[str, str]:
    """Give the keys of platforms that the environment holds, as ``$SAMENESS_YOUTUBE_KEY``."""
    return {
        name.removeprefix(_KEY_PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(_KEY_PREFIX) and name.endswith(_KEY_ENDINGS) and value
    }


def _chosen_client(client: str | None, *, no_client: bool) -> str | None:
    """Give the client that was asked for, "" for none, or None where the file decides."""
    if client and no_client:
        raise typer.BadParameter("Give one of these: --client, --no-client.")
    return "" if no_client else client


def _printer(settings: Settings) -> Path:
    from reports.pdf import find_printer

    return find_printer(settings.chromium)


def _chromium() -> Path | None:
    """Give the browser that $SAMENESS_CHROMIUM names, or the one on the PATH."""
    found = os.environ.get("SAMENESS_CHROMIUM") or shutil.which("chromium")
    return Path(found) if found else None


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


def _to_json(
    found: Check | Evidence | Exported | ImportSummary | PageChoice | PostEvidence | ReadProfiles,
) -> str:
    """Give what was found as one line of JSON; days as YYYY-MM-DD."""
    return json.dumps(dataclasses.asdict(found), default=str)


def _fail(error: SamenessError) -> NoReturn:
    typer.echo(str(error), err=True)
    raise typer.Exit(error.exit_code)


class _InterruptedByUser(BaseException):
    """Ctrl-C; not an Exception, so that nothing on the way takes it for a failure of its own."""


def _interrupt(*_: object) -> NoReturn:
    raise _InterruptedByUser


def _is_disk_full(error: BaseException | None) -> bool:
    """Tell whether a full disk is behind an error, however often it was wrapped on the way.

    The database has no error of its own for it: its message ends in the system's words.
    """
    while error is not None:
        if os.strerror(errno.ENOSPC) in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


def main() -> None:
    """Run the command line; every foreseen error becomes a message and its exit code."""
    logging.basicConfig(
        level=os.environ.get("SAMENESS_LOG", "INFO"),
        format="%(asctime)s %(message)s",
        stream=sys.stderr,
    )
    for noisy in (
        "faiss",
        "httpx",
        "pikepdf",
        "sentence_transformers",
        "transformers",
        "pipeline.runner",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Typer would turn Ctrl-C into its own "Aborted" with exit code 1.
    signal.signal(signal.SIGINT, _interrupt)
    try:
        app()
    except Exception as error:
        if _is_disk_full(error):
            typer.echo("No space left on the disk.\nFree some space and run again.", err=True)
            sys.exit(NO_SPACE)
        if not isinstance(error, SamenessError):
            raise
        typer.echo(str(error), err=True)
        sys.exit(error.exit_code)
    except _InterruptedByUser:
        typer.echo("Interrupted. The last report stays.", err=True)
        sys.exit(INTERRUPTED)


if __name__ == "__main__":
    main()
