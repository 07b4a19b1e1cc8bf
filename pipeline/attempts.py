"""What was begun in a workspace and how it ended, kills included: the ledger of attempts."""

from __future__ import annotations

import dataclasses
import os
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from warehouse.lines import append_lines, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_TIMES = ("began_at", "ended_at")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One start of a command that reads or measures an industry; times are in UTC.

    ``exit_code`` is None as long as it has not ended, and for good where it was killed. ``reason``
    says why it failed, empty where it didn't; ``report`` is the page that it wrote, if any.
    """

    id: str
    command: str
    industry: str
    pid: int
    began_at: datetime
    ended_at: datetime | None = None
    exit_code: int | None = None
    reason: str = ""
    report: str = ""


class Attempts:
    """The ledger of attempts: a line when one begins, a line when it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def begin(self, command: str, industry: str) -> Attempt:
        """Note that a command begins; raises OSError where the disk refuses."""
        now = datetime.now(UTC).replace(microsecond=0)
        attempt = Attempt(secrets.token_hex(6), command, industry, os.getpid(), now)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._append(attempt)
        return attempt

    def end(self, attempt: Attempt, exit_code: int, reason: str = "", report: str = "") -> Attempt:
        """Note how an attempt ended, and give it as it stands then; raises OSError as above."""
        now = datetime.now(UTC).replace(microsecond=0)
        ended = dataclasses.replace(
            attempt, ended_at=now, exit_code=exit_code, reason=reason, report=report
        )
        self._append(ended)
        return ended

    def read(self) -> list[Attempt]:
        """Give all attempts in the order in which they began, each as it stands."""
        found: dict[str, Attempt] = {}
        for attempt in self._rows():
            found[attempt.id] = attempt
        return list(found.values())

    def _append(self, attempt: Attempt) -> None:
        row: dict[str, Any] = dataclasses.asdict(attempt)
        row |= {name: row[name].isoformat() for name in _TIMES if row[name]}
        append_lines(self._path, [row])

    def _rows(self) -> Iterator[Attempt]:
        for row in read_lines(self._path):
            try:
                times = {n: datetime.fromisoformat(row[n]) for n in _TIMES if row[n]}
                yield Attempt(**(row | times))
            except (KeyError, TypeError, ValueError):
                continue
