"""A warehouse that can't be trusted: put aside whole, never deleted, and said so."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import duckdb

from sameness.errors import WarehouseDamaged
from warehouse.whole_files import sync_folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_BELONGING = ("", ".wal", ".ledger")
_DAMAGE = (duckdb.IOException, duckdb.FatalException, duckdb.SerializationException)
"""Errors of DuckDB that mean that the file itself is at fault, not the question."""


def is_damage(error: BaseException | None) -> bool:
    """Tell whether an error, or one that led to it, is of a damaged file and not of the disk."""
    if is_of_disk(error):
        return False
    # Of a block whose checksum is wrong the error is of no kind of its own.
    return any(isinstance(e, _DAMAGE) or type(e) is duckdb.Error for e in _chain(error))


def is_of_disk(error: BaseException | None) -> bool:
    """Tell whether a full or failing disk is behind an error: the file itself may be sound."""
    # Of a sync that fails DuckDB doesn't say why: only the disk can be at fault.
    words = (*map(os.strerror, (errno.ENOSPC, errno.EIO)), "out of disk space", "fsync failed")
    return any(word.lower() in str(e).lower() for e in _chain(error) for word in words)


def disk_failed(path: Path, error: BaseException) -> WarehouseDamaged:
    """Give the error of a warehouse that could not be read or written, and stays where it is."""
    return WarehouseDamaged(
        f"The disk failed under {path}: {str(error).partition(chr(10))[0]}",
        "See to the disk. Nothing was moved; then look with `sameness verify`.",
    )


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """Yield an error and what led to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def move_aside(path: Path, why: str) -> Path:
    """Move a warehouse with all that belongs to it to ``NAME.WHY-MOMENT``; gives that path."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    aside = path.with_name(f"{path.name}.{why}-{stamp}")
    for ending in _BELONGING:
        part = path.with_name(path.name + ending)
        if part.exists():
            part.rename(aside.with_name(aside.name + ending))
    sync_folder(path.parent)
    return aside


def put_aside(path: Path, why: str) -> WarehouseDamaged:
    """Move a warehouse with all that belongs to it aside; gives the error that says where it is.

    A file that may not be read is left where it is: that is no damage.
    """
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        return WarehouseDamaged(why, "See that you may read and write that file.")
    aside = move_aside(path, "damaged")
    return WarehouseDamaged(
        f"{why} It was moved to {aside.name}; nothing was deleted.",
        "Bring it back with `sameness restore BACKUP`, or make it anew from the stored pages with "
        "`sameness rebuild`.",
    )
