"""Sees a command through: notes that it begins and how it ends, and tells whoever wants to know."""

from __future__ import annotations

import logging
import os
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from sameness.cli.app import INTERRUPTED
from sameness.cli.ending import tell_end

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from pipeline.attempts import Attempt, Attempts
    from reports.data import Report
    from sameness.settings import Settings

ADDRESSES = "SAMENESS_NOTIFY"

Notify = Annotated[
    list[str] | None,
    typer.Option(
        "--notify",
        metavar="URL",
        help="Tell this address of apprise how it ended; repeatable; better in $SAMENESS_NOTIFY.",
    ),
]

log = logging.getLogger("sameness")


@dataclass(slots=True)
class Outcome:
    """What came of a command so far; ``unread`` names the sites that gave no page, and why."""

    report: Report | None = None
    page: Path | None = None
    unread: str = ""


@contextmanager
def attending(
    settings: Settings, command: str, industry: str, given: Sequence[str] | None
) -> Iterator[Outcome]:
    """Give the outcome to fill in, while the command is on the books; errors pass through.

    Its end is noted however it comes, and every address is told, unless the user stopped it.
    """
    from pipeline.attempts import Attempts
    from sameness.notify import tell_all, write_note

    attempts = Attempts(settings.attempts)
    begun = _begin(attempts, command, industry)
    outcome = Outcome()
    try:
        yield outcome
    except BaseException as error:
        code, reason = tell_end(error)
        raise
    else:
        code, reason = 0, ""
    finally:
        page = str(outcome.page.absolute()) if outcome.page else ""
        if begun is not None:
            with suppress(OSError):
                attempts.end(begun, code, reason or outcome.unread, page)
        if code != INTERRUPTED:
            note = write_note(industry, code, reason, outcome.report, page)
            for trouble in tell_all(find_addresses(settings, industry, given), note):
                log.warning("%s", trouble)


def _begin(attempts: Attempts, command: str, industry: str) -> Attempt | None:
    # Where nothing can be written the command itself says so, with what to do.
    with suppress(OSError):
        return attempts.begin(command, industry)
    return None


def find_addresses(settings: Settings, industry: str, given: Sequence[str] | None) -> list[str]:
    """Give the addresses to tell: the options', the environment's, the industry file's."""
    from pipeline.industries import industry_path
    from sameness.errors import SamenessError
    from sameness.industry import read_addresses

    listed: tuple[str, ...] = ()
    with suppress(SamenessError):
        listed = read_addresses(industry_path(settings, industry))
    return [*dict.fromkeys([*(given or ()), *os.environ.get(ADDRESSES, "").split(), *listed])]
