"""Are same pictures found, and strangers' not? Planted changes of real pictures, and real pairs.

    python -m evaluation.images SITES [pin]

SITES is a folder of real sites, ``INDUSTRY/COMPANY/``. Every picture that is content is changed in
each of the ways of ``CHANGES``, with a fixed seed, and looked for; every pair of pictures of
different companies is a pair of strangers (no two of them are the same: this was looked at).
``pin`` writes the floors (``image_floors.json``): recall less .02, and one false pair in 1,000.
"""

from __future__ import annotations

import hashlib
import json
import sys
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image, ImageDraw

from crawlers.images.decoding import Decoded, Unreadable, decode
from pipeline.measures.pictures import find_same, is_flat, to_squares
from pipeline.stages.images import LEAST_SIDE, LONGEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.random import Generator

    Change = Callable[[Image.Image, Generator], Image.Image]

FLOORS = Path(__file__).with_name("image_floors.json")
MOST_FALSE = 0.001
_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".avif"})
_WORKING = (1000, 1000)


@dataclass(frozen=True, slots=True)
class Real:
    """A picture of a real site; ``company`` is ``INDUSTRY/COMPANY``."""

    company: str
    path: Path
    decoded: Decoded


def read_real(sites: Path) -> Iterator[Real]:
    """Yield every picture of the sites that would be compared."""
    for path in sorted(sites.rglob("*")):
        if path.suffix.lower() in _SUFFIXES and path.is_file():
            try:
                decoded = decode(path.read_bytes())
            except Unreadable:
                continue
            sides = sorted((decoded.width, decoded.height))
            if sides[0] < LEAST_SIDE or sides[1] > LONGEST * sides[0]:
                continue
            if not is_flat(to_squares([decoded.sketch])[0]):
                yield Real("/".join(path.relative_to(sites).parts[:2]), path, decoded)


def crop(image: Image.Image, dice: Generator) -> Image.Image:
    """Give a picture without up to a fifth of its width and of its height, from any sides."""
    lost = dice.uniform(0.05, 0.2, 2) if dice.random() < 0.5 else np.array([0.2, 0.2])
    left, top = dice.uniform(0, lost)
    wide, high = image.size
    box = left * wide, top * high, (1 - lost[0] + left) * wide, (1 - lost[1] + top) * high
    return image.crop(tuple(int(edge) for edge in box))  # type: ignore[arg-type]


def write_on(image: Image.Image, dice: Generator) -> Image.Image:
    """Give a picture with words on a dark bar over a ninth of it."""
    made, (wide, high) = image.copy(), image.size
    pen, top = ImageDraw.Draw(made), float(dice.uniform(0.1, 0.7)) * high
    pen.rectangle((wide * 0.05, top, wide * 0.6, top + high * 0.2), fill=(20, 20, 80))
    place, size = (wide * 0.08, top + high * 0.05), max(10, int(high * 0.07))
    pen.text(place, "Work better, together", fill="white", font_size=size)
    return made


def tint(image: Image.Image, dice: Generator) -> Image.Image:
    """Give a picture under two fifths of a colour."""
    colour = tuple(int(one) for one in dice.integers(0, 256, 3))
    return Image.blend(image, Image.new("RGB", image.size, colour), 0.4)


