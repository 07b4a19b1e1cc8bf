"""The program's start and end: foreseen errors become messages and exit codes."""

from __future__ import annotations

import errno
import logging
import os
import signal
import sys
from typing import NoReturn

import typer

from sameness.cli.app import INTERRUPTED, NO_SPACE, app
from sameness.errors import SamenessError


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
