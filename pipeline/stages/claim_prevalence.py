"""How many companies make each claim, with the range of the share, and what that makes it."""

from __future__ import annotations

from collections import defaultdict

import pyarrow as pa

from pipeline.measures.prevalence import tier, wilson_interval

SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("companies", pa.int32()),
        ("asked", pa.int32()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("tier", pa.string()),
    ]
)


def claim_prevalence(claims: pa.Table, evidence_levels: pa.Table) -> pa.Table:
    """Give one row per claim; ``asked`` counts the companies with any marketing statement."""
    asked = sum(1 for row in evidence_levels.to_pylist() if row["statements"])
    makers: dict[str, set[str]] = defaultdict(set)
    for row in claims.to_pylist():
        makers[row["claim_id"]].add(row["company"])
    rows = []
    for claim_id, companies in sorted(makers.items()):
        low, high = wilson_interval(len(companies), asked)
        rows.append(
            {
                "claim_id": claim_id,
                "companies": len(companies),
                "asked": asked,
                "low": low,
                "high": high,
                "tier": tier(len(companies), asked),
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)
