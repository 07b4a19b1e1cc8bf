"""Commands that keep a workspace going: schedule, backup, restore."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from sameness.cli.app import HERE, PARTIAL, Name, Workspace, app, settings_of


@app.command()
def schedule(
    industry: Name,
    workspace: Workspace = HERE,
    *,
    weekly: Annotated[bool, typer.Option("--weekly/--monthly", help="How often.")] = False,
) -> None:
    """Print a crontab line and a systemd timer that run an industry again and again."""
    from pipeline.industries import find_industry
    from pipeline.next_run import MONTHLY, WEEKLY, Schedules
    from sameness import schedule as lines

    settings = settings_of(workspace)
    find_industry(settings, industry)
    moment = lines.quiet_moment(industry)
    cron = lines.weekly_cron(moment) if weekly else lines.monthly_cron(moment)
    calendar = lines.weekly_calendar(moment) if weekly else lines.monthly_calendar(moment)
    command = [*_this_program(), "run", "--industry", industry]
    command += ["--workspace", str(settings.workspace.resolve())]
    typer.echo(
        "# For cron (crontab -e). It knows no variable of this shell: keys and addresses stand in\n"
        f"# lines of their own above, NAME=value.\n{lines.crontab_line(cron, command)}\n\n"
        f"# Or for systemd: ~/.config/systemd/user/sameness-{industry}.service\n"
        f"{lines.systemd_service(industry, command)}\n"
        f"# keys and addresses: ~/{lines.VARIABLES}, lines NAME=value, for nobody else to read;\n"
        f"# and sameness-{industry}.timer, then: "
        f"systemctl --user enable --now sameness-{industry}.timer\n"
        "# and, so that it also runs while you are not logged in: loginctl enable-linger\n"
        f"{lines.systemd_timer(industry, calendar)}",
        nl=False,
    )
    # `sameness status` reads it; the lines themselves do without.
    with suppress(OSError):
        Schedules(settings.schedules).note(industry, WEEKLY if weekly else MONTHLY)


def _this_program() -> list[str]:
    """Give the command that starts this program from any folder."""
    beside = Path(sys.executable).with_name("sameness")
    return [str(beside)] if beside.exists() else [sys.executable, "-m", "sameness"]


@app.command()
def backup(
    folder: Annotated[Path, typer.Argument(help="New folder for the backup.")],
    workspace: Workspace = HERE,
) -> None:
    """Write the warehouse as Parquet, the industry files, and a manifest of the evidence."""
    from pipeline.backup import back_up

    typer.echo("\n".join(back_up(settings_of(workspace), folder).lines()))


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(help="Folder of a backup.", exists=True)],
    workspace: Workspace = HERE,
) -> None:
    """Bring a backup back into a workspace without a warehouse."""
    from pipeline.backup import restore as bring_back

    found = bring_back(settings_of(workspace), folder)
    typer.echo("\n".join(found.lines()))
    if found.missing or found.changed:
        raise typer.Exit(PARTIAL)


@app.command()
def rebuild(workspace: Workspace = HERE) -> None:
    """Make the warehouse anew from the stored pages, posts and imports; the former stays aside."""
    from pipeline.rebuild import rebuild as make_anew
    from sameness.console import Display

    with Display() as display:
        made = make_anew(settings_of(workspace), display)
    typer.echo("\n".join(made.lines()))
    if made.lost:
        raise typer.Exit(PARTIAL)


@app.command()
def verify(
    workspace: Workspace = HERE,
    backup: Annotated[
        Path | None, typer.Option(help="Folder of a backup to look at, too.", exists=True)
    ] = None,
) -> None:
    """Look whether everything stored is what was written: warehouse, evidence, quotes, reports."""
    from pipeline.verify import verify as look
    from sameness.console import Display
    from warehouse.warehouse import Warehouse

    settings = settings_of(workspace)
    with Warehouse(settings.warehouse) as warehouse, Display() as display:
        found = look(warehouse, settings, display, backup)
    typer.echo("\n".join(found.lines()))
    if found.exit_code:
        raise typer.Exit(found.exit_code)
