"""What a report knows of the pictures of an invented industry."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reports.data import Range
from reports.images_data import ImageShare, ImagesReport, SameImage, ShownImage, StockImage
from tests.look_samples import TINY

if TYPE_CHECKING:
    from collections.abc import Sequence

DAY = date(2026, 11, 20)
STATES = ("fullest", "saved again", "cut", "mirrored", "changed", "the same file")
REASONS = (("smaller than 200 pixels", 31), ("called “logo” by its page", 12), ("HTTP 404", 2))


def sample_images(names: Sequence[str]) -> ImagesReport:
    """Give pictures of companies of these names: one that three show, one that two show."""
    groups = [names[:3], names[1:3]] if len(names) > 2 else []
    same = tuple(_group(number, group) for number, group in enumerate(groups))
    stock = tuple(_stock(number, name) for number, name in enumerate(names[:2]))
    field = ImageShare(None, 20 * len(names), 10 * len(names), 5, Range(0.1, 0.1, 0.1), "")
    shares = tuple(_share(number, name) for number, name in enumerate(names))
    return ImagesReport(same, (field, *shares), stock, REASONS)


def _group(number: int, names: Sequence[str]) -> SameImage:
    shown = tuple(_shown(number, place, name) for place, name in enumerate(names))
    return SameImage(f"i{number:08d}", shown)


def _shown(number: int, place: int, name: str) -> ShownImage:
    base = f"https://{_host(name)}.example/"
    alt = "People around a table" if place == 1 else ""
    how = STATES[(place + number) % len(STATES)] if place else "fullest"
    picture = f"{base}img/team-{number}.jpg"
    return ShownImage(name, f"{base}about", picture, DAY, alt, how, 1280, 853, TINY)


def _share(number: int, name: str) -> ImageShare:
    if number == 3:
        return ImageShare(name, 6, 3, 0, None, "3 content images were read; 5 are needed")
    return ImageShare(name, 20, 12, number % 3, Range(number % 3 / 12, 0.02, 0.4), "")


def _stock(number: int, name: str) -> StockImage:
    base = f"https://{_host(name)}.example/"
    words = ("shutterstock_190000001.jpg", "credit: Getty Images")[number]
    source, told_by = (("Shutterstock", "file name"), ("Getty Images", "metadata"))[number]
    return StockImage(name, base, f"{base}img/{number}.jpg", DAY, source, told_by, words)


def _host(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isascii() and letter.isalnum())
