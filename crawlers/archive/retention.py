"""Drops records from a WARC file; those that stay can still be found at the place they had.

The records that stay move, byte for byte, into ``NAME.kept.warc.gz``, whose first record lists the
offsets that they had in ``NAME.warc.gz``.
"""

from __future__ import annotations

import json
import os
from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.warcwriter import WARCWriter

from crawlers.archive.warc import read_members

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

_SUFFIX, _KEPT = ".warc.gz", ".kept.warc.gz"


def kept_path(path: Path) -> Path:
    """Give where the records of a WARC file lie of which others were dropped."""
    return path.with_name(path.name.removesuffix(_SUFFIX) + _KEPT)


def keep_only(path: Path, offsets: Collection[int]) -> int:
    """Drop all records of a WARC file but those at these offsets; give the bytes that are freed.

    The file is replaced in one step, so that a kill leaves the old or the new one. Does nothing
    where there is nothing to drop.
    """
    source = path if path.exists() else kept_path(path)
    places = find_records(path)
    stay = {old: places[old] for old in sorted(offsets) if old in places}
    if not places or len(stay) == len(places):
        return 0
    before = source.stat().st_size
    aside = path.with_suffix(".aside")
    _write_kept(source, aside, stay)
    aside.replace(kept_path(path))
    path.unlink(missing_ok=True)
    return before - kept_path(path).stat().st_size


def measure_drop(path: Path, offsets: Collection[int]) -> int:
    """Give about how many bytes ``keep_only`` would free, without doing so."""
    source = path if path.exists() else kept_path(path)
    places = find_records(path)
    going = {places[old] for old in set(places) - set(offsets)}
    if not going:
        return 0
    return sum(end - start for start, end, _ in read_members(source) if start in going)


def find_records(path: Path) -> dict[int, int]:
    """Give, by the offset that each record of a WARC file had at first, the one that it has now."""
    if path.exists():
        return {start: start for start, _, content in read_members(path) if _is_evidence(content)}
    if not kept_path(path).exists():
        return {}
    (_, _, head), *members = read_members(kept_path(path))
    return dict(zip(_read_head(head), (start for start, _, _ in members), strict=True))


def _is_evidence(content: bytes) -> bool:
    return b"WARC-Type: warcinfo\r\n" not in content[:1000]


def _write_kept(source: Path, aside: Path, stay: dict[int, int]) -> None:
    """Write the head and the records that stay, byte for byte, and wait until all is on disk."""
    ends = {start: end for start, end, _ in read_members(source)}
    with source.open("rb") as old, aside.open("wb") as new:
        _write_head(WARCWriter(new, gzip=True, warc_version="1.1"), list(stay))
        for start in stay.values():
            old.seek(start)
            new.write(old.read(ends[start] - start))
        new.flush()
        os.fsync(new.fileno())


def _write_head(writer: WARCWriter, offsets: list[int]) -> None:
    head = json.dumps({"offsets": offsets}).encode()
    record = writer.create_warc_record(
        "urn:sameness:kept",
        "metadata",
        payload=BytesIO(head),
        length=len(head),
        warc_content_type="application/json",
    )
    writer.write_record(record)


def _read_head(content: bytes) -> list[int]:
    record = next(iter(ArchiveIterator(BytesIO(content))))
    return [int(offset) for offset in json.loads(record.raw_stream.read())["offsets"]]
