"""The program's start and end: foreseen errors become messages and exit codes."""

from __future__ import annotations

import errno
import gc
import logging
import os
import signal
import sys
from typing import NoReturn

import typer

from sameness.cli.app import INTERRUPTED, NO_SPACE, UNFORESEEN, app
from sameness.errors import SamenessError, WarehouseDamaged


class _InterruptedByUser(BaseException):
    """Ctrl-C, or the system's word to stop.

    It is not an Exception, so that nothing on the way takes it for a failure of its own.
    """


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


def tell_end(error: BaseException) -> tuple[int, str]:
    """Give the exit code that an error ends the program with, and why in words, "" for none."""
    if isinstance(error, typer.Exit):
        return error.exit_code, ""
    if isinstance(error, _InterruptedByUser):
        return INTERRUPTED, "Interrupted. The last report stays."
    if _is_disk_full(error):
        return NO_SPACE, "No space left on the disk.\nFree some space and run again."
    if isinstance(error, SamenessError):
        return error.exit_code, str(error)
    if isinstance(error, typer.BadParameter):
        return error.exit_code, error.format_message()
    return _tell_unforeseen(error)


def _tell_unforeseen(error: BaseException) -> tuple[int, str]:
    """Give code and reason of what is no error of ours: a disk that fails, or a fault in here."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno == errno.EIO:
            remedy = "See to the disk; then look with `sameness verify`."
            return WarehouseDamaged.exit_code, f"The disk failed: {cause}.\n{remedy}"
        cause = cause.__cause__ or cause.__context__
    return UNFORESEEN, f"An unforeseen error ({type(error).__name__}); see the log."


def main() -> None:
    """Run the command line; every foreseen error becomes a message and its exit code."""
    logging.basicConfig(
        level=os.environ.get("SAMENESS_LOG", "INFO"),
        format="%(asctime)s %(message)s",
        stream=sys.stderr,
    )
    for noisy in ("faiss", "httpx", "pikepdf", "pipeline.runner"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    # Tables read as rows are many objects and no cycles, for which Python looks every 700 objects.
    gc.set_threshold(100_000, 10, 10)
    # Products here are small: a second thread only spins, and where another process needs the core
    # it makes them ten times as slow. What is large enough is cut into parts for all cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # Typer would turn Ctrl-C into its own "Aborted" with exit code 1.
    signal.signal(signal.SIGINT, _interrupt)
    # What stops a service or shuts the machine down.
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        app()
    except (Exception, _InterruptedByUser) as error:
        code, reason = tell_end(error)
        if code == UNFORESEEN:
            raise
        typer.echo(reason, err=True)
        sys.exit(code)
