"""Rows of the warehouse in, pictures and who shows them out; older runs have none."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from reports.data import Range
from reports.images_data import (
    NO_IMAGES,
    ImageShare,
    ImagesReport,
    SameImage,
    ShownImage,
    StockImage,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable

    Row = dict[str, Any]

TABLES = frozenset({"images", "same_images", "image_shares", "stock_images"})


def read_images(rows: Callable[[str], list[Row]], stored: Collection[str]) -> ImagesReport:
    """Give what a run knows of pictures, those that most companies show first.

    ``rows`` gives the rows of a query, ``stored`` are the tables that the history has.
    """
    if not TABLES.issubset(stored):
        return NO_IMAGES
    return ImagesReport(
        same=_groups(rows("report_same_images")),
        shares=tuple(_share(row) for row in rows("report_image_shares")),
        stock=tuple(_stock(row) for row in rows("report_stock_images")),
        left_out=tuple((row["left_out"], row["pictures"]) for row in rows("report_left_images")),
    )


def _groups(rows: Iterable[Row]) -> tuple[SameImage, ...]:
    """Give the groups, of each company the first member: the rows say which is to come first."""
    members: dict[str, dict[str, ShownImage]] = defaultdict(dict)
    for row in rows:
        members[row["image_id"]].setdefault(row["company"], _shown(row))
    found = [SameImage(key, tuple(shown.values())) for key, shown in members.items()]
    return tuple(sorted(found, key=lambda group: (-len(group.shown), group.id)))


def _shown(row: Row) -> ShownImage:
    return ShownImage(
        company=row["company"],
        url=row["page"],
        picture=row["url"],
        seen_at=row["fetched_at"].date(),
        alt=row["alt"],
        how=row["how"],
        width=row["width"],
        height=row["height"],
        thumbnail=row["thumbnail"] or b"",
    )


def _share(row: Row) -> ImageShare:
    share, low, high = row["share"], row["low"], row["high"]
    ends = (share, share) if low is None else (low, high)
    return ImageShare(
        company=row["company"],
        asked=row["asked"],
        images=row["images"],
        shared=row["shared"],
        share=None if share is None else Range(share, *ends),
        reason=row["reason"],
    )


def _stock(row: Row) -> StockImage:
    return StockImage(
        company=row["company"],
        url=row["page"],
        picture=row["url"],
        seen_at=row["fetched_at"].date(),
        source=row["source"],
        told_by=row["told_by"],
        evidence=row["evidence"],
    )
