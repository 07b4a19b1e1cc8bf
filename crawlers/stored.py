"""Reads responses back from the archive: one by its place, or all of a file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.archive import ORIGIN_FILE, ORIGIN_OFFSET, read_member, read_members
from crawlers.retention import find_records, kept_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ANSWERS = frozenset({"response", "revisit"})
_PAGES = _ANSWERS | {"conversion"}

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """One response in the archive, without its body; headers are bytes read as Latin-1.

    ``place`` is relative to the industry's archive, ``"SNAPSHOT/FILE.warc.gz#OFFSET"``; ``origin``
    is the place of the page itself where this is only word that it is unchanged, else empty.
    """

    place: str
    origin: str
    record_id: str
    url: str
    status: int
    headers: Headers
    received_at: datetime
    address: str
    payload_digest: str
    cut: bool

    def header(self, name: str) -> str:
        """Give the value of a header, empty where there is none."""
        return next((v for key, v in self.headers if key.casefold() == name.casefold()), "")


def list_responses(path: Path) -> Iterator[Stored]:
    """Yield what a WARC file holds of responses, in the order of arrival.

    What follows a torn or damaged record is left out. Yields nothing where the file is missing.
    """
    if not path.is_file():
        return
    for start, _, content in read_members(path):
        found = _parse(content, f"{path.parent.name}/{path.name}#{start}", _ANSWERS)
        if found is not None:
            yield found[0]


def read_response(archive: Path, place: str) -> tuple[Headers, bytes]:
    """Give headers and packed body at ``SNAPSHOT/FILE.warc.gz#OFFSET`` of an industry's archive.

    Of a page that was called unchanged, those of the page itself; of one that a browser built,
    what it built, without headers. Raises OSError or ValueError
    where no response is.
    """
    stored, body = _read(archive, place)
    if stored.origin:
        stored, body = _read(archive, stored.origin)
    return stored.headers, body


def read_stored(archive: Path, place: str) -> Stored:
    """Give what is known of the response at a place; raises OSError or ValueError."""
    return _read(archive, place)[0]


def _read(archive: Path, place: str) -> tuple[Stored, bytes]:
    name, _, offset = place.rpartition("#")
    content = _read_content(archive / name, int(offset))
    found = _parse(content, place, _PAGES) if content is not None else None
    if found is None:
        raise ValueError(f"{place} is not a response")
    return found


def _read_content(path: Path, offset: int) -> bytes | None:
    """Give the record that was stored at an offset, also where others were dropped since."""
    if not path.exists() and kept_path(path).exists():
        offset, path = find_records(path).get(offset, -1), kept_path(path)
        if offset < 0:
            return None
    with path.open("rb") as file:
        file.seek(offset)
        return read_member(file)


def _parse(content: bytes, place: str, types: frozenset[str]) -> tuple[Stored, bytes] | None:
    """Give a record as ``Stored`` and its body; None for other records."""
    try:
        # The head of an answer is read here: warcio would guess at what isn't ASCII.
        record = next(iter(ArchiveIterator(BytesIO(content), no_record_parse=True)))
    except (ArchiveLoadFailed, StopIteration):
        return None
    if record.rec_type not in types:
        return None
    about = record.rec_headers.get_header
    block = record.raw_stream.read()
    status, headers, body = _split(block) if record.rec_type in _ANSWERS else (200, (), block)
    origin = about(ORIGIN_FILE)
    stored = Stored(
        place=place,
        origin=f"{origin}#{about(ORIGIN_OFFSET)}" if origin else "",
        record_id=about("WARC-Record-ID"),
        url=about("WARC-Target-URI"),
        status=status,
        headers=headers,
        received_at=_read_date(about("WARC-Date")),
        address=about("WARC-IP-Address") or "",
        payload_digest=about("WARC-Payload-Digest") or "",
        cut=bool(about("WARC-Truncated")),
    )
    return stored, body


def _split(block: bytes) -> tuple[int, Headers, bytes]:
    """Give status, headers and body of an HTTP answer."""
    head, _, body = block.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    named = (line.partition(":") for line in lines if line)
    return int(first.split()[1]), tuple((name, value.strip()) for name, _, value in named), body


def _read_date(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
