"""From a statement of a post back to the answer that held it, or to the export it came in."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from pipeline.post_evidence import _holds, prove_post
from pipeline.runs import RunKey, note_run
from sameness.errors import EvidenceMissing
from sameness.settings import Settings
from tests.made_up_posts import START, field_of, post, store
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FIELD = field_of("bakers")
BAKER = FIELD.names[0]
SAID = "Our rye bread cools on wooden racks & “proves” overnight."
ROW = {
    "claim_id": "c1",
    "strength": "same",
    "company": BAKER,
    "text": SAID,
    "url": "https://bluesky.example/Abrovant/0000",
}


@pytest.mark.parametrize(
    "body",
    [
        json.dumps({"feed": [{"post": {"text": f"Hello\n{SAID}"}}]}).encode(),
        json.dumps({"content": "<p>Our <b>rye</b> bread cools on wooden racks &amp; “proves” over"
                    "<wbr>night.</p>"}).encode(),
        f"<rss><title>{SAID.replace('&', '&amp;amp;')}</title></rss>".encode(),
        "<p>Our rye bread cools<br>on wooden racks &amp; “proves” overnight.</p>".encode(),
    ],
    ids=["json", "markup in json", "feed", "page"],
)  # fmt: skip
def test_an_answer_holds_a_statement_through_markup_and_escapes(body: bytes) -> None:
    assert _holds(body, SAID)
    assert not _holds(body, SAID.replace("rye", "oat"))


def archive_answer(archive: Path, body: bytes) -> str:
    """Write one answer; gives its place."""
    file = archive / "s1" / "posts.warc.gz"
    file.parent.mkdir(parents=True)
    answer = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n" + body
    head = (
        "WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        "WARC-Target-URI: https://api.example/feed\r\nWARC-Date: 2026-05-01T10:00:00Z\r\n"
        "Content-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(answer)}\r\n\r\n"
    )
    file.write_bytes(gzip.compress(head.encode() + answer + b"\r\n\r\n"))
    return "s1/posts.warc.gz#0"


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    settings = Settings(tmp_path)
    with Warehouse(settings.warehouse) as opened:
        note_run(opened, settings, FIELD, RunKey("r1-posts", "bakers", "s1", "posts"))
        yield opened


def put(warehouse: Warehouse, **changes: Any) -> None:  # noqa: ANN401 - any column
    store(warehouse, "bakers", [post(BAKER, 0, f"Good morning!\n{SAID} #rye #bread", **changes)])


def test_a_read_post_is_proved_by_its_record(warehouse: Warehouse, tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    put(warehouse, record=archive_answer(archive, json.dumps({"text": SAID}).encode()))
    proof = prove_post(warehouse, archive, "r1-posts", ROW)
    assert proof.verbatim
    assert (proof.file, proof.place) == (archive / "s1" / "posts.warc.gz", "0")
    assert proof.record_id == "<urn:uuid:1>"
    lines = proof.lines()
    assert lines[0] == f"{BAKER} says the same: {SAID}"
    assert lines[-1] == "  word for word in the post"
    other = prove_post(warehouse, archive, "r1-posts", ROW | {"text": "Our oat bread cools."})
    assert (other.verbatim, other.lines()[-1]) == (False, "  NOT FOUND IN THE RECORD")


def test_a_repost_with_the_address_of_the_original_is_not_taken_for_it(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    put(warehouse, record=archive_answer(archive, json.dumps({"text": SAID}).encode()))
    later = START + timedelta(days=300)
    put(warehouse, kind="repost", platform="mastodon", read_at=later, record="s2/none#1")
    assert prove_post(warehouse, archive, "r1-posts", ROW).platform == "bluesky"


def test_a_record_that_says_something_else_is_no_proof(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    archive = tmp_path / "archive"
    put(warehouse, record=archive_answer(archive, b'{"text": "Closed today."}'))
    assert not prove_post(warehouse, archive, "r1-posts", ROW).verbatim


def test_a_lost_record_is_told(warehouse: Warehouse, tmp_path: Path) -> None:
    put(warehouse, record="s1/posts.warc.gz#0")
    with pytest.raises(EvidenceMissing, match=r"posts\.warc\.gz#0 can't be read back"):
        prove_post(warehouse, tmp_path / "archive", "r1-posts", ROW)


def test_an_imported_post_leads_to_its_row(warehouse: Warehouse, tmp_path: Path) -> None:
    when = datetime(2026, 3, 1, tzinfo=UTC)
    put(
        warehouse,
        origin="import",
        record="imports/feed.csv#12",
        url="",
        posted_at=None,
        read_at=when,
    )
    row = ROW | {"url": "bluesky:abrovant/0000"}
    proof = prove_post(warehouse, tmp_path / "archive", "r1-posts", row)
    assert (proof.verbatim, proof.place, proof.posted_at) == (True, "12", None)
    assert any("feed.csv at row 12" in line for line in proof.lines())
    assert "  posted  nobody knows when" in proof.lines()
