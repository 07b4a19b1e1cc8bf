"""The ledger beside the warehouse: a line for each step that was finished, for good.

A write-ahead log that is cut short opens without an error and has lost what it held. What stands
in the ledger and not in the warehouse was lost.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from warehouse.lines import append_lines, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    Row = tuple[Any, ...]

SNAPSHOT, RUN = "snapshot", "run"


@dataclass(frozen=True, slots=True)
class Step:
    """A finished step: ``kind`` is "snapshot" or "run", ``id`` the snapshot's or the run's.

    ``digest`` is that of the data of a run, empty for a snapshot. ``gone``: it was removed on
    purpose.
    """

    kind: str
    industry: str
    id: str
    digest: str = ""
    gone: bool = False


class Ledger:
    """The lines of one warehouse, the oldest first."""

    def __init__(self, warehouse: Path) -> None:
        self.path = warehouse.with_name(f"{warehouse.name}.ledger")

    def note(self, *steps: Step) -> None:
        """Add steps to the end; when this returns they are on the disk."""
        append_lines(self.path, map(asdict, steps))

    def steps(self) -> list[Step]:
        """Give the steps that must be in the warehouse: noted, and not removed since."""
        found: dict[tuple[str, str, str], Step] = {}
        for step in self._read():
            key = step.kind, step.industry, step.id
            if step.gone:
                found.pop(key, None)
            else:
                found[key] = step
        return list(found.values())

    def lost(self, snapshots: Iterable[Row], runs: Iterable[Row]) -> list[Step]:
        """Give the steps that are not among a warehouse's rows.

        These are (industry, snapshot id) and (industry, run id, digest).
        """
        there = {Step(SNAPSHOT, *row) for row in snapshots} | {Step(RUN, *row) for row in runs}
        return [step for step in self.steps() if step not in there]

    def _read(self) -> Iterator[Step]:
        for row in read_lines(self.path):
            try:
                yield Step(**row)
            except TypeError:
                continue
