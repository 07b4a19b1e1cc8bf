"""Whose site could not be read though it once was, on hand-written crawls."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pyarrow as pa

from sameness.records import Fetch, Outcome, PageKind
from warehouse.warehouse import Warehouse, to_arrow

if TYPE_CHECKING:
    from pathlib import Path

CRAWLS = ("s1", "s2", "s3", "s4")
OUTCOMES = {
    "Always": ("fetched", "fetched", "fetched", "fetched"),
    "Away": ("fetched", "fetched", "failed", "failed"),
    "Back": ("fetched", "failed", "failed", "fetched"),
    "Kept": ("fetched", "fetched", "fetched", "kept"),
    "Never": ("failed", "refused", "failed", "failed"),
    "Left the list": ("fetched", "failed", "failed", "failed"),
}
"""What each company's home page came to, crawl by crawl."""


def moment(crawl: int) -> datetime:
    return datetime(2026, 5 + crawl, 1, tzinfo=UTC)


def fetched(company: str, crawl: int) -> Fetch:
    return Fetch(
        company=company,
        url="https://a.example/",
        final_url="https://a.example/",
        kind=PageKind.HOME,
        chosen="home page",
        depth=0,
        outcome=Outcome(OUTCOMES[company][crawl]),
        reason="",
        status=200,
        content_type="text/html",
        encoding="utf-8",
        fetched_at=moment(crawl),
        size=9,
        digest="d",
        record="s/a.warc.gz#0",
    )


def put_crawl(warehouse: Warehouse, crawl: int) -> None:
    snapshot = CRAWLS[crawl]
    rows = to_arrow([fetched(company, crawl) for company in OUTCOMES], Fetch)
    for name, value in (("industry", "field"), ("snapshot_id", snapshot)):
        rows = rows.append_column(name, pa.array([value] * rows.num_rows, pa.string()))
    warehouse.insert("raw.fetches", rows)
    taken = {"started_at": moment(crawl), "finished_at": moment(crawl), "source": "crawl"}
    known = [{"industry": "field", "snapshot_id": snapshot} | taken]
    warehouse.insert("raw.snapshots", pa.Table.from_pylist(known))


def put_run(warehouse: Warehouse, crawl: int) -> None:
    run = {"run_id": f"r{crawl}", "industry": "field", "snapshot_id": CRAWLS[crawl]}
    run |= {"industry_name": "field", "model": "m", "version": "1"}
    times = {"started_at": moment(crawl), "rivals_sampled": 40}
    warehouse.insert("raw.runs", pa.Table.from_pylist([run | times]))
    listed = [
        {"run_id": f"r{crawl}", "position": place, "company": company, "site": "", "aliases": [""],
         "is_client": False}
        for place, company in enumerate(OUTCOMES)
        if company != "Left the list"
    ]  # fmt: skip
    warehouse.insert("raw.run_companies", pa.Table.from_pylist(listed))


def test_who_was_read_once_and_is_not_any_more(tmp_path: Path) -> None:
    with Warehouse(tmp_path / "unread.duckdb") as warehouse:
        for crawl in range(len(CRAWLS)):
            put_crawl(warehouse, crawl)
            put_run(warehouse, crawl)
        found = [
            {
                company: (read_at.month, crawls)
                for company, read_at, crawls in warehouse.tuples(
                    "report_unread", run_id=f"r{crawl}"
                )
            }
            for crawl in range(len(CRAWLS))
        ]
    # Pages that are kept from an earlier reading are measured, but say nothing of today.
    assert found == [
        {},
        {"Back": (5, 1)},
        {"Back": (5, 2), "Away": (6, 1)},
        {"Away": (6, 2), "Kept": (7, 1)},
    ]
