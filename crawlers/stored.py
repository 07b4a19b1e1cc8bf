"""Reads responses back from the archive: one by its place, or all of a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from crawlers.archive import ORIGIN_FILE, ORIGIN_OFFSET, whole_length

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ANSWERS = frozenset({"response", "revisit"})
_PAGES = _ANSWERS | {"conversion"}

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """One response in the archive, without its body.

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
    """Yield what a WARC file holds of responses, in the order of arrival; a torn end is left out.

    Yields nothing where the file is missing.
    """
    if not path.is_file():
        return
    whole = whole_length(path)
    with path.open("rb") as file:
        records = ArchiveIterator(file)
        for record in records:
            stored = _describe(record, f"{path.parent.name}/{path.name}", _ANSWERS)
            offset = records.get_record_offset()
            if offset >= whole:
                return
            if stored is not None:
                yield _placed(stored, offset)


def read_response(archive: Path, place: str) -> tuple[Headers, bytes]:
    """Give headers and packed body at ``SNAPSHOT/FILE.warc.gz#OFFSET`` of an industry's archive.

    Of a page that was called unchanged, those of the page itself; of one that a browser built,
    what it built, without headers. Raises OSError or ValueError where no response is.
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
    with (archive / name).open("rb") as file:
        file.seek(int(offset))
        try:
            found = next(iter(ArchiveIterator(file)), None)
        except ArchiveLoadFailed as error:
            raise ValueError(f"{place} is no record ({error})") from error
        stored = _describe(found, name, _PAGES) if found is not None else None
        if found is None or stored is None:
            raise ValueError(f"{place} is not a response")
        return _placed(stored, int(offset)), found.raw_stream.read()


def _describe(
    record: Any,  # noqa: ANN401 - warcio has no types
    name: str,
    types: frozenset[str],
) -> Stored | None:
    """Give a record as ``Stored``, its place still without offset; None for other records."""
    http = record.http_headers
    if record.rec_type not in types or (http is None and record.rec_type in _ANSWERS):
        return None
    about = record.rec_headers.get_header
    origin = about(ORIGIN_FILE)
    return Stored(
        place=name,
        origin=f"{origin}#{about(ORIGIN_OFFSET)}" if origin else "",
        record_id=about("WARC-Record-ID"),
        url=about("WARC-Target-URI"),
        status=int(http.get_statuscode()) if http else 200,
        headers=tuple((str(key), str(value)) for key, value in http.headers) if http else (),
        received_at=_read_date(about("WARC-Date")),
        address=about("WARC-IP-Address") or "",
        payload_digest=about("WARC-Payload-Digest") or "",
        cut=bool(about("WARC-Truncated")),
    )


def _placed(stored: Stored, offset: int) -> Stored:
    return replace(stored, place=f"{stored.place}#{offset}")


def _read_date(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
