"""Bytes in, a picture out, within limits: nothing of the original goes on but its shape."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, UnidentifiedImageError

from crawlers.images.credits import read_credits

if TYPE_CHECKING:
    from collections.abc import Iterator

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
"""What is decoded; of moving pictures the first frame."""

MOST_PIXELS = 25_000_000
"""Pixels, as the file's head tells them, beyond which nothing is decoded: 100 MB of memory."""

SKETCH = 64
"""Side, in pixels, of the grey square that the measures of sameness are taken from."""

THUMBNAIL = (320, 320)
MOST_THUMBNAIL = 6_000
"""Bytes that a small copy for the report may have."""

_TOO_LARGE = f"more than {MOST_PIXELS // 1_000_000} million pixels"
_WORKING = (960, 960)
_ATTEMPTS = ((320, 50), (320, 35), (320, 20), (240, 25), (160, 20), (96, 20))


class Unreadable(Exception):
    """A body that is no picture we decode; the text is the reason."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A picture's size in pixels, its credits, its sketch and a small copy.

    ``sketch`` is SKETCH x SKETCH bytes of grey, row by row, whatever the picture's proportions.
    ``thumbnail`` is a WebP file of at most MOST_THUMBNAIL bytes.
    """

    width: int
    height: int
    credits: tuple[str, ...]
    sketch: bytes
    thumbnail: bytes


def decode(body: bytes) -> Decoded:
    """Give what is kept of a picture; raises Unreadable with the reason in plain words."""
    with warnings.catch_warnings():
        # Damaged metadata warns; a picture with too many pixels is judged below.
        warnings.simplefilter("ignore")
        try:
            return _decode(body)
        except Unreadable:
            raise
        except UnidentifiedImageError:
            raise Unreadable("not a picture of a known format") from None
        except Image.DecompressionBombError:
            raise Unreadable(_TOO_LARGE) from None
        except Exception as error:  # whatever a decoder makes of damaged bytes
            raise Unreadable(f"damaged ({type(error).__name__})") from None


def _decode(body: bytes) -> Decoded:
    with Image.open(BytesIO(body), formats=FORMATS) as head:
        _check_size(head)
        # Some formats carry checksums, which only this looks at; it uses the file up.
        head.verify()
    with Image.open(BytesIO(body), formats=FORMATS) as image:
        size, entries = image.size, read_credits(image)
        image.draft("RGB", _WORKING)
        turned = ImageOps.exif_transpose(image)
        picture = _on_white(turned)
    if (picture.width > picture.height) != (size[0] > size[1]):
        size = size[::-1]
    return Decoded(*size, entries, to_sketch(picture), to_thumbnail(picture))


def _check_size(head: Image.Image) -> None:
    if head.width * head.height > MOST_PIXELS:
        raise Unreadable(_TOO_LARGE)


def _on_white(image: Image.Image) -> Image.Image:
    """Give the picture as it stands on a white page, in plain colours."""
    if image.mode in {"RGB", "L", "CMYK", "YCbCr"}:
        return image.convert("RGB")
    layer = image.convert("RGBA")
    page = Image.new("RGBA", layer.size, "white")
    page.alpha_composite(layer)
    return page.convert("RGB")


def to_sketch(picture: Image.Image) -> bytes:
    """Give the grey square of a picture, each pixel the mean of what it covers."""
    grey = picture.convert("L")
    return grey.resize((SKETCH, SKETCH), Image.Resampling.BOX).tobytes()


def to_thumbnail(picture: Image.Image) -> bytes:
    """Give a small WebP copy, without a word of metadata, as good as MOST_THUMBNAIL allows."""
    return next(
        (copy for copy in _copies(picture) if len(copy) <= MOST_THUMBNAIL),
        b"",
    )


def _copies(picture: Image.Image) -> Iterator[bytes]:
    for side, quality in _ATTEMPTS:
        small = picture.copy()
        small.thumbnail((side, side), Image.Resampling.LANCZOS)
        file = BytesIO()
        small.save(file, "WEBP", quality=quality, method=4)
        yield file.getvalue()
