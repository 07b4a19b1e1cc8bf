"""What a report knows of the companies' pictures: which several show, and whose stock they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date

    from reports.data import Range, Since


@dataclass(frozen=True, slots=True)
class ShownImage:
    """A picture on a company's page ``url``, with the day when it was read.

    ``picture`` is its own address; ``how`` holds it against the fullest of its group: "fullest",
    "the same file", "saved again", "cut", "mirrored" or "changed". ``thumbnail`` is a small WebP
    made for the report, ``width`` and ``height`` are the picture's own; ``since`` is None where no
    reading tells.
    """

    company: str
    url: str
    picture: str
    seen_at: date
    alt: str
    how: str
    width: int
    height: int
    thumbnail: bytes
    since: Since | None = None


@dataclass(frozen=True, slots=True)
class SameImage:
    """A picture that several companies show: each company's first place."""

    id: str
    shown: tuple[ShownImage, ...]

    @property
    def companies(self) -> tuple[str, ...]:
        """Those that show it, in the order of the report."""
        return tuple(one.company for one in self.shown)


@dataclass(frozen=True, slots=True)
class ImageShare:
    """How many of a company's ``images`` a rival shows as well; ``company`` None: the field.

    ``asked`` counts all pictures of its pages. With a ``reason`` there is no ``share``; the field
    has no interval, its ends are the value.
    """

    company: str | None
    asked: int
    images: int
    shared: int
    share: Range | None
    reason: str


@dataclass(frozen=True, slots=True)
class StockImage:
    """A picture whose ``source``, a stock library, is named by its ``evidence``.

    ``told_by`` is "address", "file name" or "metadata".
    """

    company: str
    url: str
    picture: str
    seen_at: date
    source: str
    told_by: str
    evidence: str


@dataclass(frozen=True, slots=True)
class ImagesReport:
    """All of it; ``left_out`` are (reason, pictures), most first. Older runs have no ``shares``."""

    same: tuple[SameImage, ...]
    shares: tuple[ImageShare, ...]
    stock: tuple[StockImage, ...]
    left_out: tuple[tuple[str, int], ...]


NO_IMAGES = ImagesReport((), (), (), ())
"""What runs know that were made before pictures were read."""
