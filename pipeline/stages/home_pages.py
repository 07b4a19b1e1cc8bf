"""The picture of each home page for the report, and where bars cover what says whose it is."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crawlers.browser.marks import parse_marks
from pipeline.measures.covering import bars_over
from pipeline.text.masking import terms_for

if TYPE_CHECKING:
    from collections.abc import Callable

WINDOW = 1280, 800
SIZES = ((10, 640, 60), (19, 480, 55), (1000, 256, 40))
"""Up to so many pictures: their width in pixels, and their quality, 1-100."""

SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("company", "url")),
        ("taken_at", pa.timestamp("us")),
        *((name, pa.int32()) for name in ("width", "height")),
        ("picture", pa.binary()),
        ("covered", pa.bool_()),
        (
            "bars",
            pa.list_(
                pa.struct([(name, pa.int32()) for name in ("left", "top", "width", "height")])
            ),
        ),
    ]
)


def home_pages(
    screenshots: pa.Table,
    identity_terms: pa.Table,
    *,
    shrink: Callable[[bytes, int, int], bytes | None],
) -> pa.Table:
    """Give one row per company whose home page was shown to a browser.

    ``bars`` are in pixels of a window of ``width`` x ``height``; ``picture`` is a WebP of it, the
    smaller the more companies there are. ``covered`` is False where nobody knows where the page's
    words stand. A damaged picture is left out.
    """
    shots = screenshots.sort_by("company").to_pylist()
    terms = [(r["company"], r["term"], r["kind"]) for r in identity_terms.to_pylist()]
    across, quality = next((w, q) for most, w, q in SIZES if len(shots) <= most)
    rows: list[dict[str, Any]] = []
    for shot in shots:
        picture = shrink(shot["picture"], across, quality)
        if picture is None:
            continue
        marks = parse_marks(shot["marks"])
        bars = bars_over(marks, terms_for(shot["company"], sorted(terms))) if marks else []
        width, height = (marks.width, marks.height) if marks else WINDOW
        rows.append(
            {key: shot[key] for key in ("company", "url", "taken_at")}
            | {"width": width, "height": height, "picture": picture, "covered": marks is not None}
            | {"bars": [dataclasses.asdict(bar) for bar in bars]}
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)
