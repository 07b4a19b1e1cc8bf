"""A stage: one file under ``pipeline/stages`` that makes the table of its own name."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from sameness.errors import StageInvalid
from warehouse.spilled import EVERY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import pyarrow as pa

    from warehouse.select import Select
    from warehouse.spilled import Parts
    from warehouse.warehouse import Warehouse


class Stage(Protocol):
    """What the runner knows of a stage, whatever language it is written in."""

    @property
    def name(self) -> str:
        """The table that the stage makes."""

    @property
    def summary(self) -> str:
        """One sentence on what the table holds."""

    @property
    def reads(self) -> frozenset[str]:
        """The tables that must exist before."""

    @property
    def needs(self) -> frozenset[str]:
        """The named values that the runner must give."""

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """The columns read of given tables, where that is not all of them."""

    def make(self, warehouse: Warehouse, values: Mapping[str, object]) -> None:
        """Make the table; ``values`` holds at least what the stage needs."""


@dataclass(frozen=True, slots=True)
class SqlStage:
    """A stage written as one select statement; its first comment line is the summary."""

    name: str
    summary: str
    select: Select

    @property
    def reads(self) -> frozenset[str]:
        """The tables named in the statement that it does not define itself."""
        return self.select.tables

    @property
    def needs(self) -> frozenset[str]:
        """The statement's ``$names``."""
        return self.select.values

    @property
    def columns(self) -> Mapping[str, tuple[str, ...]]:
        """None said: what is read of a table is all of it."""
        return {}

    def make(self, warehouse: Warehouse, values: Mapping[str, object]) -> None:
        """Make the table inside the warehouse."""
        warehouse.make(self.name, self.select.sql, {name: values[name] for name in self.needs})


@dataclass(frozen=True, slots=True)
class Parameters:
    """What a stage's function takes: ``tables``, some of them ``in_parts``, and ``values``."""

    tables: frozenset[str]
    values: frozenset[str] = frozenset()
    in_parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class PythonStage:
    """A stage written as one function of its file's name: Arrow tables in, an Arrow table out.

    Positional parameters name the tables it reads, keyword-only parameters the values it needs.
    The file's ``COLUMNS`` may say which columns of a table it reads: it sees no others, and need
    not run again where only others of a given table changed. A table whose parameter is annotated
    ``Parts`` is read in parts; what a stage gives may be a ``RecordBatchReader``, which is stored
    in parts. ``load`` gives the function, which takes longer than to say what it takes.
    """

    name: str
    summary: str
    takes: Parameters
    load: Callable[[], Callable[..., pa.Table]]
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def reads(self) -> frozenset[str]:
        """The names of the positional parameters."""
        return self.takes.tables

    @property
    def needs(self) -> frozenset[str]:
        """The names of the keyword-only parameters."""
        return self.takes.values

    def make(self, warehouse: Warehouse, values: Mapping[str, object]) -> None:
        """Read the tables, call the function, store what it gives."""
        tables = {name: self._read(warehouse, name) for name in self.reads}
        given = {name: values[name] for name in self.needs}
        warehouse.put(self.name, self.load()(**tables, **given))

    def _read(self, warehouse: Warehouse, name: str) -> pa.Table | Parts:
        if name in self.takes.in_parts:
            return warehouse.parts(name)
        return warehouse.table(name, self.columns.get(name, EVERY))


def check_stages(stages: list[Stage], tables: frozenset[str], values: frozenset[str]) -> None:
    """Raise StageInvalid where a stage reads a table or needs a value that nobody provides."""
    made = tables | {stage.name for stage in stages}
    for stage in stages:
        if missing := stage.reads - made:
            raise StageInvalid(
                f"Stage {stage.name} reads {', '.join(sorted(missing))}, which no stage makes.",
                f"Tables given from outside are: {', '.join(sorted(tables))}.",
            )
        if missing := stage.needs - values:
            raise StageInvalid(
                f"Stage {stage.name} needs the value {', '.join(sorted(missing))}.",
                f"Values given are: {', '.join(sorted(values))}.",
            )
