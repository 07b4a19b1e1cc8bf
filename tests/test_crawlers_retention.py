"""Dropping records from an archive: what stays is found at the place it had."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from crawlers.archive.retention import find_records, keep_only, kept_path
from crawlers.archive.stored import list_responses, read_response, read_stored
from crawlers.archive.warc import WarcFile, Wire

if TYPE_CHECKING:
    from pathlib import Path


def wire(number: int) -> Wire:
    return Wire(
        url=f"https://acme.example/{number}",
        status=200,
        headers=(("ETag", f'"{number}"'),),
        body=f"Page {number}. ".encode() * 40,
        address="192.0.2.7",
        received_at=datetime(2026, 1, 1, 0, number, tzinfo=UTC),
    )


def write(path: Path, count: int) -> list[str]:
    file = WarcFile(path)
    places = [file.store(wire(number)) for number in range(count)]
    file.close()
    return places


def offset_of(place: str) -> int:
    return int(place.rpartition("#")[2])


@settings(max_examples=40, deadline=None)
@given(first=st.sets(st.integers(0, 7)), then=st.sets(st.integers(0, 7)))
def test_what_stays_is_found_where_it_was(
    tmp_path_factory: pytest.TempPathFactory, first: set[int], then: set[int]
) -> None:
    folder = tmp_path_factory.mktemp("archive") / "s1"
    folder.mkdir()
    path = folder / "acme.warc.gz"
    places = write(path, 8)
    left = set(range(8))
    for wanted in (first, then):
        left &= wanted
        keep_only(path, {offset_of(places[number]) for number in wanted})
        assert set(find_records(path)) == {offset_of(places[number]) for number in left}
        for number, place in enumerate(places):
            if number in left:
                assert read_response(folder.parent, place)[1] == wire(number).body
                assert read_stored(folder.parent, place).received_at == wire(number).received_at
            else:
                with pytest.raises(ValueError, match="is not a response"):
                    read_stored(folder.parent, place)


def test_the_new_file_is_a_warc_of_the_same_bytes(tmp_path: Path) -> None:
    path = tmp_path / "acme.warc.gz"
    places = write(path, 5)
    before = path.stat().st_size
    freed = keep_only(path, {offset_of(places[1]), offset_of(places[3])})
    kept = kept_path(path)
    assert not path.exists()
    assert freed == before - kept.stat().st_size > 0
    with kept.open("rb") as file:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"))
            for r in ArchiveIterator(file, check_digests="raise")
        ]
    assert records == [
        ("metadata", "urn:sameness:kept"),
        ("response", "https://acme.example/1"),
        ("response", "https://acme.example/3"),
    ]


def test_nothing_is_written_where_nothing_goes(tmp_path: Path) -> None:
    path = tmp_path / "acme.warc.gz"
    places = write(path, 3)
    assert keep_only(path, {offset_of(place) for place in places}) == 0
    assert path.exists()
    assert keep_only(tmp_path / "none.warc.gz", {1}) == 0


def test_a_kill_before_the_old_file_is_gone_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "acme.warc.gz"
    places = write(path, 4)
    whole = path.read_bytes()
    keep_only(path, {offset_of(places[2])})
    path.write_bytes(whole)
    (tmp_path / "acme.warc.aside").write_bytes(b"half a file")
    assert len(list(list_responses(path))) == 4
    keep_only(path, {offset_of(places[0])})
    assert read_stored(tmp_path.parent, places[0]).url.endswith("/0")
    assert not path.exists()
    assert not (tmp_path / "acme.warc.aside").exists()
