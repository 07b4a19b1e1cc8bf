"""Reads a WARC file to its last byte and tells the first thing that is not as it was written."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.archive.warc import read_members

if TYPE_CHECKING:
    from pathlib import Path


def find_fault(path: Path) -> str:
    """Give what is wrong with a WARC file and where, empty where every record is whole.

    Every gzip member is unpacked, every digest of a block and a payload computed again; one record
    at a time is held in memory.
    """
    end = 0
    for start, past, content in read_members(path):
        if why := _fault_of(content):
            return f"the record at byte {start} {why}"
        end = past
    if end < path.stat().st_size:
        return f"what begins at byte {end} is torn or altered"
    return ""


def _fault_of(content: bytes) -> str:
    try:
        for record in ArchiveIterator(BytesIO(content), check_digests="raise"):
            while record.content_stream().read(1 << 16):
                pass
    except ArchiveLoadFailed as error:
        return f"is not as it was written: {' '.join(str(error).split())[:120]}"
    return ""
