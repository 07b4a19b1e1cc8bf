"""Pictures of pages that nobody has: drawn windows, as a crawl keeps them."""

from __future__ import annotations

import json
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

TAKEN = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked
COLOURS = ("#fdfdfd", "#102040", "#f6e6d0", "#ffffff", "#e8f4ee", "#301050")


def window(number: int = 0, shift: int = 0) -> bytes:
    """Give the WebP of a window: a bar, a headline, a picture; each number has its own design."""
    ground = COLOURS[number % len(COLOURS)]
    picture = Image.new("RGB", (640, 400), ground)
    pen = ImageDraw.Draw(picture)
    ink = "#ffffff" if number % len(COLOURS) in {1, 5} else "#101010"
    pen.rectangle((0, 0, 640, 24 + 9 * (number % 4)), fill=ink)
    left = 20 + 60 * (number % 5) + shift
    for line in range(2 + number % 3):
        pen.rectangle((left, 80 + 26 * line, left + 220, 92 + 26 * line), fill=ink)
    for x in range(0, 180, 6):
        shade = (40 + x, (37 * number) % 255, 200 - x)
        pen.rectangle((380 - left // 2 + x, 200, 385 - left // 2 + x, 360), fill=shade)
    file = BytesIO()
    picture.save(file, "WEBP", quality=85)
    return file.getvalue()


def marks(words: list[list[Any]], pictures: list[list[Any]] | None = None) -> str:
    """Give the marks of a desktop's window: words, and what is drawn."""
    return json.dumps({"width": 1280, "height": 800, "words": words, "pictures": pictures or []})


def shot(company: str, number: int = 0, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """Give a row of ``screenshots``."""
    name = [[company, 40, 20, 90, 24], ["plans", 300, 20, 60, 24]]
    return {
        "company": company,
        "url": f"https://{company}/",
        "taken_at": TAKEN,
        "record": f"s1/{company}.warc.gz#1",
        "picture": window(number),
        "marks": marks(name),
    } | changes
