"""A copy of the warehouse as an older version left it, kept before its schema is changed."""

from __future__ import annotations

import errno
import filecmp
import os
import shutil
from typing import TYPE_CHECKING

from warehouse.whole_files import sync_file, sync_folder

if TYPE_CHECKING:
    from pathlib import Path


def keep_copy(path: Path, schema: int) -> Path:
    """Copy a closed warehouse to ``NAME.schema-N`` beside it; gives the copy's path.

    One that is there already with the same bytes is left; others are never written over. The copy
    appears whole or not at all. Raises OSError where the disk is full or refuses.
    """
    copy = _free_name(path, schema)
    if copy.exists():
        return copy
    part = copy.with_name(f".{copy.name}.part")
    try:
        _check_space(path)
        shutil.copyfile(path, part)
        sync_file(part)
        part.rename(copy)
        sync_folder(copy.parent)
    finally:
        part.unlink(missing_ok=True)
    return copy


def kept_copies(path: Path) -> list[Path]:
    """Give the copies that were kept of a warehouse, by name."""
    return sorted(path.parent.glob(f"{path.name}.schema-*"))


def _free_name(path: Path, schema: int) -> Path:
    """Give the name of a copy with the same bytes, else the first that nothing has."""
    stem = f"{path.name}.schema-{schema}"
    number, copy = 1, path.with_name(stem)
    while copy.exists() and not filecmp.cmp(copy, path, shallow=False):
        number += 1
        copy = path.with_name(f"{stem}-{number}")
    return copy


def _check_space(path: Path) -> None:
    """Raise OSError where a copy would not fit: a migration needs as much again, at most."""
    if shutil.disk_usage(path.parent).free < path.stat().st_size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
