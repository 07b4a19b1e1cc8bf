"""How many companies make each claim, with the range of the share, and who owns it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from pipeline.measures.ownership import ownership
from pipeline.measures.prevalence import tier, wilson_interval

COLUMNS = {"compared_statements": ("statement_id", "pages")}
SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("asked", pa.int32()),
        ("companies", pa.int32()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("tier", pa.string()),
        ("alike_companies", pa.int32()),
        ("reach_low", pa.float64()),
        ("reach_high", pa.float64()),
        ("reach_tier", pa.string()),
        ("concentration", pa.float64()),
        ("leader", pa.string()),
        ("leader_share", pa.float64()),
    ]
)


def claim_prevalence(
    claims: pa.Table, compared_statements: pa.Table, evidence_levels: pa.Table
) -> pa.Table:
    """Give one row per claim; ``asked`` counts the companies with any marketing statement.

    ``companies`` say the same, with the Wilson interval of their share and its tier: at least so
    many. ``alike_companies`` are those beyond, which only read like it; ``reach_low``,
    ``reach_high`` and ``reach_tier`` are of both together: at most about so many, for not all of
    these say the same. ``tier`` is empty where no two companies say the same. ``concentration`` is
    the Herfindahl index of the companies' shares of it (``ownership.py``), ``leader`` who has more
    than half.
    """
    levels = evidence_levels.to_pylist()
    asked = sum(1 for row in levels if row["statements"])
    read = {row["company"]: row["pages"] for row in levels}
    pages = {row["statement_id"]: row["pages"] for row in compared_statements.to_pylist()}
    members: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in claims.sort_by("statement_id").to_pylist():
        members[row["claim_id"]].append(row | {"pages": pages[row["statement_id"]]})
    rows = [_row(name, made, asked, read) for name, made in sorted(members.items())]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _row(
    claim_id: str, members: list[dict[str, Any]], asked: int, read: dict[str, int]
) -> dict[str, Any]:
    every = {member["company"] for member in members}
    same = {member["company"] for member in members if member["strength"] == "same"}
    low, high = wilson_interval(len(same), asked)
    reach_low, reach_high = wilson_interval(len(every), asked)
    said: dict[str, float] = defaultdict(float)
    for member in members:
        if member["company"] in same and member["strength"] == "alike":
            continue
        said[member["company"]] += member["pages"]
    owned = ownership(said, read)
    return {
        "claim_id": claim_id,
        "asked": asked,
        "companies": len(same),
        "low": low,
        "high": high,
        "tier": tier(len(same), asked) if same else "",
        "alike_companies": len(every - same),
        "reach_low": reach_low,
        "reach_high": reach_high,
        "reach_tier": tier(len(every), asked),
        "concentration": owned.concentration,
        "leader": owned.leader,
        "leader_share": owned.share,
    }
