"""The pictures of a snapshot into the warehouse: each content once, each sighting a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers.images.keeping import read_images
from sameness.records import Image, Picture
from warehouse.warehouse import to_arrow

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.warehouse import Warehouse


def store_images(warehouse: Warehouse, name: str, snapshot_id: str, folder: Path) -> None:
    """Store what an archive folder holds of pictures; nothing where none was asked for.

    Raises SnapshotMissing where the folder's ledger is damaged.
    """
    images: list[Image] = []
    pictures: dict[str, Picture] = {}
    for image, picture in read_images(folder):
        images.append(image)
        if picture is not None:
            pictures[picture.digest] = picture
    if not images:
        return
    known = {digest for (digest,) in warehouse.tuples("known_pictures", digests=[*pictures])}
    new = [picture for digest, picture in pictures.items() if digest not in known]
    rows = to_arrow(images, Image)
    for column, value in {"industry": name, "snapshot_id": snapshot_id}.items():
        rows = rows.append_column(column, pa.array([value] * rows.num_rows, pa.string()))
    warehouse.insert("raw.images", rows)
    if new:
        warehouse.insert("raw.pictures", to_arrow(new, Picture))
