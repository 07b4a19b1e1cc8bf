"""Rows to export of what is seen: pictures, home pages, the map of the field."""

# Annotations are read when a table is made: they are no strings here.
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from reports.data import Report
from reports.rounding import INDEX_DIGITS, SHARE_DIGITS, rounded
from reports.score_rows import Figure, spread
from reports.tables import Proofs


@dataclass(frozen=True, slots=True)
class SameImageRow:
    """One company's place of a picture that several companies show."""

    picture_id: Annotated[str, "id of the picture"]
    companies: Annotated[int, "companies that show it"]
    company: Annotated[str, "one of them"]
    url: Annotated[str, "page"]
    picture: Annotated[str, "address of the picture there"]
    how: Annotated[str, "held against the fullest of its group: the same file, cut, mirrored ..."]
    alt: Annotated[str, "its description on the page"]
    width: Annotated[int, "in pixels"]
    height: Annotated[int, "in pixels"]
    seen_on: Annotated[date, "day it was read"]


def same_image_rows(report: Report, _: Proofs) -> Iterator[SameImageRow]:
    """Give every place of every shared picture."""
    for image in report.images.same:
        for one in image.shown:
            yield SameImageRow(
                image.id,
                len(image.shown),
                one.company,
                one.url,
                one.picture,
                one.how,
                one.alt,
                one.width,
                one.height,
                one.seen_at,
            )


@dataclass(frozen=True, slots=True)
class ImageShareRow:
    """How many of a company's pictures a rival shows as well."""

    company: Annotated[str | None, "name; empty for the whole field"]
    asked: Annotated[int, "pictures of its pages"]
    images: Annotated[int, "pictures compared"]
    shared: Annotated[int, "pictures that a rival shows, too"]
    share: Annotated[Figure, "shared of images, 0 to 1"]
    share_low: Annotated[Figure, "low end of its 95 % range"]
    share_high: Annotated[Figure, "high end of its 95 % range"]
    reason: Annotated[str, "why there is no share, else empty"]


def image_share_rows(report: Report, _: Proofs) -> Iterator[ImageShareRow]:
    """Give the field's share and every company's."""
    for own in report.images.shares:
        figures = spread(own.share, SHARE_DIGITS)
        yield ImageShareRow(own.company, own.asked, own.images, own.shared, *figures, own.reason)


@dataclass(frozen=True, slots=True)
class StockImageRow:
    """A picture that a stock library is named for."""

    company: Annotated[str, "who shows it"]
    url: Annotated[str, "page"]
    picture: Annotated[str, "address of the picture"]
    source: Annotated[str, "the library"]
    told_by: Annotated[str, "address, file name or metadata"]
    evidence: Annotated[str, "what names it"]
    seen_on: Annotated[date, "day it was read"]


def stock_image_rows(report: Report, _: Proofs) -> Iterator[StockImageRow]:
    """Give every picture of a stock library."""
    for own in report.images.stock:
        yield StockImageRow(
            own.company,
            own.url,
            own.picture,
            own.source,
            own.told_by,
            own.evidence,
            own.seen_at,
        )


@dataclass(frozen=True, slots=True)
class LookRow:
    """How far apart two home pages look."""

    lens: Annotated[str, "colour, layout or imagery"]
    company: Annotated[str, "one"]
    rival: Annotated[str, "the other"]
    distance: Annotated[Figure, "on the lens's own scale"]
    farther: Annotated[Figure, "share of pairs of strangers that are farther apart, 0 to 1"]
    farther_low: Annotated[Figure, "low end of its 95 % range"]
    farther_high: Annotated[Figure, "high end of its 95 % range"]
    clear: Annotated[bool, "whether the range is above one half"]


def look_rows(report: Report, _: Proofs) -> Iterator[LookRow]:
    """Give every pair of home pages through every lens."""
    for pair in report.look.pairs:
        yield LookRow(
            pair.lens,
            pair.company,
            pair.rival,
            rounded(pair.distance, SHARE_DIGITS),
            *spread(pair.farther, SHARE_DIGITS),
            pair.clear,
        )


@dataclass(frozen=True, slots=True)
class MapRow:
    """Where a company lies on the map, in index points; the directions mean nothing."""

    company: Annotated[str, "name"]
    x: Annotated[Figure, "across"]
    y: Annotated[Figure, "up"]
    major: Annotated[Figure, "longer half axis of its 95 % ellipse"]
    minor: Annotated[Figure, "shorter half axis"]
    angle: Annotated[Figure, "of the longer axis, in radians from x towards y"]
    kept: Annotated[Figure, "share of its nearest rivals that are nearest here, too, 0 to 1"]
    nearest: Annotated[str, "the nearest by the swap figures, separated by semicolons"]
    touches: Annotated[str, "those whose ellipse touches its own, separated by semicolons"]


def map_rows(report: Report, _: Proofs) -> Iterator[MapRow]:
    """Give every company's place, where a map was made."""
    for place in report.field_map.places if report.field_map else ():
        yield MapRow(
            place.company,
            rounded(place.x, INDEX_DIGITS),
            rounded(place.y, INDEX_DIGITS),
            rounded(place.major, INDEX_DIGITS),
            rounded(place.minor, INDEX_DIGITS),
            rounded(place.angle, SHARE_DIGITS),
            rounded(place.kept, SHARE_DIGITS),
            "; ".join(place.nearest),
            "; ".join(place.overlaps),
        )
