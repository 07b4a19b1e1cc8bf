"""Evidence on disk: WARC files, the ledger, and reading them back."""

from __future__ import annotations

import gzip
import hashlib
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import brotli  # type: ignore[import-untyped]
import pytest
from backports import zstd
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders

from crawlers.archive.ledger import LEDGER, Ledger, read_finished, read_ledger
from crawlers.archive.snapshot import read_snapshot
from crawlers.archive.stored import list_responses, read_response, read_stored
from crawlers.archive.unpacking import UNPACK_ERRORS, unpack
from crawlers.archive.warc import ORIGIN_FILE, ORIGIN_OFFSET, WarcFile, Wire, name_file
from sameness.errors import SnapshotMissing
from sameness.records import Fetch, Outcome, PageKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from crawlers.archive.stored import Headers

WIRE = Wire(
    url="https://acme.example/größe?q=1",
    status=200,
    headers=(("Content-Type", "text/html"), ("X-Odd", "once"), ("X-Odd", "twice")),
    body=b"<p>Hello</p>",
    address="192.0.2.7",
    received_at=datetime(2026, 11, 20, 9, 30, 5, 123456, tzinfo=UTC),
)

FETCH = Fetch(
    company="Acme",
    url="https://acme.example/",
    final_url="https://acme.example/",
    kind=PageKind.HOME,
    chosen="home page",
    depth=0,
    outcome=Outcome.FETCHED,
    reason="",
    status=200,
    content_type="text/html",
    encoding="utf-8",
    fetched_at=datetime(2026, 11, 20, 9, 30, 5, 123456, tzinfo=UTC),
    size=12,
    digest=hashlib.sha256(WIRE.body).hexdigest(),
    record="",
)


@pytest.fixture
def warc(tmp_path: Path) -> Iterator[WarcFile]:
    file = WarcFile(tmp_path / "acme.warc.gz")
    yield file
    file.close()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    file = Ledger(tmp_path / LEDGER)
    yield file
    file.close()


def test_response_is_read_back_from_its_place(tmp_path: Path, warc: WarcFile) -> None:
    first = warc.store(WIRE)
    second = warc.store(replace(WIRE, body=b"other", status=404))
    assert read_response(tmp_path.parent, first) == (WIRE.headers, WIRE.body)
    assert read_response(tmp_path.parent, second)[1] == b"other"


def test_headers_are_kept_byte_for_byte(tmp_path: Path, warc: WarcFile) -> None:
    utf_8, latin_1 = "/größe".encode(), "Größe".encode("latin-1")
    headers = (
        ("Location", utf_8.decode("latin-1")),
        ("X-Odd", latin_1.decode("latin-1")),
        ("X-Colons", "a: b: c"),
        ("X-Empty", ""),
    )
    place = warc.store(replace(WIRE, status=302, headers=headers, body=b"a\r\n\r\nb"))
    assert read_response(tmp_path.parent, place) == (headers, b"a\r\n\r\nb")
    offset = int(place.rpartition("#")[2])
    member = zlib.decompressobj(31).decompress((tmp_path / "acme.warc.gz").read_bytes()[offset:])
    assert b"Location: " + utf_8 + b"\r\n" in member
    assert b"X-Odd: " + latin_1 + b"\r\n" in member


def test_warc_is_what_other_tools_expect(tmp_path: Path, warc: WarcFile) -> None:
    warc.store(WIRE)
    with (tmp_path / "acme.warc.gz").open("rb") as file:
        records = [
            (r.rec_type, r.format, dict(r.rec_headers.headers)) for r in ArchiveIterator(file)
        ]
    assert [kind for kind, _, _ in records] == ["warcinfo", "response"]
    headers = records[1][2]
    assert headers["WARC-Date"] == "2026-11-20T09:30:05.123456Z"
    assert headers["WARC-IP-Address"] == "192.0.2.7"
    assert headers["WARC-Payload-Digest"].startswith("sha1:")


def test_every_record_is_a_gzip_member_of_its_own(tmp_path: Path, warc: WarcFile) -> None:
    offset = int(warc.store(WIRE).rpartition("#")[2])
    member = zlib.decompressobj(31).decompress((tmp_path / "acme.warc.gz").read_bytes()[offset:])
    assert member.startswith(b"WARC/1.1\r\n")
    assert member.endswith(b"<p>Hello</p>\r\n\r\n")


