"""What a picture's file says about who made it or sold it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from PIL import ExifTags, IptcImagePlugin

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PIL import ImageFile

MOST_LETTERS = 200
"""Letters that are kept of each entry."""

_EXIF = {
    ExifTags.Base.Artist: "artist",
    ExifTags.Base.Copyright: "copyright",
    ExifTags.Base.ImageDescription: "description",
}
_IPTC = {
    (2, 5): "object",
    (2, 80): "artist",
    (2, 110): "credit",
    (2, 115): "source",
    (2, 116): "copyright",
}
_XMP = re.compile(
    rb"(?:photoshop:(Credit|Source)|dc:(rights|creator)|"
    rb"GettyImagesGIFT:(AssetID|ImageRank)|xmpRights:(WebStatement|Owner))"
    rb"(?:=\"([^\"]{1,300})\"|[^>]{0,40}>([^<]{0,300})<(?:rdf:\w+>?\s{0,20}<rdf:li[^>]{0,60}>([^<]{1,300})<)?)"
)


def read_credits(image: ImageFile.ImageFile) -> tuple[str, ...]:
    """Give entries such as ``"artist: Jane Doe"`` of EXIF, IPTC and XMP: plain text, no controls.

    The picture need not be decoded for it. What can't be read is left out.
    """
    found = dict.fromkeys(f"{name}: {text}" for name, raw in _entries(image) if (text := tidy(raw)))
    return tuple(found)[:12]


def tidy(raw: object) -> str:
    """Give an entry as one line of text without control characters, cut to MOST_LETTERS."""
    text = raw.decode("utf-8", "replace") if isinstance(raw, bytes) else _mend(str(raw))
    printable = "".join(letter if letter.isprintable() else " " for letter in text[:2000])
    return " ".join(printable.split())[:MOST_LETTERS]


def _mend(text: str) -> str:
    """Give UTF-8 that was read as Latin-1, as EXIF is, as what it was meant to be."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _entries(image: ImageFile.ImageFile) -> Iterator[tuple[str, object]]:
    for read in (_exif_entries, _iptc_entries, _xmp_entries):
        try:
            yield from read(image)
        except Exception:  # noqa: S112 - metadata is often damaged, and the picture is not
            continue


def _exif_entries(image: ImageFile.ImageFile) -> Iterator[tuple[str, object]]:
    exif = image.getexif()
    yield from ((name, exif[tag]) for tag, name in _EXIF.items() if tag in exif)


def _iptc_entries(image: ImageFile.ImageFile) -> Iterator[tuple[str, object]]:
    entries = IptcImagePlugin.getiptcinfo(image) or {}
    for key, name in _IPTC.items():
        values = entries.get(key, b"")
        yield name, b", ".join(values) if isinstance(values, list) else values


def _xmp_entries(image: ImageFile.ImageFile) -> Iterator[tuple[str, object]]:
    packet = image.info.get("xmp", b"")
    raw = packet.encode() if isinstance(packet, str) else bytes(packet)
    for match in _XMP.finditer(raw[:200_000]):
        name = next(filter(None, match.groups()[:4])).decode().casefold()
        yield name, next((text for text in match.groups()[4:] if text and text.strip()), b"")
