"""The application, the options its commands share, and what they print and exit with."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from sameness.settings import DEFAULT_MODEL, LOCAL, PLAIN_JUDGE, JudgeName, Settings

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    from sameness.errors import SamenessError

UNFORESEEN, PARTIAL, NO_SPACE, INTERRUPTED = 1, 3, 28, 130

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
Names = Annotated[
    list[str],
    typer.Option("--industry", "-i", help="Name of an industry file; repeatable."),
]
On = Annotated[
    str,
    typer.Option(
        metavar="local|ray[=ADDRESS]",
        help="Where work is done: in this process, or on Ray: this machine's, or a cluster's.",
    ),
]
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


def settings_of(
    workspace: Path,
    model: str = DEFAULT_MODEL,
    judge: JudgeName = PLAIN_JUDGE,
    on: str = LOCAL,
) -> Settings:
    """Give the settings of a workspace, with this machine's browser and the environment's keys."""
    return Settings(
        workspace,
        model,
        judge,
        memory_gb=_memory_gb(),
        chromium=_chromium(),
        demo_network=_demo_network(),
        on=_place(on),
        keys=_keys(),
    )


def _keys() -> dict[str, str]:
    """Give the keys of platforms that the environment holds, as ``$SAMENESS_YOUTUBE_KEY``."""
    return {
        name.removeprefix(_KEY_PREFIX).lower(): value
        for name, value in os.environ.items()
        if name.startswith(_KEY_PREFIX) and name.endswith(_KEY_ENDINGS) and value
    }


def _chromium() -> Path | None:
    """Give the browser that $SAMENESS_CHROMIUM names, or the one on the PATH."""
    found = os.environ.get("SAMENESS_CHROMIUM") or shutil.which("chromium")
    return Path(found) if found else None


def _memory_gb() -> float:
    """Give how much memory a run may take, as $SAMENESS_MEMORY_GB says."""
    given = os.environ.get("SAMENESS_MEMORY_GB") or "4"
    try:
        size = float(given)
    except ValueError:
        size = 0.0
    if not 0.5 <= size < float("inf"):
        raise typer.BadParameter(f"$SAMENESS_MEMORY_GB is {given!r}: give gigabytes, 0.5 or more.")
    return size


def _place(given: str) -> str:
    if given in {LOCAL, "ray"} or given.startswith("ray="):
        return given
    raise typer.BadParameter(f"--on {given}: give local, ray or ray=ADDRESS.")


def _demo_network() -> int:
    """Give where the demo is served, as $SAMENESS_DEMO_NETWORK says."""
    given = os.environ.get("SAMENESS_DEMO_NETWORK") or "0"
    if given not in map(str, range(256)):
        raise typer.BadParameter(f"$SAMENESS_DEMO_NETWORK is {given!r}: give a number, 0 to 255.")
    return int(given)


def to_json(found: DataclassInstance) -> str:
    """Give what was found as one line of JSON; days as YYYY-MM-DD."""
    return json.dumps(dataclasses.asdict(found), default=str)


def fail(error: SamenessError) -> NoReturn:
    """Print what happened and what to do, and exit with the error's code."""
    typer.echo(str(error), err=True)
    raise typer.Exit(error.exit_code)
