"""What ties a child process to its starter: a task on stdin, events on stdout, and a lifeline.

Its stdin stays open as the lifeline: when the starter ends, in whatever way, so does the process.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_STDIN, _STDOUT, _STDERR = 0, 1, 2


class Event(Protocol):
    """What a child process tells its starter."""

    def to_line(self) -> str:
        """Give the event as one line, line end included."""


def take_task() -> tuple[dict[str, Any], Callable[[Event], None]]:
    """Give the task on the first line of stdin, and the writer of events.

    From now on whatever else prints goes to stderr, and the process ends with its starter.
    """
    # The starter gets the terminal's Ctrl-C as well, and decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    task = json.loads(sys.stdin.buffer.readline())
    report = _claim_stdout()
    threading.Thread(target=_end_with_starter, daemon=True).start()
    return task, report


def _claim_stdout() -> Callable[[Event], None]:
    events = os.fdopen(os.dup(_STDOUT), "w", encoding="utf-8")
    os.dup2(_STDERR, _STDOUT)

    def report(event: Event) -> None:
        events.write(event.to_line())
        events.flush()

    return report


def _end_with_starter() -> None:
    """End the process at once when stdin is closed; everything entered is safe on disk."""
    while os.read(_STDIN, 1):
        pass
    os._exit(1)
