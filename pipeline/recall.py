"""What earlier runs made of the same: a stage that would give it again is not run again.

A stage is a pure function: of its code, of the tables it reads and of the values it needs. The
digest of all these is what its result is known by (docs/decisions/0038-recalled.md).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from pipeline.likeness import code_digest, library_digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.stage import Stage
    from warehouse.warehouse import Warehouse

INSTRUMENTS = frozenset({"judge", "cut", "embed", "find_entities", "shrink", "to_pixels"})
"""Values that are functions, or hold some: code, model and judge say what they are."""


class Recall:
    """Which stages of a run need not be made, and what of their tables the others read."""

    def __init__(
        self, warehouse: Warehouse, run_id: str, values: Mapping[str, object], by: str
    ) -> None:
        """Recall for a run; ``by`` names model and judge, and so what the instruments are."""
        self._warehouse = warehouse
        self._run_id = run_id
        self._values = values
        self._by = by
        self._made: dict[str, str] = {}
        self._given: dict[tuple[str, ...], str] = {}
        self._taken: set[str] = set()

    def take_over(self, stage: Stage) -> bool:
        """Keep what an earlier run made of the same under this run; False where none did."""
        content = self._warehouse.take_over(stage.name, self._run_id, self._made_of(stage))
        if content is None:
            return False
        self._made[stage.name] = content
        self._taken.add(stage.name)
        return True

    def lay_out(self, stage: Stage) -> None:
        """Make those tables that a stage reads and that were taken over."""
        for table in sorted(stage.reads & self._taken):
            self._warehouse.lay_out(table, self._run_id)
            self._taken.remove(table)

    def keep(self, stage: Stage) -> None:
        """Keep what a stage made, and note of what."""
        made_of = self._made_of(stage)
        content = self._warehouse.keep_result(stage.name, self._run_id, made_of)
        self._made[stage.name] = content

    def _made_of(self, stage: Stage) -> str:
        tables = [(table, self._content(stage, table)) for table in sorted(stage.reads)]
        values = [
            (name, "" if name in INSTRUMENTS else repr(self._values[name]))
            for name in sorted(stage.needs)
        ]
        known = (code_digest(), library_digest(), self._by, stage.name, tables, values)
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def _content(self, stage: Stage, table: str) -> str:
        if table in self._made:
            return self._made[table]
        columns = stage.columns.get(table, ())
        key = (table, *columns)
        if key not in self._given:
            self._given[key] = self._warehouse.content(table, columns)
        return self._given[key]
