"""The ledger of a snapshot: one line per finished request, written after its evidence is safe."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawlers.archive.lines import LineFile, damaged, read_lines
from sameness.errors import SnapshotMissing
from sameness.records import Fetch, Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEDGER = "fetches.jsonl"
"""The ledger's name inside a snapshot's folder."""

_FINISHED, _WITHDRAWN = "finished", "withdrawn"
"""Keys of lines that are no fetches; ledgers of an undisturbed crawl have none of the second."""


class Ledger:
    """Appends fetches in the order of their arrival, each on disk before the next.

    What an interrupted crawl left is added to. Waits until no other process writes to the file.
    """

    def __init__(self, path: Path) -> None:
        self._lines = LineFile(path)

    def enter(self, fetch: Fetch) -> None:
        """Append one fetch and wait until it is on disk."""
        self._lines.append(asdict(fetch) | {"fetched_at": fetch.fetched_at.isoformat()})

    def withdraw(self, fetch: Fetch) -> None:
        """Append that a fetch counts no more, and wait until it is on disk."""
        self._lines.append({_WITHDRAWN: _request_of(fetch)})

    def finish(self, company: str) -> None:
        """Append that nothing more will be asked of a company, and wait until it is on disk."""
        self._lines.append({_FINISHED: company})

    def close(self) -> None:
        """Close the file; what was entered needs no closing to be safe."""
        self._lines.close()


def read_ledger(folder: Path) -> Iterator[Fetch]:
    """Yield a snapshot's fetches in the order of arrival; a torn last line counts as not written.

    Of a request that was made again after an interruption, the last word counts.
    Raises SnapshotMissing where there is no ledger, or one with a damaged line inside.
    """
    found: dict[tuple[str, str, bool], Fetch] = {}
    for fields, where in _read_lines(folder):
        if _WITHDRAWN in fields:
            found.pop(tuple(fields[_WITHDRAWN]), None)
        elif _FINISHED not in fields:
            fetch = _to_fetch(fields, where)
            found[_request_of(fetch)] = fetch
    yield from found.values()


def _request_of(fetch: Fetch) -> tuple[str, str, bool]:
    """Give what counts once in a snapshot: a request, or a copy that stands in for it."""
    return fetch.company, fetch.url, fetch.outcome is Outcome.KEPT


def read_finished(folder: Path) -> set[str]:
    """Give the companies of which nothing more will be asked in a snapshot; raises as above."""
    return {fields[_FINISHED] for fields, _ in _read_lines(folder) if _FINISHED in fields}


def _read_lines(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each whole line's fields with its place."""
    path = folder / LEDGER
    if not path.is_file():
        raise SnapshotMissing(f"{folder} holds no snapshot.", "Crawl the industry first.")
    yield from read_lines(path)


def _to_fetch(fields: dict[str, Any], where: str) -> Fetch:
    try:
        return Fetch(
            **{
                # Ledgers of version 0.1 don't know the depth.
                "depth": 0,
                **fields,
                "kind": PageKind(fields["kind"]),
                "outcome": Outcome(fields["outcome"]),
                "fetched_at": datetime.fromisoformat(fields["fetched_at"]),
            }
        )
    except (ValueError, TypeError, KeyError):
        raise damaged(where) from None
