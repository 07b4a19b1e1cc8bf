"""Keeps the browser from eating the machine's memory: a page may be a hog."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 1_000_000_000
"""Memory of its own that one process of the browser may hold; real pages stay below a third."""

_SECONDS = 0.5
_logger = logging.getLogger(__name__)


async def watch_memory(most: int = MOST_BYTES) -> None:
    """Kill every process started by this one, or by those, that holds more than ``most`` bytes.

    Runs until it is cancelled; sees nothing where there is no ``/proc``.
    """
    while True:
        for pid in tuple(_descendants(os.getpid())):
            if _own_bytes(pid) > most:
                _logger.warning("A process of the browser took too much memory and was ended.")
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
        await asyncio.sleep(_SECONDS)


def _descendants(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in task.read_text().split():
                yield int(child)
                yield from _descendants(int(child))


def _own_bytes(pid: int) -> int:
    """Give a process's resident memory without what it shares, 0 for one that is gone."""
    with suppress(OSError, IndexError):
        _, resident, shared, *_ = Path(f"/proc/{pid}/statm").read_text().split()
        return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")
    return 0
