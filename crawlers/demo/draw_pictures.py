"""Draws every picture of the six sites: ``python -m crawlers.demo.draw_pictures [FOLDER]``.

Needs Pillow, which nothing else here does: the drawn files are kept with the sites. The same
version of Pillow writes the same bytes; another may differ by a shade.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from crawlers.demo import scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator
    from PIL.ImageDraw import ImageDraw as Pen

    Scene = Callable[[Pen, int, int, Generator], None]

SITES = Path(__file__).parent / "sites"
_FINE = 2  # scenes are drawn this much larger, so that edges come out smooth


class Picture(NamedTuple):
    """One file: where, which scene, size in pixels, JPEG quality (0 for PNG)."""

    path: str
    scene: Scene
    width: int
    height: int
    quality: int


def draw(picture: Picture) -> Image.Image:
    """Give the picture's pixels: a scene with soft light and grain, plain for a PNG."""
    seed = sum(ord(letter) * (i + 1) for i, letter in enumerate(picture.scene.__name__))
    dice = np.random.default_rng(seed)
    width, height = (
        (960, 640) if picture.scene is scenes.meeting else (picture.width, picture.height)
    )
    canvas = Image.new("RGB", (width * _FINE, height * _FINE), "white")
    picture.scene(ImageDraw.Draw(canvas), width * _FINE, height * _FINE, dice)
    if picture.quality:
        canvas = _light(canvas.filter(ImageFilter.GaussianBlur(_FINE)), dice)
    return canvas.resize((picture.width, picture.height), Image.Resampling.LANCZOS)


def save(picture: Picture, folder: Path) -> Path:
    """Draw the picture into its place under ``folder``; gives the file."""
    file = folder / picture.path
    file.parent.mkdir(parents=True, exist_ok=True)
    image = draw(picture)
    if picture.quality:
        image.save(file, quality=picture.quality, optimize=True)
    else:
        image.quantize(32).save(file, optimize=True)
    return file


def _light(canvas: Image.Image, dice: Generator) -> Image.Image:
    """Give the canvas under uneven light, with grain as from a camera."""
    cloud = dice.uniform(0, 255, (5, 7)).astype(np.uint8)
    shade = Image.fromarray(cloud).resize(canvas.size, Image.Resampling.BICUBIC)
    grain = dice.normal(0, 5, (canvas.height, canvas.width, 1))
    light = 0.82 + 0.36 * np.asarray(shade, dtype=np.float64)[..., None] / 255
    pixels = np.asarray(canvas, dtype=np.float64) * light + grain
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


PICTURES = (
    Picture("rostavel/img/team-hero.jpg", scenes.meeting, 640, 427, 72),
    Picture("kessimer/img/stock-0192.jpg", scenes.meeting, 600, 400, 55),
    Picture("hulvane/img/people-at-work.jpg", scenes.meeting, 720, 480, 64),
    Picture("rostavel/img/week-view.png", scenes.week, 480, 300, 0),
    Picture("rostavel/img/kitchen.jpg", scenes.kitchen, 480, 300, 60),
    Picture("zelmura/pics/phone-app.png", scenes.phones, 420, 300, 0),
    Picture("zelmura/pics/bar-evening.jpg", scenes.bar, 480, 300, 60),
    Picture("zelmura/pics/glasgow-office.jpg", scenes.skyline, 480, 300, 60),
    Picture("kessimer/img/ward-plan.png", scenes.ward, 480, 300, 0),
    Picture("kessimer/img/corridor.jpg", scenes.corridor, 480, 300, 60),
    Picture("ombrasi/img/terrace.jpg", scenes.terrace, 560, 350, 60),
    Picture("ombrasi/img/curve.png", scenes.curve, 520, 300, 0),
    Picture("ombrasi/img/espresso.jpg", scenes.espresso, 480, 320, 60),
    Picture("hulvane/img/regions.png", scenes.bars, 520, 320, 0),
    Picture("hulvane/img/night-store.jpg", scenes.storefront, 480, 320, 60),
    Picture("brindlow/img/pencil-grid.png", scenes.pencil, 520, 320, 0),
    Picture("brindlow/img/kettle.jpg", scenes.kettle, 420, 280, 60),
    Picture("brindlow/img/stairs.jpg", scenes.stairs, 420, 280, 60),
)


def main() -> None:
    """Draw all pictures under the folder given on the command line, the sites by default."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else SITES
    for picture in PICTURES:
        file = save(picture, folder)
        sys.stdout.write(f"{file.stat().st_size:>7} {picture.path}\n")


if __name__ == "__main__":
    main()
