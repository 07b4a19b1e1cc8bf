"""An agency's logo made safe for a report: decoded within limits, drawn again, small."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass

from PIL import Image

MOST_BYTES, MOST_PIXELS = 5_000_000, 20_000_000
"""The largest file and picture that is opened at all."""

FORMATS = ("PNG", "JPEG", "WEBP")
ROOM = (480, 112)
"""The largest drawn, in pixels: twice what the page shows."""

SEEN, MIDDLE = 128, 128
"""The alpha from which a pixel counts as drawn, and the brightness that parts pale from dark."""


class LogoUnusable(ValueError):
    """A file that can't be a logo; the message says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True)
class SafeLogo:
    """A logo drawn again: ``ground`` is what it needs behind it, "light", "dark" or ""."""

    webp: bytes
    width: int
    height: int
    ground: str


def draw_logo(body: bytes) -> SafeLogo:
    """Give a PNG, JPEG or WebP file's picture as a small WebP; raises LogoUnusable.

    Nothing of the file but its pixels is kept. SVG is refused: it is a program, not a picture.
    """
    picture = _decode(body)
    picture.thumbnail(ROOM)
    drawn = io.BytesIO()
    picture.save(drawn, "WEBP", quality=90, method=6)
    return SafeLogo(drawn.getvalue(), *picture.size, _ground(picture))


def _decode(body: bytes) -> Image.Image:
    if len(body) > MOST_BYTES:
        raise LogoUnusable(f"has {len(body):,} bytes, {MOST_BYTES:,} are allowed")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _open(body)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        if isinstance(error, LogoUnusable):
            raise
        raise LogoUnusable("is no PNG, JPEG or WebP picture, or a damaged one") from None


def _open(body: bytes) -> Image.Image:
    with Image.open(io.BytesIO(body), formats=FORMATS) as picture:
        width, height = picture.size
        if width * height > MOST_PIXELS:
            raise LogoUnusable(f"is {width} x {height} pixels, {MOST_PIXELS:,} in all are allowed")
        return picture.convert("RGBA")


def _ground(picture: Image.Image) -> str:
    """Give what a logo with a see-through ground must stand on; "" where it is opaque."""
    alpha = picture.getchannel("A")
    if sum(alpha.histogram()[:SEEN]) == 0:
        return ""
    drawn = alpha.point(lambda value: 255 if value >= SEEN else 0)
    brightness = picture.convert("L").histogram(mask=drawn)
    pixels = sum(brightness)
    mean = sum(level * count for level, count in enumerate(brightness)) / max(1, pixels)
    return "light" if mean < MIDDLE else "dark"
