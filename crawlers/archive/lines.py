"""Files of JSON lines that survive a kill: each line is on disk before the next is written."""

from __future__ import annotations

import fcntl
import json
import os
from typing import TYPE_CHECKING, Any, BinaryIO

from sameness.errors import SnapshotMissing

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path


class LineFile:
    """Appends lines, each safe on disk when ``append`` returns.

    What an interrupted crawl left is added to, after a torn last line is cut off. Waits until no
    other process writes to the file.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("a+b")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        self._file.truncate(path.read_bytes().rfind(b"\n") + 1)

    def append(self, fields: Mapping[str, Any]) -> None:
        """Append one line of JSON and wait until it is on disk."""
        line = json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace")
        self.append_block(line + b"\n")

    def append_block(self, lines: bytes) -> None:
        """Append whole lines, line ends included, and wait until they are on disk."""
        self._file.write(lines)
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what was appended needs no closing to be safe."""
        self._file.close()


def read_lines(path: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each whole line's fields with its place; a torn last line counts as not written.

    Raises SnapshotMissing for a line inside that is damaged.
    """
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            yield _read_fields(line, f"{path}:{number}"), f"{path}:{number}"


def damaged(where: str) -> SnapshotMissing:
    """Give the error of a line that can't be understood."""
    return SnapshotMissing(
        f"{where} is damaged.", "Restore the folder from a copy, or crawl again."
    )


def _read_fields(line: bytes, where: str) -> dict[str, Any]:
    try:
        fields = json.loads(line)
    except ValueError:
        fields = None
    if not isinstance(fields, dict):
        raise damaged(where)
    return fields
