"""Companies' evidence as bytes: packed here, added to on another machine, brought back."""

from __future__ import annotations

import json
import os
from collections import deque
from typing import TYPE_CHECKING, Any

from crawlers.archive.ledger import LEDGER
from crawlers.archive.lines import LineFile, read_lines
from crawlers.archive.passed_over import PASSED_OVER
from crawlers.archive.stored import list_responses
from crawlers.archive.warc import name_file
from crawlers.crawl import LOG
from crawlers.images.keeping import IMAGES, images_warc

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

Files = dict[str, bytes]
"""Contents by path inside an industry's archive."""

LINES = (IMAGES, LEDGER)
"""Files in which a crawl reads what was begun, or was known."""
SHARED = (LOG, PASSED_OVER, *LINES)
"""Files that companies share, a line each; the ledger last, since it vouches for the others."""


def pack(archive: Path, snapshot_id: str, earlier: Mapping[str, str], names: list[str]) -> Files:
    """Give what a crawl of these companies may need: what was begun, and their last good snapshots.

    With the files of other snapshots that those rest on.
    """
    folders = {archive / snapshot_id, *(archive / earlier[n] for n in names if n in earlier)}
    files: Files = {}
    for path in (folder / name for folder in folders for name in LINES):
        if path.is_file():
            files[_inside(archive, path)] = b"".join(_lines_of(path, names))
    first = [
        warc
        for folder in folders
        for name in names
        for warc in (folder / name_file(name), images_warc(folder, name))
    ]
    for warc in _with_origins(archive, first, files.values()):
        files[_inside(archive, warc)] = warc.read_bytes()
    return files


def unpack(files: Files, archive: Path) -> None:
    """Write a parcel into an empty archive."""
    for name, content in files.items():
        path = archive / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def gather(archive: Path, snapshot_id: str, sent: Files) -> Files:
    """Give what a snapshot holds beyond the parcel: whole WARC files, lines that were added."""
    found: Files = {}
    for path in sorted((archive / snapshot_id).iterdir()):
        name, content = _inside(archive, path), path.read_bytes()
        before = sent.get(name, b"")
        if path.name in SHARED:
            content = content[len(before) :]
        if content not in {b"", before}:
            found[name] = content
    return found


def deliver(files: Files, archive: Path) -> None:
    """Add to an archive what was gathered elsewhere; lines come after what they vouch for."""
    places = {name: name.rpartition("/")[2] for name in files}
    shared = [name for name in files if places[name] in SHARED]
    for name in files.keys() - shared:
        _replace(archive / name, files[name])
    for name in sorted(shared, key=lambda name: SHARED.index(places[name])):
        lines = LineFile(archive / name)
        lines.append_block(files[name])
        lines.close()


def _inside(archive: Path, path: Path) -> str:
    return path.relative_to(archive).as_posix()


def _lines_of(path: Path, names: list[str]) -> Iterator[bytes]:
    for fields, _ in read_lines(path):
        if _company_of(fields) in names:
            yield json.dumps(fields, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _company_of(fields: dict[str, Any]) -> object:
    """Give whose line it is: a finished request, a finished company, or word on a request."""
    for key in ("company", "finished"):
        if key in fields:
            return fields[key]
    return next((fields[key][0] for key in ("withdrawn", "begun") if key in fields), None)


def _with_origins(archive: Path, first: list[Path], ledgers: Iterable[bytes]) -> Iterator[Path]:
    """Yield WARC files, those that ledgers name, and those in which their pages themselves lie."""
    named = [json.loads(line).get("record", "") for text in ledgers for line in text.splitlines()]
    waiting = deque([*first, *(archive / place.partition("#")[0] for place in named if place)])
    seen: set[Path] = set()
    while waiting:
        warc = waiting.popleft()
        if warc in seen or not warc.is_file():
            continue
        seen.add(warc)
        origins = {one.origin.partition("#")[0] for one in list_responses(warc) if one.origin}
        waiting.extend(archive / origin for origin in sorted(origins))
        yield warc


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.partial")
    with partial.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
