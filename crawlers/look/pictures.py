"""Makes a browser's picture small enough to keep, and gives its pixels."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, UnidentifiedImageError

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 640
"""Pixels from left to right of a picture that is kept; a desktop's window is 1280 wide."""

MOST_PIXELS = 5_000_000
"""More than any window of ours has: a larger picture is damaged, or none of ours."""


def shrink(picture: bytes, width: int = WIDTH, quality: int = 85) -> bytes | None:
    """Give a PNG or WebP as a WebP of at most ``width`` pixels across, in the same proportions.

    None for what is no picture, or one of more than MOST_PIXELS.
    """
    image = _open(picture)
    if image is None:
        return None
    if image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS)
    file = BytesIO()
    image.save(file, "WEBP", quality=quality, method=4)
    return file.getvalue()


def to_pixels(picture: bytes) -> NDArray[np.uint8] | None:
    """Give a picture as rows x columns x red, green, blue; None for what is no picture."""
    image = _open(picture)
    return None if image is None else np.asarray(image, dtype=np.uint8)


def _open(picture: bytes) -> Image.Image | None:
    try:
        image = Image.open(BytesIO(picture), formats=("PNG", "WEBP"))
        if image.width * image.height > MOST_PIXELS:
            return None
        return image.convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
