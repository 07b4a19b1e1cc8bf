"""The look of home pages, as a part of scores.json: figures, addresses and bars, no picture."""

from __future__ import annotations

import dataclasses
import hashlib
from typing import TYPE_CHECKING

from reports.rounding import RATE_DIGITS, SHARE_DIGITS, figure, rounded

if TYPE_CHECKING:
    from reports.look_data import HomePage, LookField, LookPair, LookReport

    Part = dict[str, object]


def look_scores(look: LookReport) -> Part:
    """Give what a run knows of the look of home pages; lists are empty where nothing is."""
    return {
        "pages": [page_scores(page) for page in look.pages],
        "fields": [_field(field) for field in look.fields],
        "pairs": [_pair(pair) for pair in look.pairs],
    }


def page_scores(page: HomePage) -> Part:
    """Give a home page's address and figures, and its picture's digest."""
    return {
        "company": page.company,
        "url": page.url,
        "seen_at": page.seen_at.isoformat(),
        "width": page.width,
        "height": page.height,
        "picture_sha256": hashlib.sha256(page.picture).hexdigest(),
        "covered": page.covered,
        "bars": [list(dataclasses.astuple(bar)) for bar in page.bars],
    }


def _field(field: LookField) -> Part:
    return {
        "lens": field.lens,
        "distance": rounded(field.distance, _digits(field.lens)),
        "farther": figure(field.farther, SHARE_DIGITS),
        "pages": field.pages,
        "stranger_pages": field.stranger_pages,
        "stranger_pairs": field.stranger_pairs,
        "shipped": field.shipped,
        "clear": field.clear,
        "reason": field.reason,
    }


def _pair(pair: LookPair) -> Part:
    return {
        "lens": pair.lens,
        "company": pair.company,
        "rival": pair.rival,
        "distance": rounded(pair.distance, _digits(pair.lens)),
        "farther": figure(pair.farther, SHARE_DIGITS),
        "clear": pair.clear,
    }


def _digits(lens: str) -> int:
    return RATE_DIGITS if lens == "colour" else SHARE_DIGITS
