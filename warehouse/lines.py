"""Files of JSON lines beside the warehouse: added to, never rewritten, on the disk at once."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

from warehouse.whole_files import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path


def append_lines(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    """Add rows to the end of a file; when this returns they are on the disk."""
    text = "".join(json.dumps(dict(row)) + "\n" for row in rows)
    # What an earlier kill left of a line must not become part of this one.
    start = b"" if _ends_whole(path) else b"\n"
    with path.open("ab") as file:
        file.write(start + text.encode())
        file.flush()
        os.fsync(file.fileno())
    sync_folder(path.parent)


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file, the oldest first; none where there is no file.

    A line that was cut by a kill is left out: it was never promised to anybody.
    """
    if not path.exists():
        return
    for line in path.read_bytes().splitlines():
        try:
            row = json.loads(line)
        except ValueError:
            continue
        if isinstance(row, dict):
            yield row


def _ends_whole(path: Path) -> bool:
    if not path.exists() or not path.stat().st_size:
        return True
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
