"""Real programs on loopback: found, started in a group of their own, waited for, ended whole."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_PATH = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/sbin"))
"""Servers live where the paths of plain users don't look."""

_PATIENCE = 60.0
_GRACE = 3.0


def need(*programs: str) -> list[str]:
    """Give the paths of programs; where one is missing the test skips, or fails under CI."""
    found = [shutil.which(program, path=_PATH) for program in programs]
    missing = [name for name, path in zip(programs, found, strict=True) if path is None]
    if missing:
        lack(f"{', '.join(missing)} missing: run scripts/debian-packages servers as root")
    return [path for path in found if path is not None]


def lack(message: str) -> None:
    """Say what a test can't do without: a skip, and under ``CI=true`` a failure."""
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def free_port(address: str) -> int:
    """Give a TCP port of a loopback address on which nobody listens."""
    with socket.create_server((address, 0)) as probe:
        return int(probe.getsockname()[1])


def finish(command: Sequence[str | Path], log: Path, **environment: str) -> None:
    """Run a program to its end in the folder of its log; raises with its words where it fails."""
    with log.open("ab") as file:
        done = subprocess.run(
            command,
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=os.environ | environment,
            check=False,
            timeout=120,
        )
    assert done.returncode == 0, f"{command[0]} ended with {done.returncode}:\n{log.read_text()}"


@contextmanager
def running(
    command: Sequence[str | Path],
    log: Path,
    ready: str | tuple[str, int],
    environment: Mapping[str, str] | None = None,
) -> Iterator[None]:
    """Run a server while the block lasts, from when it listens at ``ready``, a path or an address.

    It runs in the folder of its log, and ends with the block, all its workers included.
    """
    with log.open("ab") as file:
        process = subprocess.Popen(
            command,
            cwd=log.parent,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            env=os.environ | dict(environment or {}),
            start_new_session=True,
        )
        try:
            _wait_until_it_listens(process, ready, log)
            yield
        finally:
            _end_group(process)


def _wait_until_it_listens(
    process: subprocess.Popen[bytes], ready: str | tuple[str, int], log: Path
) -> None:
    family = socket.AF_UNIX if isinstance(ready, str) else socket.AF_INET
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until and process.poll() is None:
        with socket.socket(family) as client, suppress(OSError):
            client.connect(ready)
            return
        time.sleep(0.05)
    pytest.fail(f"{process.args!r} does not listen at {ready}:\n{log.read_text()}")


def _end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and its workers, which share its session, by force where words don't help."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, sign)
        with suppress(subprocess.TimeoutExpired):
            process.wait(_GRACE)