@pytest.mark.parametrize("cut", [1, 40, 200])
def test_torn_record_is_cut_off_and_the_file_goes_on(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "torn.warc.gz"
    file = WarcFile(path)
    first = file.store(WIRE)
    whole = path.stat().st_size
    file.store(replace(WIRE, body=bytes(range(256)) * 20))
    file.close()
    path.write_bytes(path.read_bytes()[:-cut])
    again = WarcFile(path)
    assert path.stat().st_size == whole
    third = again.store(replace(WIRE, url="https://acme.example/third"))
    again.close()
    assert [stored.place for stored in list_responses(path)] == [first, third]


def test_only_whole_records_are_listed(tmp_path: Path, warc: WarcFile) -> None:
    first, _ = warc.store(WIRE), warc.store(WIRE)
    path = tmp_path / "acme.warc.gz"
    path.write_bytes(path.read_bytes()[:-5])
    assert [stored.place for stored in list_responses(path)] == [first]
    assert list(list_responses(tmp_path / "none.warc.gz")) == []


def test_what_follows_a_damaged_record_is_left_out(tmp_path: Path, warc: WarcFile) -> None:
    first, second, third = warc.store(WIRE), warc.store(WIRE), warc.store(WIRE)
    path = tmp_path / "acme.warc.gz"
    whole = path.read_bytes()
    start, end = (int(place.rpartition("#")[2]) for place in (second, third))
    for place in range(start, end):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 255]) + whole[place + 1 :])
        listed = [stored.place for stored in list_responses(path)]
        # A few bytes of a gzip head say nothing that matters.
        assert listed in ([first], [first, second, third])
        assert read_response(tmp_path.parent, third) == (WIRE.headers, WIRE.body)
        assert read_or_nothing(tmp_path.parent, second) in (None, (WIRE.headers, WIRE.body))


def read_or_nothing(archive: Path, place: str) -> tuple[Headers, bytes] | None:
    try:
        return read_response(archive, place)
    except ValueError:
        return None


def test_what_is_stored_is_told_without_the_body(tmp_path: Path, warc: WarcFile) -> None:
    place = warc.store(replace(WIRE, cut=True))
    (stored,) = list_responses(tmp_path / "acme.warc.gz")
    assert stored == read_stored(tmp_path.parent, place)
    assert (stored.url, stored.status, stored.headers) == (WIRE.url, 200, WIRE.headers)
    assert (stored.received_at, stored.address, stored.cut) == (WIRE.received_at, "192.0.2.7", True)
    assert stored.header("x-odd") == "once"
    assert stored.origin == ""


def test_word_that_a_page_is_unchanged_leads_to_the_page(tmp_path: Path, warc: WarcFile) -> None:
    warc.store(WIRE)
    (original,) = list_responses(tmp_path / "acme.warc.gz")
    later = WarcFile(tmp_path / "later.warc.gz")
    word = replace(WIRE, status=304, headers=(("ETag", '"1"'),), body=b"")
    place = later.store_unchanged(word, original)
    later.close()
    assert read_response(tmp_path.parent, place) == (WIRE.headers, WIRE.body)
    stored = read_stored(tmp_path.parent, place)
    assert (stored.status, stored.origin, stored.headers) == (304, original.place, word.headers)
    assert list(list_responses(tmp_path / "later.warc.gz")) == [stored]
    with (tmp_path / "later.warc.gz").open("rb") as file:
        _, head, record = [dict(r.rec_headers.headers) for r in ArchiveIterator(file)]
    assert (head["WARC-Type"], head["Content-Type"]) == ("metadata", "application/warc-fields")
    assert head["WARC-Concurrent-To"] == record["WARC-Record-ID"]
    assert (record["WARC-Type"], record["Content-Length"]) == ("revisit", "0")
    assert record["WARC-Profile"].endswith("/revisit/server-not-modified")
    assert record["WARC-Refers-To"] == original.record_id
    assert record["WARC-Refers-To-Date"] == "2026-11-20T09:30:05.123456Z"


ODD_HEADERS = (
    ("ETag", '"1"'),
    ("X-Odd", "Größe".encode().decode("latin-1")),
    ("X-Odd", "Größe"),
    ("Via", "a: b: c"),
    ("X-Empty", ""),
)


