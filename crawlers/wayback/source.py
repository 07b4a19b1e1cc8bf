"""The word in a snapshot's folder that a web archive gave its pages."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

from sameness.errors import SnapshotMissing

if TYPE_CHECKING:
    from pathlib import Path

    from crawlers.wayback.periods import Period

SOURCE = "source.json"
OWN_CRAWL, WEB_ARCHIVE = "crawl", "web archive"
"""Where the pages of a snapshot come from."""

LISTS = "web-archive"
"""The folder, beside an industry's snapshots, of the lists of captures."""

ENDING = "-archive"
"""What the ids of such snapshots have behind the moment at which their period begins."""


def write_source(folder: Path, archive: str, period: Period) -> None:
    """Note, before anything else is in the folder, whose copies it will hold, and of what time."""
    fields = {
        "source": WEB_ARCHIVE,
        "archive": archive,
        "begins": period.begins.isoformat(),
        "ends": period.ends.isoformat(),
    }
    part = folder / f"{SOURCE}.part"
    with part.open("w", encoding="utf-8") as file:
        file.write(json.dumps(fields))
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / SOURCE)


def read_source(folder: Path) -> str:
    """Give where a snapshot's pages come from: OWN_CRAWL or WEB_ARCHIVE.

    Raises SnapshotMissing where that word is damaged.
    """
    path = folder / SOURCE
    if not path.is_file():
        return OWN_CRAWL
    try:
        return str(json.loads(path.read_text("utf-8"))["source"])
    except (ValueError, KeyError, TypeError):
        raise SnapshotMissing(f"{path} is damaged.", "Restore the folder from a copy.") from None


def is_archived(snapshot_id: str) -> bool:
    """Tell by its id whether a snapshot holds copies of a web archive."""
    return ENDING in snapshot_id
