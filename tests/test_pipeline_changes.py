"""What became of each page since its site was last read, on hand-written rows."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

from crawlers.choice.soft_404 import MISSING
from pipeline.changes import put_page_changes, summarize_crawl
from sameness.records import Fetch, Outcome, PageKind
from warehouse.warehouse import Warehouse, to_arrow

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SITE = "https://acme.example"
JUNE = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    with Warehouse(tmp_path / "changes.duckdb") as opened:
        yield opened


def fetch(
    path: str,
    digest: str = "",
    *,
    outcome: str = "fetched",
    status: int = 200,
    reason: str = "",
    leads_to: str = "",
    company: str = "Acme",
) -> Fetch:
    return Fetch(
        company=company,
        url=SITE + path,
        final_url=SITE + (leads_to or path),
        kind=PageKind.OTHER,
        chosen="test",
        depth=1,
        outcome=Outcome(outcome),
        reason=reason,
        status=status,
        content_type="text/html",
        encoding="utf-8",
        fetched_at=JUNE,
        size=9,
        digest=digest,
        record="s/a.warc.gz#0",
    )


def store(warehouse: Warehouse, snapshot: str, *fetches: Fetch) -> None:
    rows = to_arrow(fetches, Fetch)
    for name, value in (("industry", "field"), ("snapshot_id", snapshot)):
        rows = rows.append_column(name, pa.array([value] * rows.num_rows, pa.string()))
    warehouse.insert("raw.fetches", rows)


def changes(warehouse: Warehouse, snapshot: str) -> dict[str, str]:
    put_page_changes(warehouse, "field", snapshot, ["Acme", "Bolt"])
    rows = warehouse.table("page_changes").to_pylist()
    assert len(rows) == len({(row["company"], row["url"]) for row in rows})
    return {row["url"].removeprefix(SITE): row["change"] for row in rows}


def test_every_fate_of_a_page_has_its_word(warehouse: Warehouse) -> None:
    paths = ("/same", "/other", "/404", "/410", "/soft", "/down", "/moved", "/shut", "/cut")
    store(warehouse, "s1", *(fetch(path, f"d{path}") for path in paths))
    store(
        warehouse,
        "s2",
        fetch("/same", "d/same", status=304),
        fetch("/other", "now"),
        fetch("/404", outcome="failed", status=404, reason="HTTP 404"),
        fetch("/410", outcome="failed", status=410, reason="HTTP 410"),
        fetch("/soft", outcome="failed", reason=MISSING),
        fetch("/down", outcome="failed", status=503, reason="HTTP 503"),
        fetch("/down", "d/down", outcome="kept", reason="HTTP 503"),
        fetch("/moved", "d/moved", leads_to="/here"),
        fetch("/shut", outcome="refused", reason="asks not to be indexed"),
        fetch("/new", "n"),
        fetch("/dead", outcome="failed", status=404, reason="HTTP 404"),
        fetch("/bolt", "b", company="Bolt"),
        fetch("/stranger", "x", company="Not asked about"),
    )
    assert changes(warehouse, "s2") == {
        "/same": "unchanged", "/other": "changed", "/404": "gone", "/410": "gone", "/soft": "gone",
        "/down": "kept", "/moved": "moved", "/here": "new", "/shut": "refused",
        "/cut": "not asked", "/new": "new", "/bolt": "first read",
    }  # fmt: skip
    summary = summarize_crawl(warehouse, "field", "s2", ["Acme", "Bolt"])
    counts = (summary.unchanged, summary.changed, summary.new, summary.gone, summary.kept)
    assert counts == (1, 1, 2, 3, 1)
    assert (summary.asked, summary.first_read, summary.unread) == (11, 1, ())


def test_a_month_in_which_a_site_was_down_is_looked_past(warehouse: Warehouse) -> None:
    store(warehouse, "s1", fetch("/", "one"))
    down = fetch("/", outcome="failed", status=503, reason="HTTP 503")
    store(warehouse, "s2", down, fetch("/", "one", outcome="kept", reason="HTTP 503"))
    store(warehouse, "s3", fetch("/", "one"))
    assert changes(warehouse, "s1") == {"/": "first read"}
    assert changes(warehouse, "s2") == {"/": "kept"}
    assert changes(warehouse, "s3") == {"/": "unchanged"}
    (unread,) = summarize_crawl(warehouse, "field", "s2", ["Acme"]).unread
    assert (unread.company, unread.reason, unread.kept) == ("Acme", "HTTP 503", 1)
    assert unread.kept_since == JUNE.date()


def test_other_industries_and_later_crawls_don_t_count(warehouse: Warehouse) -> None:
    store(warehouse, "s3", fetch("/", "later"))
    store(warehouse, "s2", fetch("/", "now"))
    assert changes(warehouse, "s2") == {"/": "first read"}
