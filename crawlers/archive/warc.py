"""The raw evidence: one WARC file per company, each response as it came on the wire."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
import zlib
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sameness import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from pathlib import Path

    from crawlers.archive.stored import Stored

NOT_MODIFIED = "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
"""The WARC 1.1 profile of a page that the server called unchanged."""

SAME_CONTENT = "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
"""The profile of a copy that a web archive lists with the content of an earlier one."""

ORIGIN_FILE, ORIGIN_OFFSET = "WARC-Refers-To-Filename", "WARC-Refers-To-File-Offset"
"""Headers of such a record: where the page itself lies, relative to the industry's archive."""

HEAD_OFFSET = "WARC-Concurrent-To-File-Offset"
"""Header of such a record: where in the same file the headers of the server's word lie."""

_STATUSES = frozenset(HTTPStatus)
_GZIP_MEMBER = 16 + zlib.MAX_WBITS
_CHUNK = 1 << 16


@dataclass(frozen=True, slots=True)
class Wire:
    """One HTTP response before anything was unpacked; ``received_at`` is in UTC.

    ``cut`` tells that the body was not wanted and is stored as far as it had come. ``source`` is
    the address in a web archive at which a copy was read, empty for what the site itself sent.
    """

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    address: str
    received_at: datetime
    cut: bool = False
    source: str = ""


def name_file(company: str) -> str:
    """Give the name of a company's WARC file: plain ASCII, the same in every snapshot.

    Where the plain letters don't spell the name, a digest keeps it apart from its likes.
    """
    slug = _slug(company)
    spells = slug.replace("-", " ") == company.casefold()
    digest = hashlib.sha256(company.casefold().encode("utf-8", "surrogatepass")).hexdigest()
    return f"{slug}.warc.gz" if spells else f"{slug}-{digest[:6]}.warc.gz"


def _slug(company: str) -> str:
    plain = unicodedata.normalize("NFKD", company).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:60].strip("-") or "company"


class WarcFile:
    """One company's WARC 1.1 file: a gzip member per record, safe on disk before it is spoken of.

    What an interrupted crawl left is added to, after a torn last record is cut off.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("ab")
        self._file.truncate(whole_length(path))
        self._file.seek(0, os.SEEK_END)
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")

    def store(self, wire: Wire) -> str:
        """Write one response; give its place, ``SNAPSHOT/FILE.warc.gz#OFFSET``, once on disk."""
        record = self._writer.create_warc_record(
            wire.url,
            "response",
            payload=BytesIO(wire.body),
            http_headers=_http_headers(wire),
            warc_headers_dict=_warc_headers(wire),
        )
        return self._write(record)

    def store_unchanged(self, wire: Wire, original: Stored) -> str:
        """Write that the server called a page unchanged; the record leads to the page itself.

        What the server said lies in a record before it: other software would take a head inside
        for the page's own, and replay "not modified" without the page.
        """
        file, _, offset = original.place.rpartition("#")
        word = self._writer.create_warc_record(
            wire.url,
            "revisit",
            warc_headers_dict=_warc_headers(wire)
            | {
                "WARC-Profile": SAME_CONTENT if wire.source else NOT_MODIFIED,
                "WARC-Refers-To": original.record_id,
                "WARC-Refers-To-Target-URI": original.url,
                "WARC-Refers-To-Date": _warc_date(original.received_at),
                "WARC-Payload-Digest": original.payload_digest,
                ORIGIN_FILE: file,
                ORIGIN_OFFSET: offset,
                HEAD_OFFSET: str(self._find_end()),
            },
        )
        return self._write(self._to_head(wire, word), word)

    def add(self, make: Callable[[WARCWriter], Any]) -> str:
        """Write the record that ``make`` makes, and give its place once on disk."""
        return self._write(make(self._writer))

    def _to_head(self, wire: Wire, word: Any) -> Any:  # noqa: ANN401 - warcio has no types
        """Give the headers of an answer as a record of their own, which belongs to ``word``."""
        fields = "".join(f"{name}: {value}\r\n" for name, value in wire.headers).encode("latin-1")
        # Of this content type (the default), no software takes it for the page.
        return self._writer.create_warc_record(
            wire.url,
            "metadata",
            payload=BytesIO(fields),
            length=len(fields),
            warc_headers_dict={
                "WARC-Date": _warc_date(wire.received_at),
                "WARC-Concurrent-To": word.rec_headers.get_header("WARC-Record-ID"),
            },
        )

    def _find_end(self) -> int:
        """Give the offset of the next record; a new file first says what wrote it."""
        if not self._file.tell():
            software = {"software": f"sameness/{__version__}", "format": "WARC File Format 1.1"}
            self._writer.write_record(
                self._writer.create_warcinfo_record(self._path.name, software)
            )
        return self._file.tell()

    def _write(self, *records: Any) -> str:  # noqa: ANN401 - warcio has no types
        """Write records that belong together, and give the place of the last once all are safe."""
        for record in records:
            offset = self._find_end()
            self._writer.write_record(record)
            record.raw_stream.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        return f"{self._path.parent.name}/{self._path.name}#{offset}"

    def close(self) -> None:
        """Close the file; what was stored needs no closing to be safe."""
        self._file.close()


class _Head(StatusAndHeaders):  # type: ignore[misc] # warcio has no types
    """An answer's head, written byte for byte; warcio itself rewrites what isn't ASCII."""

    def to_ascii_bytes(self, filter_func: Any = None) -> bytes:  # noqa: ANN401 - warcio's signature
        """Give the head as it came."""
        return bytes(self.to_bytes(filter_func, "latin-1"))


def _http_headers(wire: Wire) -> _Head:
    phrase = HTTPStatus(wire.status).phrase if wire.status in _STATUSES else ""
    return _Head(f"{wire.status} {phrase}", list(wire.headers), protocol="HTTP/1.1")


def _warc_headers(wire: Wire) -> dict[str, str]:
    named = {
        "WARC-Date": _warc_date(wire.received_at),
        "WARC-IP-Address": wire.address,
        "WARC-Truncated": "unspecified" if wire.cut else "",
        # As pywb names it in what it copies from other archives.
        "WARC-Source-URI": wire.source,
    }
    return {name: value for name, value in named.items() if value}


def _warc_date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def whole_length(path: Path) -> int:
    """Give the bytes up to the end of a file's last whole gzip member."""
    return max((end for _, end, _ in read_members(path)), default=0)


def read_members(path: Path) -> Iterator[tuple[int, int, bytes]]:
    """Yield start, end and content of a file's gzip members, up to the first torn or damaged."""
    with path.open("rb") as file:
        start = 0
        while (content := read_member(file)) is not None:
            yield start, file.tell(), content
            start = file.tell()


def read_member(file: BinaryIO) -> bytes | None:
    """Give the content of the gzip member that starts here; None where no whole one does.

    Leaves the file at the member's end.
    """
    member, parts = zlib.decompressobj(_GZIP_MEMBER), []
    try:
        while chunk := file.read(_CHUNK):
            parts.append(member.decompress(chunk))
            if member.eof:
                file.seek(-len(member.unused_data), os.SEEK_CUR)
                return b"".join(parts)
    except zlib.error:
        return None
    return None