def shrink(image: Image.Image, _: Generator) -> Image.Image:
    """Give a picture at three tenths of its size."""
    return image.resize((max(1, image.width * 3 // 10), max(1, image.height * 3 // 10)))


def mirror(image: Image.Image, _: Generator) -> Image.Image:
    """Give a picture turned over from left to right."""
    return image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)


CHANGES: dict[str, tuple[tuple[Change, ...], int]] = {
    "saved at quality 30": ((), 30),
    "saved at quality 90": ((), 90),
    "resized to 30 %": ((shrink,), 75),
    "cropped by up to 20 %": ((crop,), 75),
    "mirrored": ((mirror,), 75),
    "words laid over": ((write_on,), 75),
    "colour laid over": ((tint,), 75),
    "cropped and mirrored": ((crop, mirror), 60),
    "mirrored, words laid over": ((mirror, write_on), 60),
    "cropped, coloured and resized": ((crop, tint, shrink), 60),
    "cropped, words laid over": ((crop, write_on), 60),
}
"""What is done to a picture by name: the steps, and the JPEG quality that it is saved with."""


def change(image: Image.Image, name: str, dice: Generator) -> Decoded:
    """Give a picture after a change, read back as from a page."""
    steps, quality = CHANGES[name]
    for step in steps:
        image = step(image, dice)
    file = BytesIO()
    image.save(file, "JPEG", quality=quality)
    return decode(file.getvalue())


def open_plain(path: Path) -> Image.Image:
    """Give a picture on white, at most _WORKING pixels."""
    with Image.open(path) as image:
        layer = image.convert("RGBA")
    page = Image.new("RGBA", layer.size, "white")
    page.alpha_composite(layer)
    page.thumbnail(_WORKING)
    return page.convert("RGB")


def recall(real: list[Real], name: str) -> float:
    """Give the share of pictures that are found again after a change."""
    dice = np.random.default_rng(20260101)
    found = 0
    for one in real:
        changed = change(open_plain(one.path), name, dice)
        found += bool(find_same(to_squares([one.decoded.sketch, changed.sketch])))
    return found / len(real)


def false_pairs(real: list[Real]) -> tuple[list[tuple[Real, Real]], int]:
    """Give the pairs of different companies that are called the same, and how many there are."""
    strangers = sum(a.company != b.company for a, b in combinations(real, 2))
    matches = find_same(to_squares([one.decoded.sketch for one in real]))
    pairs = [(real[match.big], real[match.small]) for match in matches]
    return [(a, b) for a, b in pairs if a.company != b.company], strangers


def measure(sites: Path) -> dict[str, float]:
    """Give all figures by name, printing each, and the pairs that were called the same."""
    real = list(read_real(sites))
    pairs, strangers = false_pairs(real)
    for one, other in pairs:
        print(f"same? {one.path} {other.path}")
    figures = {name: recall(real, name) for name in CHANGES}
    figures["all changes but the last"] = float(np.mean([*figures.values()][:-1]))
    figures["false pairs"] = len(pairs) / strangers
    for name, value in figures.items():
        print(f"{name:32} {value:.4f}")
    print(f"{len(real)} pictures, {strangers} pairs of strangers, {len(pairs)} called the same")
    return figures


def faults(figures: dict[str, float], floors: dict[str, float]) -> list[str]:
    """Give what is worse than its floor, in words."""
    return [
        f"{name}: {figures[name]:.4f}, floor {floor}"
        for name, floor in floors.items()
        if (figures[name] > floor if name == "false pairs" else figures[name] < floor)
    ]


def data_digest(sites: Path) -> str:
    """Give the SHA-256 over the files that are measured on."""
    digest = hashlib.sha256()
    for path in sorted(p for p in sites.rglob("*") if p.suffix.lower() in _SUFFIXES):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def pin(figures: dict[str, float], digest: str) -> None:
    """Write the floors: recall less .02, and false pairs as the goal is."""
    floors = {name: round(value - 0.02, 3) for name, value in figures.items()}
    floors["false pairs"] = MOST_FALSE
    stored = {"data_sha256": digest, "floors": floors}
    FLOORS.write_text(json.dumps(stored, indent=1) + "\n", "utf-8")


def main(arguments: list[str]) -> None:
    """Measure, then hold the figures against their floors, or pin them."""
    sites = Path(arguments[0])
    figures = measure(sites)
    if arguments[1:] == ["pin"]:
        pin(figures, data_digest(sites))
        return
    floors = json.loads(FLOORS.read_text("utf-8"))["floors"]
    if wrong := faults(figures, floors):
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main(sys.argv[1:])
