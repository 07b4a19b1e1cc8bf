"""The raw evidence: one WARC file per company, each response as it came on the wire."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import TYPE_CHECKING, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from sameness import __version__

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from pathlib import Path

    from warcio.recordloader import ArcWarcRecord

_STATUSES = frozenset(HTTPStatus)


@dataclass(frozen=True, slots=True)
class Wire:
    """One HTTP response before anything was unpacked; ``received_at`` is in UTC."""

    url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    address: str
    received_at: datetime


def name_files(companies: Iterable[str]) -> dict[str, str]:
    """Give each company its WARC file's name; distinct, plain ASCII, stable in the given order."""
    names: dict[str, str] = {}
    for company in companies:
        slug = _slug(company)
        clashes = sum(1 for name in names.values() if name.split("~")[0] == slug)
        names[company] = f"{slug}~{clashes + 1}" if clashes else slug
    return {company: f"{name}.warc.gz" for company, name in names.items()}


def _slug(company: str) -> str:
    plain = unicodedata.normalize("NFKD", company).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:60] or "company"


class WarcFile:
    """One company's WARC 1.1 file: a gzip member per record, safe on disk before it is spoken of.

    Refuses to touch a file that exists: a snapshot is written once.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO = path.open("xb")
        self._writer = WARCWriter(self._file, gzip=True, warc_version="1.1")
        software = {"software": f"sameness/{__version__}", "format": "WARC File Format 1.1"}
        self._writer.write_record(self._writer.create_warcinfo_record(path.name, software))

    def store(self, wire: Wire) -> str:
        """Write one response and give its place, ``FILE.warc.gz#OFFSET``, once it is on disk."""
        offset = self._file.tell()
        record = self._record(wire)
        self._writer.write_record(record)
        record.raw_stream.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        return f"{self._path.name}#{offset}"

    def _record(self, wire: Wire) -> ArcWarcRecord:
        phrase = HTTPStatus(wire.status).phrase if wire.status in _STATUSES else ""
        http = StatusAndHeaders(f"{wire.status} {phrase}", list(wire.headers), protocol="HTTP/1.1")
        extra = {"WARC-Date": wire.received_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")}
        if wire.address:
            extra["WARC-IP-Address"] = wire.address
        return self._writer.create_warc_record(
            wire.url,
            "response",
            payload=BytesIO(wire.body),
            http_headers=http,
            warc_headers_dict=extra,
        )

    def close(self) -> None:
        """Close the file; what was stored needs no closing to be safe."""
        self._file.close()


def read_response(folder: Path, record: str) -> tuple[tuple[tuple[str, str], ...], bytes]:
    """Give headers and packed body at ``FILE.warc.gz#OFFSET``.

    Raises OSError or ValueError where no response is.
    """
    name, _, offset = record.rpartition("#")
    with (folder / name).open("rb") as file:
        file.seek(int(offset))
        found = next(iter(ArchiveIterator(file)), None)
        if found is None or found.http_headers is None:
            raise ValueError(f"{record} is not a response")
        headers = tuple((str(key), str(value)) for key, value in found.http_headers.headers)
        return headers, found.raw_stream.read()
