"""How each company's home page looks, as figures: its colours, its boxes, its imagery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers.browser.marks import parse_marks
from pipeline.measures.look import look_of

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("url", pa.string()),
        ("taken_at", pa.timestamp("us")),
        *((name, pa.list_(pa.float32())) for name in ("colour", "layout", "imagery")),
    ]
)


def looks(
    screenshots: pa.Table, *, to_pixels: Callable[[bytes], NDArray[np.uint8] | None]
) -> pa.Table:
    """Give one row per company whose home page was shown to a browser.

    ``colour`` and ``imagery`` are the vectors of ``pipeline/measures/look.py``; ``layout`` holds
    left, upper, right and lower cell of each box, one after the other. A damaged picture is left
    out, and so is a page without a style sheet: what it shows is how browsers look.
    """
    rows = []
    for shot in screenshots.sort_by("company").to_pylist():
        marks = parse_marks(shot["marks"])
        pixels = to_pixels(shot["picture"])
        if pixels is None or (marks is not None and not marks.styled):
            continue
        look = look_of(pixels)
        rows.append(
            {key: shot[key] for key in ("company", "url", "taken_at")}
            | {
                "colour": look.colour.astype("f4"),
                "layout": look.layout.ravel().astype("f4"),
                "imagery": look.imagery.astype("f4"),
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)
