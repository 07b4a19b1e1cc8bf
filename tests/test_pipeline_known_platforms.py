"""The platforms of other industries: those of the workspace's newest runs, and those that ship."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.known_platforms import SCHEMA, known_platforms, load_platforms
from pipeline.measures.platform_states import is_shared_ground
from pipeline.measures.strangers import ENOUGH, ENOUGH_INDUSTRIES
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 11, 20, 12)  # noqa: DTZ001 - the warehouse's times are in UTC, unmarked


def run(run_id: str, industry: str, snapshot: str, **given: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "run_id": run_id,
        "industry": industry,
        "snapshot_id": snapshot,
        "started_at": NOON,
        "finished_at": NOON,
        "industry_name": industry,
        "model": "any",
        "version": "1",
        "rivals_sampled": 40,
        "channel": "pages",
    } | given


def profile(industry: str, snapshot: str, company: str, platform: str, status: str) -> Any:  # noqa: ANN401
    return {
        "industry": industry,
        "snapshot_id": snapshot,
        "company": company,
        "platform": platform,
        "handle": company.lower(),
        "url": "",
        "found_at": "",
        "found_by": "",
        "status": status,
        "reason": "",
        "read_at": NOON,
        "posts": 0,
        "linked_back": "",
    }


def test_the_newest_finished_runs_of_other_industries_are_known(tmp_path: Path) -> None:
    runs = [
        run("r1", "tea", "t1"),
        run("r2", "tea", "t2"),
        run("r3", "tea", "t3", finished_at=None),
        run("r4-posts", "tea", "t1", channel="posts"),
        run("r5", "coffee", "c1"),
        run("r6", "demo", "d1"),
    ]
    profiles = [
        profile("tea", "t1", "Acme", "reddit", "ok"),
        profile("tea", "t2", "Acme", "x", "unauthorised"),
        profile("tea", "t2", "Acme", "bluesky", "ok"),
        profile("tea", "t2", "Acme", "bluesky", "failed"),
        profile("tea", "t2", "Acme", "mastodon", "gone"),
        profile("tea", "t3", "Acme", "youtube", "ok"),
        profile("coffee", "c1", "Bravo", "x", "ok"),
        profile("demo", "d1", "Cargo", "x", "ok"),
    ]
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        warehouse.insert("raw.runs", pa.Table.from_pylist(runs))
        warehouse.insert("raw.profiles", pa.Table.from_pylist(profiles))
        known = known_platforms(warehouse, "coffee")
    assert known.schema == SCHEMA
    own = [row for row in known.to_pylist() if row["source"] == "workspace"]
    assert [(row["industry"], row["company"], row["platforms"]) for row in own] == [
        ("tea", "Acme", ["bluesky", "x"])
    ]
    assert known.num_rows == 1 + load_platforms().num_rows


def test_enough_companies_ship_for_a_zero() -> None:
    rows = load_platforms().to_pylist()
    meet = [row for row in rows if any(map(is_shared_ground, row["platforms"]))]
    assert len(meet) >= ENOUGH
    assert len({row["industry"] for row in meet}) >= ENOUGH_INDUSTRIES
    # Without its own industry, which never serves as strangers, there are still enough.
    assert all(
        sum(row["industry"] != name for row in meet) >= ENOUGH
        for name in {row["industry"] for row in meet}
    )
