"""How each imported file was read: kept beside the files, so that an import can be done again."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from crawlers.archive.lines import LineFile, read_lines
from crawlers.exports import Hints

if TYPE_CHECKING:
    from pathlib import Path

BOOK = "imports.jsonl"
"""The book's name inside the folder of imported files."""


@dataclass(frozen=True, slots=True)
class NotedImport:
    """An import: ``file`` is the name that it was given under, ``kept`` the one it is kept under.

    ``at`` is the moment in UTC.
    """

    company: str
    file: str
    kept: str
    hints: Hints
    at: datetime


def note_import(noted: NotedImport, folder: Path) -> None:
    """Append an import to the book unless it is known; safe on disk when this returns."""
    if any(replace(known, at=noted.at) == noted for known in read_imports(folder)):
        return
    book = LineFile(folder / BOOK)
    try:
        book.append(asdict(noted) | {"at": noted.at.isoformat()})
    finally:
        book.close()


def read_imports(folder: Path) -> list[NotedImport]:
    """Give the noted imports of which the file is there, the oldest first.

    Raises SnapshotMissing where a line inside the book is damaged.
    """
    path = folder / BOOK
    if not path.is_file():
        return []
    found = [
        NotedImport(
            company=fields["company"],
            file=fields["file"],
            kept=fields["kept"],
            hints=Hints(**fields["hints"]),
            at=datetime.fromisoformat(fields["at"]),
        )
        for fields, _ in read_lines(path)
    ]
    return [noted for noted in found if (folder / noted.kept).is_file()]


def unnoted_files(folder: Path) -> list[str]:
    """Give the names of kept files of which nobody noted how they were read."""
    noted = {one.kept for one in read_imports(folder)}
    files = (file.name for file in folder.glob("*") if file.is_file())
    return sorted(name for name in files if name not in noted | {BOOK} and name[0] != ".")
