"""What earlier runs made of the same: a stage that would give it again is not run again.

A stage is a pure function: of its code, of the tables it reads and of the values it needs. The
digest of all these is what its result is known by (docs/decisions/0038-recalled.md).
"""

from __future__ import annotations

import hashlib
import re
import sys
from functools import cache
from importlib import resources
from importlib.metadata import PackageNotFoundError, requires, version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

    from pipeline.stage import Stage
    from warehouse.warehouse import Warehouse

INSTRUMENTS = frozenset({"judge", "cut", "embed", "find_entities", "shrink", "to_pixels"})
"""Values that are functions, or hold some: code, model and judge say what they are."""
_PACKAGES = ("crawlers", "embeddings", "pipeline", "sameness", "warehouse")
_CODE = (".py", ".sql", ".json", ".npz", ".toml", ".txt")
_DISTRIBUTION = "messaging-sameness"


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
        self._contents: dict[tuple[str, ...], str] = {}
        self._taken: set[str] = set()

    def take_over(self, stage: Stage) -> bool:
        """Keep what an earlier run made of the same under this run; False where none did."""
        content = self._warehouse.take_over(stage.name, self._run_id, self._made_of(stage))
        if content is None:
            return False
        self._contents[stage.name,] = content
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
        self._contents[stage.name,] = content

    def _made_of(self, stage: Stage) -> str:
        tables = [(table, self._content(stage, table)) for table in sorted(stage.reads)]
        values = [
            (name, "" if name in INSTRUMENTS else repr(self._values[name]))
            for name in sorted(stage.needs)
        ]
        known = (code_digest(), self._by, stage.name, tables, values)
        return hashlib.sha256(repr(known).encode()).hexdigest()

    def _content(self, stage: Stage, table: str) -> str:
        columns = stage.columns.get(table, ())
        key = (table, *columns)
        if (table,) in self._contents:
            return self._contents[table,]
        if key not in self._contents:
            self._contents[key] = self._warehouse.content(table, columns)
        return self._contents[key]


@cache
def code_digest() -> str:
    """Give the digest of all code and data that a stage may use, and of the libraries' versions."""
    digest = hashlib.sha256()
    for package in _PACKAGES:
        for path, file in sorted(_files(package, resources.files(package))):
            digest.update(path.encode())
            digest.update(file.read_bytes())
    digest.update(repr(sorted(_versions())).encode())
    return digest.hexdigest()


def _files(path: str, folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for entry in folder.iterdir():
        inside = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _files(inside, entry)
        elif entry.name.endswith(_CODE):
            yield inside, entry


def _versions() -> Iterator[tuple[str, str]]:
    yield "python", sys.version
    for wanted in requires(_DISTRIBUTION) or ():
        name = re.split(r"[^\w.-]", wanted, maxsplit=1)[0]
        try:
            yield name, version(name)
        except PackageNotFoundError:
            # Of an extra that is not installed.
            continue
