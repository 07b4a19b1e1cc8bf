"""Several industries in one command: one's failure is not another's."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import typer

from sameness.cli.app import NO_SPACE, PARTIAL, UNFORESEEN
from sameness.cli.ending import tell_end

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger("sameness")


def run_each(names: list[str], run_one: Callable[[str], None]) -> None:
    """Run the industries one after another, whatever became of those before.

    A single one ends the program as it ended. Of several, the program ends with 0 where all did,
    with their code where all ended alike, with 1 where an error was unforeseen, else with 3. A full
    disk and the user's word end all.
    """
    if len(names) == 1:
        run_one(names[0])
        return
    codes = [_try(name, run_one) for name in names]
    if any(codes):
        alike = len(set(codes)) == 1
        raise typer.Exit(codes[0] if alike else UNFORESEEN if UNFORESEEN in codes else PARTIAL)


def _try(name: str, run_one: Callable[[str], None]) -> int:
    """Run one industry, say how it ended if that wasn't well, and give its exit code."""
    try:
        run_one(name)
    except Exception as error:
        code, reason = tell_end(error)
        if code == NO_SPACE:
            raise
        if code == UNFORESEEN:
            log.exception("%s: an unforeseen error; the others go on.", name)
        elif reason:
            typer.echo(f"{name}: {reason}", err=True)
        return code
    return 0
