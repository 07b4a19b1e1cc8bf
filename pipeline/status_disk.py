"""What of a workspace lies where on the disk, and what of it may go."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from sameness.settings import Settings

USES = {
    ".schema-": "the warehouse before a newer version moved its schema on; remove it when you like",
    ".damaged-": "a damaged warehouse; remove it once another one serves",
    ".replaced-": "the warehouse before a rebuild; remove it once the new one serves",
}
"""What a file beside the warehouse is, by a part of its name."""


@dataclass(frozen=True, slots=True)
class Aside:
    """A warehouse that was put aside or copied: its size in bytes, what it is and what to do.

    ``use`` is empty where the name doesn't tell.
    """

    name: str
    size: int
    use: str


@dataclass(frozen=True, slots=True)
class Disk:
    """What lies where, in bytes."""

    warehouse: int
    archive: int
    reports: int
    free: int
    aside: tuple[Aside, ...]

    @property
    def copies(self) -> int:
        """Bytes of the copies that migrations kept."""
        return sum(one.size for one in self.aside if ".schema-" in one.name)


def find_disk(settings: Settings) -> Disk:
    """Give what a workspace takes of the disk, also of one that is not there yet."""
    stem = settings.warehouse.name
    beside = sorted(settings.workspace.glob(f"{stem}.*"))
    own = {f"{stem}{ending}" for ending in ("", ".wal", ".ledger", ".lock")}
    there = next(
        path for path in (settings.workspace, *settings.workspace.parents) if path.exists()
    )
    return Disk(
        warehouse=sum(_size(settings.workspace / name) for name in own),
        archive=_size(settings.archive),
        reports=_size(settings.out),
        free=shutil.disk_usage(there).free,
        aside=tuple(_aside(path) for path in beside if path.name not in own),
    )


def _aside(path: Path) -> Aside:
    use = next((use for part, use in USES.items() if part in path.name), "")
    return Aside(path.name, _size(path), use)


def _size(path: Path) -> int:
    """Give the bytes of a file, or of all files below a folder; 0 where nothing is."""
    if path.is_dir():
        files = (file for file in path.rglob("*") if file.is_file() and not file.is_symlink())
        return sum(file.stat().st_size for file in files)
    return path.stat().st_size if path.exists() else 0
