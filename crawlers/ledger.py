"""The ledger of a snapshot: one line per finished request, written after its evidence is safe."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO

from sameness.errors import SnapshotMissing
from sameness.records import Fetch, Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEDGER = "fetches.jsonl"
"""The ledger's name inside a snapshot's folder."""


class Ledger:
    """Appends fetches in the order of their arrival, each on disk before the next.

    Refuses to touch a file that exists: a snapshot is written once.
    """

    def __init__(self, path: Path) -> None:
        self._file: BinaryIO = path.open("xb")

    def enter(self, fetch: Fetch) -> None:
        """Append one fetch and wait until it is on disk."""
        self._file.write(_to_line(fetch))
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        """Close the file; what was entered needs no closing to be safe."""
        self._file.close()


def read_ledger(folder: Path) -> Iterator[Fetch]:
    """Yield a snapshot's fetches in the order of arrival; a torn last line counts as not written.

    Raises SnapshotMissing where there is no ledger, or one with a damaged line inside.
    """
    path = folder / LEDGER
    if not path.is_file():
        raise SnapshotMissing(f"{folder} holds no snapshot.", "Crawl the industry first.")
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.endswith(b"\n"):
                return
            yield _from_line(line, path, number)


def _to_line(fetch: Fetch) -> bytes:
    fields = asdict(fetch) | {"fetched_at": fetch.fetched_at.isoformat()}
    return json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _from_line(line: bytes, path: Path, number: int) -> Fetch:
    try:
        fields = json.loads(line)
        return Fetch(
            **{
                **fields,
                "kind": PageKind(fields["kind"]),
                "outcome": Outcome(fields["outcome"]),
                "fetched_at": datetime.fromisoformat(fields["fetched_at"]),
            }
        )
    except (ValueError, TypeError, KeyError):
        raise SnapshotMissing(
            f"{path}:{number} is damaged.", "Restore the folder from a copy, or crawl again."
        ) from None
