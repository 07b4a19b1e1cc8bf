"""The companies' pictures, as a part of scores.json: addresses and figures, no picture."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reports.evidence_scores import since_scores
from reports.rounding import SHARE_DIGITS, figure

if TYPE_CHECKING:
    from reports.images_data import ImageShare, ImagesReport, SameImage, StockImage

    Part = dict[str, object]


def images_scores(images: ImagesReport) -> Part:
    """Give what a run knows of pictures; lists are empty where nothing is."""
    return {
        "same": [_same(group) for group in images.same],
        "shares": [_share(share) for share in images.shares],
        "stock": [_stock(one) for one in images.stock],
        "left_out": [{"reason": reason, "pictures": n} for reason, n in images.left_out],
    }


def _same(group: SameImage) -> Part:
    return {
        "id": group.id,
        "shown": [
            {
                "company": one.company,
                "url": one.url,
                "picture": one.picture,
                "seen_at": one.seen_at.isoformat(),
                "alt": one.alt,
                "since": since_scores(one.since),
                "how": one.how,
                "width": one.width,
                "height": one.height,
                "thumbnail_sha256": hashlib.sha256(one.thumbnail).hexdigest(),
            }
            for one in group.shown
        ],
    }


def _share(share: ImageShare) -> Part:
    return {
        "company": share.company,
        "asked": share.asked,
        "images": share.images,
        "shared": share.shared,
        "share": figure(share.share, SHARE_DIGITS),
        "reason": share.reason,
    }


def _stock(one: StockImage) -> Part:
    return {
        "company": one.company,
        "url": one.url,
        "picture": one.picture,
        "seen_at": one.seen_at.isoformat(),
        "source": one.source,
        "told_by": one.told_by,
        "evidence": one.evidence,
    }