def store_word(folder: Path, headers: Headers) -> tuple[str, str]:
    """Store a page, and in a second file word that it is unchanged; give both places."""
    warc = WarcFile(folder / "acme.warc.gz")
    page = warc.store(WIRE)
    warc.close()
    later = WarcFile(folder / "later.warc.gz")
    word = replace(WIRE, status=304, headers=headers, body=b"")
    place = later.store_unchanged(word, read_stored(folder.parent, page))
    later.close()
    return page, place


@pytest.mark.parametrize("headers", [(), ODD_HEADERS])
def test_what_came_with_the_word_is_kept_byte_for_byte(tmp_path: Path, headers: Headers) -> None:
    _, place = store_word(tmp_path, headers)
    assert read_stored(tmp_path.parent, place).headers == headers


def test_word_that_was_torn_off_anywhere_was_never_given(tmp_path: Path) -> None:
    store_word(tmp_path, ODD_HEADERS)
    whole = (tmp_path / "later.warc.gz").read_bytes()
    path = tmp_path / "torn.warc.gz"
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert list(list_responses(path)) == []
    page = next(list_responses(tmp_path / "acme.warc.gz"))
    again = WarcFile(path)
    place = again.store_unchanged(replace(WIRE, status=304, headers=ODD_HEADERS, body=b""), page)
    again.close()
    assert [(s.place, s.headers) for s in list_responses(path)] == [(place, ODD_HEADERS)]


def test_word_without_its_headers_still_leads_to_the_page(tmp_path: Path) -> None:
    page, place = store_word(tmp_path, ODD_HEADERS)
    path = tmp_path / "later.warc.gz"
    head = read_stored(tmp_path.parent, place).head
    whole, at = bytearray(path.read_bytes()), int(head.rpartition("#")[2])
    whole[at : at + 20] = bytes(20)
    path.write_bytes(whole)
    stored = read_stored(tmp_path.parent, place)
    assert (stored.status, stored.origin, stored.headers) == (304, page, ())
    assert read_response(tmp_path.parent, place) == (WIRE.headers, WIRE.body)


def test_word_that_holds_its_own_head_is_read_too(tmp_path: Path) -> None:
    """Archives of the first versions have the head inside."""
    page, _ = store_word(tmp_path, ())
    file, _, offset = page.rpartition("#")
    about = {ORIGIN_FILE: file, ORIGIN_OFFSET: offset, "WARC-Date": "2026-11-20T09:30:05.123456Z"}
    head = StatusAndHeaders("304 Not Modified", [("ETag", '"1"')], protocol="HTTP/1.1")
    older = WarcFile(tmp_path / "older.warc.gz")
    place = older.add(
        lambda writer: writer.create_warc_record(
            WIRE.url, "revisit", http_headers=head, warc_headers_dict=about
        )
    )
    older.close()
    (stored,) = list_responses(tmp_path / "older.warc.gz")
    assert stored == read_stored(tmp_path.parent, place)
    assert (stored.status, stored.origin, stored.head) == (304, page, "")
    assert stored.headers == (("ETag", '"1"'),)
    assert read_response(tmp_path.parent, place) == (WIRE.headers, WIRE.body)


def test_files_are_named_apart_and_always_the_same() -> None:
    companies = ["Acme", "ACME!", "Größe & Co", "日本", "中国", "../../etc", "a" * 200, "Acme Inc"]
    names = [name_file(company) for company in companies]
    assert len(set(names)) == len(names)
    assert (names[0], names[-1]) == ("acme.warc.gz", "acme-inc.warc.gz")
    assert names[2].startswith("groe-co-")
    assert names[5].startswith("etc-")
    assert max(map(len, names)) < 80


def test_ledger_is_gone_on_with_after_a_torn_line(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / LEDGER)
    ledger.enter(FETCH)
    ledger.close()
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes() + b'{"company": "Ac')
    again = Ledger(path)
    second = replace(FETCH, url="https://acme.example/2")
    again.enter(second)
    again.finish("Acme")
    again.close()
    assert list(read_ledger(tmp_path)) == [FETCH, second]
    assert read_finished(tmp_path) == {"Acme"}


