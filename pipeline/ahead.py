"""Stages begun elsewhere as soon as what they read is made; each is taken at its turn."""

from __future__ import annotations

import pickle
from itertools import chain
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.stage import PythonStage
from warehouse.spilled import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pipeline.executors import Executor, Pending
    from pipeline.stage import Stage
    from warehouse.warehouse import Warehouse


class Ahead:
    """The stages of one run that other processes make before their turn.

    Those are the functions whose values can be sent: what asks the warehouse's caches stays here,
    and hands out its own parts. A table is shared once, however many stages read it.
    """

    def __init__(
        self, executor: Executor, warehouse: Warehouse, values: Mapping[str, object]
    ) -> None:
        self._executor, self._warehouse, self._values = executor, warehouse, values
        self._begun: dict[str, Pending[pa.Table]] = {}
        self._shared: dict[str, object] = {}
        self._portable: dict[str, bool] = {}

    def begin(self, waiting: Sequence[Stage], made: frozenset[str]) -> None:
        """Begin the first of the waiting stages that read only what is made, if there is room."""
        self._forget(waiting)
        for stage in waiting:
            if len(self._begun) >= self._executor.room:
                return
            if stage.name not in self._begun and stage.reads <= made and self._sends(stage):
                self._begun[stage.name] = self._begin(stage, waiting)

    def take(self, stage: Stage) -> pa.Table | None:
        """Give the table of a stage that was begun, None for one that is to be made here."""
        pending = self._begun.pop(stage.name, None)
        return None if pending is None else pending.result()

    def drop(self, stage: Stage) -> None:
        """Let go of a stage whose table came from elsewhere."""
        self._begun.pop(stage.name, None)

    def _begin(self, stage: Any, waiting: Sequence[Stage]) -> Pending[pa.Table]:  # noqa: ANN401 - a PythonStage
        tables = {name: self._share(name, waiting) for name in sorted(stage.reads)}
        given = {name: self._values[name] for name in sorted(stage.needs)}
        how = {"function": stage.load(), "columns": stage.columns}
        return self._executor.begin(_make_whole, how | tables | given)

    def _share(self, name: str, waiting: Sequence[Stage]) -> object:
        """Share a table with all columns that any waiting stage will see of it elsewhere."""
        if name not in self._shared:
            readers = [stage for stage in waiting if name in stage.reads and self._sends(stage)]
            read = [stage.columns.get(name, EVERY) for stage in readers]
            columns = EVERY if EVERY in read else tuple(sorted(set(chain.from_iterable(read))))
            self._shared[name] = self._executor.share(self._warehouse.table(name, columns))
        return self._shared[name]

    def _sends(self, stage: Stage) -> bool:
        if stage.name not in self._portable:
            needed = {name: self._values[name] for name in stage.needs}
            self._portable[stage.name] = (
                isinstance(stage, PythonStage) and not stage.takes.in_parts and _can_be_sent(needed)
            )
        return self._portable[stage.name]

    def _forget(self, waiting: Sequence[Stage]) -> None:
        """Let go of tables that no stage is still to read."""
        wanted = {name for stage in waiting for name in stage.reads}
        self._shared = {name: kept for name, kept in self._shared.items() if name in wanted}


def _make_whole(
    function: Callable[..., pa.Table | pa.RecordBatchReader],
    columns: Mapping[str, tuple[str, ...]],
    **named: Any,  # noqa: ANN401 - tables and values
) -> pa.Table:
    """Give a stage's table, of which it may yield one batch after the other."""
    seen = {name: named[name].select(list(chosen)) for name, chosen in columns.items()}
    made = function(**named | seen)
    return made if isinstance(made, pa.Table) else made.read_all()


def _can_be_sent(values: object) -> bool:
    try:
        pickle.dumps(values)
    except (pickle.PicklingError, AttributeError, TypeError):
        return False
    return True
