"""Pictures made of nothing but a number, and what people do to pictures before they use them."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Image.Image], Image.Image]

SIZE = (480, 320)


def draw(number: int) -> Image.Image:
    """Give a picture with shapes in front of uneven light; each number has its own."""
    dice = np.random.default_rng(number)
    cloud = dice.integers(40, 255, (5, 7, 3)).astype(np.uint8)
    picture = Image.fromarray(cloud).resize(SIZE, Image.Resampling.BICUBIC)
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y = int(dice.integers(0, SIZE[0])), int(dice.integers(0, SIZE[1]))
        wide, high = (int(one) for one in dice.integers(20, 150, 2))
        colour = tuple(int(one) for one in dice.integers(0, 256, 3))
        shape = pen.ellipse if dice.random() < 0.5 else pen.rectangle
        shape((x - wide // 2, y - high // 2, x + wide // 2, y + high // 2), fill=colour)
    return picture


def to_jpeg(picture: Image.Image, quality: int = 80) -> bytes:
    file = BytesIO()
    picture.convert("RGB").save(file, "JPEG", quality=quality)
    return file.getvalue()


def _save_again(picture: Image.Image) -> Image.Image:
    return Image.open(BytesIO(to_jpeg(picture, 30)))


def _shrink(picture: Image.Image) -> Image.Image:
    return picture.resize((picture.width * 3 // 10, picture.height * 3 // 10))


def _cut(picture: Image.Image) -> Image.Image:
    wide, high = picture.size
    return picture.crop((int(0.13 * wide), int(0.06 * high), int(0.93 * wide), int(0.9 * high)))


def _mirror(picture: Image.Image) -> Image.Image:
    return picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


def _write_on(picture: Image.Image) -> Image.Image:
    covered = picture.copy()
    wide, high = picture.size
    pen = ImageDraw.Draw(covered)
    pen.rectangle((wide * 0.05, high * 0.6, wide * 0.6, high * 0.8), fill=(20, 20, 80))
    pen.text((wide * 0.08, high * 0.65), "Work better, together", fill="white", font_size=high / 14)
    return covered


def _tint(picture: Image.Image) -> Image.Image:
    return Image.blend(picture, Image.new("RGB", picture.size, (0, 90, 160)), 0.4)


VARIANTS: dict[str, Change] = {
    "saved again": _save_again,
    "saved small": lambda picture: _save_again(_shrink(picture)),
    "cut": _cut,
    "mirrored": _mirror,
    "written on": _write_on,
    "tinted": _tint,
    "cut and mirrored": lambda picture: _mirror(_cut(picture)),
    "cut, tinted and small": lambda picture: _shrink(_tint(_cut(picture))),
}
"""What is done to a picture, by name."""
