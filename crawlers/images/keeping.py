"""The evidence of pictures: answers in a WARC file per company, every finished one in a ledger."""

from __future__ import annotations

import base64
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from crawlers.archive.lines import LineFile, damaged, read_lines
from crawlers.archive.recorder import or_end
from crawlers.archive.warc import WarcFile, name_file
from sameness.records import Image, Outcome, Picture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawlers.archive.stored import Stored
    from crawlers.archive.warc import Wire

IMAGES = "images.jsonl"
"""The name, inside a snapshot's folder, of the ledger of finished pictures."""

_BEGUN = "begun"
_BYTES = ("sketch", "thumbnail")


def images_warc(folder: Path, company: str) -> Path:
    """Give where a company's answers with pictures lie inside a snapshot's folder."""
    return folder / name_file(company).replace(".warc.gz", ".images.warc.gz")


class ImageArchive:
    """One company's WARC file of pictures; what an interrupted reading left is added to."""

    def __init__(self, path: Path) -> None:
        self._warc = WarcFile(path)
        self.received = 0

    def store(self, wire: Wire) -> str:
        """Give the place of an answer in the archive, once it is safe there."""
        with or_end():
            return self._warc.store(wire)

    def store_unchanged(self, wire: Wire, original: Stored) -> str:
        """Give the place of the word that an answer is unchanged, once it is safe."""
        with or_end():
            return self._warc.store_unchanged(wire, original)

    def count(self, wire: Wire) -> None:
        """Add a response to the bytes that were received, as they came on the wire."""
        self.received += len(wire.body)

    def close(self) -> None:
        """Close the file; what was stored needs no closing to be safe."""
        self._warc.close()


class ImageLedger:
    """Appends what came of pictures, each on disk before the next."""

    def __init__(self, path: Path) -> None:
        self._lines = LineFile(path)

    def begin(self, company: str, url: str) -> None:
        """Append that a picture is about to be decoded: one that kills the decoder is known."""
        with or_end():
            self._lines.append({_BEGUN: [company, url]})

    def enter(self, image: Image, picture: Picture | None) -> None:
        """Append one finished picture and wait until it is on disk."""
        fields = asdict(image) | {"fetched_at": image.fetched_at.isoformat()}
        with or_end():
            self._lines.append(fields | {"picture": _to_fields(picture)})

    def close(self) -> None:
        """Close the file; what was entered needs no closing to be safe."""
        self._lines.close()


def read_images(folder: Path) -> Iterator[tuple[Image, Picture | None]]:
    """Yield the finished pictures of a snapshot; nothing where none was ever asked for.

    A torn last line counts as not written; raises SnapshotMissing for a damaged one inside.
    """
    for fields, where in _read(folder):
        if _BEGUN not in fields:
            yield _to_image(fields, where)


def read_begun(folder: Path) -> set[tuple[str, str]]:
    """Give company and address of the pictures whose decoding was begun, finished or not."""
    return {(f[_BEGUN][0], f[_BEGUN][1]) for f, _ in _read(folder) if _BEGUN in f}


def _read(folder: Path) -> Iterator[tuple[dict[str, Any], str]]:
    path = folder / IMAGES
    if path.is_file():
        yield from read_lines(path)


def _to_fields(picture: Picture | None) -> dict[str, Any] | None:
    if picture is None:
        return None
    packed = {name: base64.b64encode(getattr(picture, name)).decode() for name in _BYTES}
    return asdict(picture) | packed


def _to_image(fields: dict[str, Any], where: str) -> tuple[Image, Picture | None]:
    try:
        stored = fields.pop("picture")
        fetched_at = datetime.fromisoformat(fields["fetched_at"])
        outcome = Outcome(fields["outcome"])
        image = Image(**{**fields, "fetched_at": fetched_at, "outcome": outcome})
        return image, _to_picture(stored)
    except (ValueError, TypeError, KeyError):
        raise damaged(where) from None


def _to_picture(fields: dict[str, Any] | None) -> Picture | None:
    if fields is None:
        return None
    unpacked = {name: base64.b64decode(fields[name]) for name in _BYTES}
    return Picture(**{**fields, **unpacked, "credits": tuple(fields["credits"])})
