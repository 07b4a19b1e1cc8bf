"""Reads responses back from the archive: one by its place, or all of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.archive.retention import find_records, kept_path
from crawlers.archive.warc import HEAD_OFFSET, ORIGIN_FILE, ORIGIN_OFFSET, read_member, read_members

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
    is the place of the page itself where this is only word that it is unchanged, else empty. There
    ``head`` is the place of the headers that came with the word; they are empty where that is lost.
    """

    place: str
    origin: str
    head: str
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
            yield _with_head(path.parent.parent, found[0])


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
    return _with_head(archive, _read(archive, place)[0])


def _read(archive: Path, place: str) -> tuple[Stored, bytes]:
    content = _read_content(archive, place)
    found = _parse(content, place, _PAGES) if content is not None else None
    if found is None:
        raise ValueError(f"{place} is not a response")
    return found


def _with_head(archive: Path, stored: Stored) -> Stored:
    """Give word that a page is unchanged with the headers that lie apart from it."""
    if not stored.head:
        return stored
    try:
        record = _open(_read_content(archive, stored.head) or b"")
    except OSError:
        return stored
    if record is None or record.rec_type != "metadata":
        return stored
    return replace(stored, headers=_read_fields(record.raw_stream.read()))


def _read_content(archive: Path, place: str) -> bytes | None:
    """Give the record that was stored at a place, also where others were dropped since."""
    name, _, number = place.rpartition("#")
    path, offset = archive / name, int(number)
    if not path.exists() and kept_path(path).exists():
        offset, path = find_records(path).get(offset, -1), kept_path(path)
        if offset < 0:
            return None
    with path.open("rb") as file:
        file.seek(offset)
        return read_member(file)


def _parse(content: bytes, place: str, types: frozenset[str]) -> tuple[Stored, bytes] | None:
    """Give a record as ``Stored`` and its body; None for other records."""
    record = _open(content)
    if record is None or record.rec_type not in types:
        return None
    about = record.rec_headers.get_header
    status, headers, body = _split(record.rec_type, record.raw_stream.read())
    origin, head = about(ORIGIN_FILE), about(HEAD_OFFSET)
    stored = Stored(
        place=place,
        origin=f"{origin}#{about(ORIGIN_OFFSET)}" if origin else "",
        head=f"{place.rpartition('#')[0]}#{head}" if head else "",
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


def _open(content: bytes) -> Any:  # noqa: ANN401 - warcio has no types
    """Give a record, None where there is none."""
    try:
        # The head of an answer is read here: warcio would guess at what isn't ASCII.
        return next(iter(ArchiveIterator(BytesIO(content), no_record_parse=True)))
    except (ArchiveLoadFailed, StopIteration):
        return None


def _split(kind: str, block: bytes) -> tuple[int, Headers, bytes]:
    """Give status, headers and body of an HTTP answer; what is none has only a body."""
    if kind not in _ANSWERS:
        return HTTPStatus.OK.value, (), block
    if kind == "revisit" and not block:
        return HTTPStatus.NOT_MODIFIED.value, (), b""
    head, _, body = block.partition(b"\r\n\r\n")
    first, _, fields = head.partition(b"\r\n")
    return int(first.split()[1]), _read_fields(fields), body


def _read_fields(block: bytes) -> Headers:
    lines = block.decode("latin-1").split("\r\n")
    named = (line.partition(":") for line in lines if line)
    return tuple((name, value.strip()) for name, _, value in named)


def _read_date(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