def test_what_is_withdrawn_counts_no_more(tmp_path: Path, ledger: Ledger) -> None:
    kept = replace(FETCH, outcome=Outcome.KEPT, reason="HTTP 503")
    for fetch in (FETCH, kept):
        ledger.enter(fetch)
    ledger.withdraw(kept)
    assert list(read_ledger(tmp_path)) == [FETCH]
    ledger.withdraw(FETCH)
    assert list(read_ledger(tmp_path)) == []
    ledger.enter(FETCH)
    assert list(read_ledger(tmp_path)) == [FETCH]


def test_the_last_word_on_a_request_counts(tmp_path: Path, ledger: Ledger) -> None:
    ledger.enter(replace(FETCH, outcome=Outcome.FAILED, reason="connection lost"))
    ledger.enter(FETCH)
    kept = replace(FETCH, outcome=Outcome.KEPT, reason="HTTP 503")
    ledger.enter(kept)
    assert list(read_ledger(tmp_path)) == [FETCH, kept]


def test_ledger_gives_back_what_was_entered(tmp_path: Path, ledger: Ledger) -> None:
    odd = replace(FETCH, company="Größe \u2028 日本", reason='says "no"\n', outcome=Outcome.REFUSED)
    ledger.enter(FETCH)
    ledger.enter(odd)
    assert list(read_ledger(tmp_path)) == [FETCH, odd]


@pytest.mark.parametrize("cut", [1, 5, 100])
def test_torn_last_line_counts_as_not_written(tmp_path: Path, ledger: Ledger, cut: int) -> None:
    ledger.enter(FETCH)
    ledger.enter(replace(FETCH, url="https://acme.example/2"))
    path = tmp_path / LEDGER
    path.write_bytes(path.read_bytes()[:-cut])
    assert list(read_ledger(tmp_path)) == [FETCH]


@pytest.mark.parametrize(
    "line", [b"{}\n", b"no json\n", b'{"company": 1}\n', b"\xff\xfe\n", b"[]\n"]
)
def test_damage_inside_the_ledger_is_told(tmp_path: Path, ledger: Ledger, line: bytes) -> None:
    ledger.enter(FETCH)
    path = tmp_path / LEDGER
    path.write_bytes(line + path.read_bytes())
    with pytest.raises(SnapshotMissing, match=r"fetches.jsonl:1 is damaged"):
        list(read_ledger(tmp_path))


def test_folder_without_a_ledger_holds_no_snapshot(tmp_path: Path) -> None:
    with pytest.raises(SnapshotMissing, match="holds no snapshot"):
        list(read_snapshot(tmp_path))


def test_page_that_is_gone_from_the_archive_is_told(
    tmp_path: Path, warc: WarcFile, ledger: Ledger
) -> None:
    ledger.enter(replace(FETCH, record=warc.store(WIRE)))
    assert [markup for _, markup in read_snapshot(tmp_path)] == ["<p>Hello</p>"]
    path = tmp_path / "acme.warc.gz"
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(SnapshotMissing, match="can't be read back"):
        list(read_snapshot(tmp_path))
    path.unlink()
    with pytest.raises(SnapshotMissing, match="can't be read back"):
        list(read_snapshot(tmp_path))


TEXT = b"The quick brown fox. " * 400
RAW_DEFLATE = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        ("X-GZIP", gzip.compress(TEXT, mtime=0)),
        ("gzip", gzip.compress(TEXT[:100], mtime=0) + gzip.compress(TEXT[100:], mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW_DEFLATE.compress(TEXT) + RAW_DEFLATE.flush()),
        ("br", brotli.compress(TEXT)),
        ("zstd", zstd.compress(TEXT)),
        ("deflate, gzip", gzip.compress(zlib.compress(TEXT), mtime=0)),
    ],
)
def test_unpack(encoding: str, packed: bytes) -> None:
    assert unpack(packed, (("content-ENCODING", encoding),)) == TEXT


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_damage_in_a_packed_body_is_told(encoding: str) -> None:
    with pytest.raises(UNPACK_ERRORS):
        unpack(b"\xff\xff\xff not packed", (("Content-Encoding", encoding),))


def test_torn_gzip_gives_what_came() -> None:
    torn = gzip.compress(bytes(range(256)) * 900)[:-12]
    assert unpack(torn, (("Content-Encoding", "gzip"),)).startswith(bytes(range(256)))
