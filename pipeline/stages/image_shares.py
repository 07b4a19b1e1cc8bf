"""How many of a company's content images a rival shows, too."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pyarrow as pa

from pipeline.measures.prevalence import wilson_interval

FEWEST = 5
"""Content images below which a share would say nothing."""

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("asked", pa.int32()),
        ("images", pa.int32()),
        ("shared", pa.int32()),
        ("share", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("reason", pa.string()),
    ]
)


def image_shares(images: pa.Table, same_images: pa.Table, companies: pa.Table) -> pa.Table:
    """Give one row of the field (``company`` null) and one per company, in the file's order.

    Of ``asked`` pictures ``images`` are content, and ``shared`` of these are shown by a rival as
    well; ``low`` to ``high`` is the Wilson interval of the share. Where ``reason`` is not empty
    there is no share. The field has no interval: its images are not drawn from anything.
    """
    rows = images.to_pylist()
    asked = Counter(row["company"] for row in rows)
    content = Counter(row["company"] for row in rows if row["content"])
    shared = Counter(row["company"] for row in same_images.to_pylist())
    listed = companies.sort_by("position").to_pylist()
    counts = [
        (row["company"], asked[row["company"]], content[row["company"]], shared[row["company"]])
        for row in listed
    ]
    field = _row(None, *(sum(count[place] for count in counts) for place in (1, 2, 3)))
    field |= {"low": None, "high": None}
    return pa.Table.from_pylist([field, *(_row(*count) for count in counts)], schema=SCHEMA)


def _row(company: str | None, asked: int, images: int, shared: int) -> dict[str, Any]:
    row = {"company": company, "asked": asked, "images": images, "shared": shared}
    if images < FEWEST:
        return row | {"reason": f"{images} content images were read; {FEWEST} are needed"}
    low, high = wilson_interval(shared, images)
    return row | {"share": shared / images, "low": low, "high": high, "reason": ""}
