"""Pictures of home pages: from a snapshot's archive into the warehouse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa

from crawlers.browser.screenshots import read_screenshots
from crawlers.look import shrink

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("url", pa.string()),
        ("taken_at", pa.timestamp("us")),
        ("record", pa.string()),
        ("picture", pa.binary()),
        ("marks", pa.string()),
    ]
)


def home_page_pictures(folder: Path) -> pa.Table:
    """Give one row per company of a snapshot's folder whose home page was shown to a browser.

    ``picture`` is a WebP of a desktop's window, 640 pixels across; ``marks`` is JSON for
    ``crawlers.browser.marks``, empty where the page didn't tell. A damaged picture is left out.
    """
    rows: dict[str, dict[str, Any]] = {}
    for shot in read_screenshots(folder):
        picture = shrink(shot.png) if shot.is_desktop else None
        if picture is not None:
            rows[shot.company] = {
                "company": shot.company,
                "url": shot.url,
                "taken_at": shot.taken_at.replace(tzinfo=None),
                "record": shot.record,
                "picture": picture,
                "marks": shot.marks.decode("utf-8", "replace"),
            }
    return pa.Table.from_pylist([rows[company] for company in sorted(rows)], schema=SCHEMA)
