"""One lock per workspace: whoever opens its warehouse holds it until the end, kills included.

The system frees the lock with its holder's last breath; what the file says of the holder may be
older than that, so the lock itself is asked and not the file.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Self

from sameness.errors import WorkspaceLocked, WorkspaceUnwritable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_REFUSED = {errno.EACCES, errno.EPERM, errno.EROFS}
_PATIENCE = 20
"""Looks at the file, a hundredth of a second apart, until its holder has put its name there."""

MOST_WAITED = 5.0
"""Seconds to wait for those who only look: they have no name in the file, and are soon gone."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The process that holds a workspace, 0 where it isn't known, and since when, in UTC."""

    pid: int
    since: datetime

    def __str__(self) -> str:
        """Name the process and the moment."""
        if not self.pid:
            return "another process"
        return f"process {self.pid} since {self.since:%Y-%m-%d %H:%M} UTC"


class Lock:
    """The lock of the workspace in which a warehouse lies; also a context manager."""

    def __init__(self, warehouse: Path) -> None:
        self.path = warehouse.with_name(f"{warehouse.name}.lock")
        self._handle: int | None = None

    def __enter__(self) -> Self:
        self.take()
        return self

    def __exit__(self, *exc: object) -> None:
        self.release()

    def take(self) -> None:
        """Hold the workspace from now on; raises WorkspaceLocked, WorkspaceUnwritable."""
        handle = _open(self.path)
        try:
            _hold(handle, self.path)
            _write_holder(handle)
        except BaseException:
            os.close(handle)
            raise
        self._handle = handle

    @contextmanager
    def shared(self) -> Iterator[None]:
        """Let nobody begin to work for a moment, and write nothing; raises WorkspaceLocked.

        Whoever wants to work waits meanwhile. Without a lock's file nobody ever worked here.
        """
        try:
            handle = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC)
        except FileNotFoundError:
            yield
            return
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _locked(self.path) from None
        else:
            yield
        finally:
            os.close(handle)

    def release(self) -> None:
        """Let go of the workspace, if it is held."""
        if self._handle is not None:
            with suppress(OSError):
                os.ftruncate(self._handle, 0)
            os.close(self._handle)
            self._handle = None


def find_holder(warehouse: Path) -> Holder | None:
    """Give who holds the workspace of a warehouse at this moment, None for nobody."""
    path = Lock(warehouse).path
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _patient_holder(path)
    finally:
        os.close(handle)
    return None


def _hold(handle: int, path: Path) -> None:
    """Take the lock at once, or after those who only look; raises WorkspaceLocked."""
    until = time.monotonic() + MOST_WAITED
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read_holder(path)
            if time.monotonic() > until or (holder and _is_alive(holder.pid)):
                raise _locked(path) from None
            time.sleep(0.01)
        else:
            return


def _locked(path: Path) -> WorkspaceLocked:
    return WorkspaceLocked(
        f"{path.parent} is held by {_patient_holder(path)}.", "Wait until it is done, or stop it."
    )


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        if error.errno not in _REFUSED:
            raise
        raise WorkspaceUnwritable(
            f"{path.parent} can't be written: {error.strerror}.", "See that you may write there."
        ) from None


def _write_holder(handle: int) -> None:
    since = datetime.now(UTC).isoformat(timespec="seconds")
    os.ftruncate(handle, 0)
    os.pwrite(handle, json.dumps({"pid": os.getpid(), "since": since}).encode(), 0)


def _patient_holder(path: Path) -> Holder:
    """Give the holder as the file names it, once it names a process that is there."""
    holder = Holder(0, datetime.now(UTC))
    for _ in range(_PATIENCE):
        holder = _read_holder(path) or holder
        if holder.pid and _is_alive(holder.pid):
            break
        time.sleep(0.01)
    return holder


def _read_holder(path: Path) -> Holder | None:
    try:
        told = json.loads(path.read_bytes())
        return Holder(int(told["pid"]), datetime.fromisoformat(told["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
