"""Starts a child process, hands it its task, and listens to what it tells."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_PATIENCE = 5.0


@contextmanager
def child_process(module: str, log: BinaryIO) -> Iterator[subprocess.Popen[bytes]]:
    """Start a module in a process of its own; at the end, close its lifeline and see it out.

    What the process prints to stderr goes into ``log``.
    """
    # -P: the folder we're run in must not provide modules.
    command = [sys.executable, "-P", "-m", module]
    process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log
    )
    try:
        yield process
    finally:
        for pipe in (process.stdin, process.stdout):
            with suppress(BrokenPipeError):
                pipe and pipe.close()
        _see_out(process)


def tell_task(process: subprocess.Popen[bytes], task: Mapping[str, Any]) -> Iterator[bytes]:
    """Hand the process its task and yield the lines it writes until it closes its side."""
    if process.stdin is None or process.stdout is None:
        return
    with suppress(BrokenPipeError):
        process.stdin.write(json.dumps(task).encode() + b"\n")
        process.stdin.flush()
    yield from process.stdout


def _see_out(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
