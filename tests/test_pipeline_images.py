"""Pictures into the warehouse, and out of it again when nothing rests on them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest

from crawlers.images.decoding import decode
from crawlers.images.keeping import IMAGES, ImageLedger, read_images
from pipeline.images import store_images
from pipeline.retention import drop_old_evidence
from sameness.errors import SnapshotMissing
from sameness.records import Image, Outcome, Picture
from sameness.settings import Settings
from tests.drawn_pictures import draw, to_jpeg
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NOON = datetime(2020, 1, 1, 12, tzinfo=UTC)
OLD, CITED, NEW = "20200101T120000Z", "20200201T120000Z", "20200301T120000Z"


def picture(number: int) -> Picture:
    decoded = decode(to_jpeg(draw(number)))
    return Picture(
        digest=f"d{number}",
        width=decoded.width,
        height=decoded.height,
        credits=decoded.credits,
        sketch=decoded.sketch,
        thumbnail=decoded.thumbnail,
    )


def image(snapshot: str, number: int, **changes: object) -> Image:
    fields: dict[str, Any] = {
        "company": "Acme",
        "page": "https://acme.example/",
        "url": f"https://acme.example/{number}.jpg",
        "alt": "",
        "outcome": Outcome.FETCHED,
        "reason": "",
        "status": 200,
        "content_type": "image/jpeg",
        "fetched_at": NOON,
        "size": 9,
        "digest": f"d{number}",
        "record": f"{snapshot}/acme.images.warc.gz#{number}",
    }
    return Image(**(fields | changes))


def write(folder: Path, *rows: tuple[Image, Picture | None]) -> Path:
    folder.mkdir(parents=True)
    ledger = ImageLedger(folder / IMAGES)
    for row in rows:
        ledger.begin("Acme", row[0].url)
        ledger.enter(*row)
    ledger.close()
    return folder


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path)


@pytest.fixture
def warehouse(settings: Settings) -> Iterator[Warehouse]:
    with Warehouse(settings.warehouse) as opened:
        yield opened


def test_what_the_ledger_holds_comes_back_as_it_was(tmp_path: Path) -> None:
    lost = image(OLD, 2, outcome=Outcome.FAILED, reason="HTTP 404", digest="", record="")
    rows = [(image(OLD, 1), picture(1)), (lost, None)]
    assert list(read_images(write(tmp_path / OLD, *rows))) == rows


def test_a_torn_last_line_is_left_out_and_a_damaged_one_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / OLD, (image(OLD, 1), picture(1)))
    with (folder / IMAGES).open("ab") as file:
        file.write(json.dumps({"company": "Acme"}).encode())
    assert len(list(read_images(folder))) == 1
    with (folder / IMAGES).open("ab") as file:
        file.write(b"\n")
    with pytest.raises(SnapshotMissing, match="is damaged"):
        list(read_images(folder))


def test_a_picture_is_stored_once_and_each_sighting_is_a_row(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    for snapshot in (OLD, NEW):
        folder = write(tmp_path / snapshot, (image(snapshot, 1), picture(1)))
        store_images(warehouse, "i", snapshot, folder)
    store_images(warehouse, "i", "none", tmp_path)
    assert warehouse.tuples("known_pictures", digests=["d1", "d2"]) == [("d1",)]
    key = {"industry": "i", "snapshot_id": NEW, "companies": ["Acme"]}
    (row,) = warehouse.arrow("run_images", **key).to_pylist()
    assert (row["width"], row["height"], row["sketch"]) == (480, 320, picture(1).sketch)


def test_old_pictures_go_but_for_those_of_a_cited_page_and_of_the_last_good_snapshot(
    warehouse: Warehouse, settings: Settings
) -> None:
    for number, snapshot in enumerate((OLD, CITED, NEW), start=1):
        folder = settings.archive / "i" / snapshot
        write(folder, (image(snapshot, number), picture(number)))
        store_images(warehouse, "i", snapshot, folder)
    fetch = {"industry": "i", "snapshot_id": NEW, "company": "Acme", "outcome": "fetched"}
    text = ("url", "final_url", "kind", "chosen", "reason", "content_type", "encoding", "digest")
    rest = dict.fromkeys((*text, "record"), "")
    numbers = {"status": 200, "size": 1, "depth": 0, "fetched_at": NOON}
    warehouse.insert("raw.fetches", pa.Table.from_pylist([fetch | rest | numbers]))
    run = {"run_id": "r", "industry": "i", "snapshot_id": CITED, "started_at": NOON}
    names = {"industry_name": "i", "model": "m", "version": "0", "rivals_sampled": 40}
    warehouse.insert("raw.runs", pa.Table.from_pylist([run | names | {"channel": "pages"}]))
    cited = {"run_id": "r", "company": "Acme", "url": "https://acme.example/"}
    warehouse.insert("raw.citations", pa.Table.from_pylist([cited]))

    drop_old_evidence(warehouse, settings, "i", 1)
    kept = warehouse.tuples("known_pictures", digests=["d1", "d2", "d3"])
    assert sorted(kept) == [("d2",), ("d3",)]
    there = [(settings.archive / "i" / name / IMAGES).exists() for name in (OLD, CITED, NEW)]
    assert there == [False, True, True]
