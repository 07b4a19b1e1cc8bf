"""A new warehouse that is made beside another one, and takes its place when it is whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from warehouse.damage import move_aside
from warehouse.warehouse import Warehouse
from warehouse.whole_files import sync_folder

if TYPE_CHECKING:
    from pathlib import Path


class Replacement:
    """The warehouse that is to stand at ``path``; until then it lies beside it, with its ledger."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made = path.with_name(f".{path.name}.rebuilt")

    def open(self) -> Warehouse:
        """Open it, with what an interrupted attempt left; raises what opening a warehouse does."""
        return Warehouse(self._made)

    def take_place(self) -> str:
        """Move the former warehouse aside, and this one into its place.

        Gives the name that the former one has now, empty where there was none.
        """
        former = move_aside(self._path, "replaced").name if self._path.exists() else ""
        # The ledger comes first: without its warehouse it says what is missing.
        for ending in (".ledger", ""):
            part = self._made.with_name(self._made.name + ending)
            if part.exists():
                os.replace(part, self._path.with_name(self._path.name + ending))  # noqa: PTH105
        self._made.with_name(f"{self._made.name}.lock").unlink(missing_ok=True)
        sync_folder(self._path.parent)
        return former
