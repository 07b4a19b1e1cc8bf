"""Opens the archive at one place: what lies there, when it came, and the page that it holds."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from w3lib.encoding import html_to_unicode

from crawlers.archive.stored import read_response, read_stored
from crawlers.archive.unpacking import UNPACK_ERRORS, unpack
from sameness.errors import EvidenceMissing

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Proof:
    """A page in the archive: its record's file, offset in bytes and id, and the decoded markup.

    ``origin`` is the place of the page itself where the record only says that it is unchanged,
    else empty.
    """

    file: Path
    offset: int
    record_id: str
    origin: str
    received_at: datetime
    markup: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the archive, of whatever kind: as ``Proof``, with its body unpacked."""

    file: Path
    offset: int
    record_id: str
    origin: str
    received_at: datetime
    body: bytes


def open_answer(archive: Path, place: str) -> Answer:
    """Give what lies at a place of an industry's archive; raises EvidenceMissing."""
    try:
        stored = read_stored(archive, place)
        headers, packed = read_response(archive, place)
        body = unpack(packed, headers)
    except (*UNPACK_ERRORS, OSError, ValueError) as error:
        raise _missing(archive, place, str(error)) from error
    name, _, offset = place.rpartition("#")
    return Answer(
        archive / name, int(offset), stored.record_id, stored.origin, stored.received_at, body
    )


def open_proof(archive: Path, place: str, encoding: str, digest: str) -> Proof:
    """Give the page at a place of an industry's archive, checked against its SHA-256.

    Raises EvidenceMissing where the archive does not hold it, or holds something else.
    """
    answer = open_answer(archive, place)
    if hashlib.sha256(answer.body).hexdigest() != digest:
        raise _missing(archive, place, "the content is another than the one that was read")
    return Proof(
        file=answer.file,
        offset=answer.offset,
        record_id=answer.record_id,
        origin=answer.origin,
        received_at=answer.received_at,
        markup=html_to_unicode(f"charset={encoding}", answer.body)[1],
    )


def _missing(archive: Path, place: str, why: str) -> EvidenceMissing:
    return EvidenceMissing(
        f"{archive / place} can't be read back: {why}.",
        "Restore the archive from a copy; don't show quotes of this page before.",
    )
