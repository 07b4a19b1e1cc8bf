"""Who said claims before rivals took them up, and whether that is beyond chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.false_discoveries import adjust
from pipeline.measures.leads import Sightings, leads

if TYPE_CHECKING:
    from datetime import timedelta

Row = dict[str, Any]
DAY = 86_400.0
FEWEST = 5
"""First sightings of known age that a company needs before its leads are counted."""
SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("claims", pa.int32()),
        ("dated", pa.int32()),
        ("leads", pa.int32()),
        ("expected", pa.float64()),
        ("p", pa.float64()),
        ("clear", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def claim_leads(
    claim_sightings: pa.Table, companies: pa.Table, *, bootstrap_rounds: int, seed: int
) -> pa.Table:
    """Give one row per company: how often rivals took up soon what it had said before.

    ``dated`` of its ``claims`` have a known age; ``leads`` counts pairs of a rival and a claim,
    ``expected`` what chance gives. ``clear``: beyond chance at a false discovery rate of 5 % over
    all companies. With a ``reason`` there is too little, and no figure.
    """
    names = sorted(companies.column("company").to_pylist())
    rows = [row for row in _sorted(claim_sightings) if row["company"] in names]
    found = leads(_sightings(rows, names), bootstrap_rounds, seed) if rows else []
    counts = [_counts(rows, name) for name in names]
    told = [place for place, (_, dated) in enumerate(counts) if dated >= FEWEST]
    sure = dict(zip(told, adjust([found[place].p for place in told]), strict=True))
    made = []
    for place, name in enumerate(names):
        claims, dated = counts[place]
        lead = found[place] if place in sure else None
        made.append(
            {
                "company": name,
                "claims": claims,
                "dated": dated,
                "leads": lead and lead.leads,
                "expected": lead and lead.expected,
                "p": lead and lead.p,
                "clear": lead is not None and bool(sure[place] <= 0.05),
                "reason": "" if lead else _reason(dated),
            }
        )
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _sorted(table: pa.Table) -> list[Row]:
    rows: list[Row] = table.sort_by(
        [("claim_id", "ascending"), ("company", "ascending")]
    ).to_pylist()
    return rows


def _counts(rows: list[Row], name: str) -> tuple[int, int]:
    """Give how many claims a company makes, and of how many the age is known."""
    own = [row for row in rows if row["company"] == name]
    return len(own), sum(row["absent_at"] is not None for row in own)


def _sightings(rows: list[Row], names: list[str]) -> Sightings:
    claims = sorted({row["claim_id"] for row in rows})
    start = min(row["seen_in"] for row in rows)
    days = [
        (
            float("-inf") if row["absent_in"] is None else _days(row["absent_in"] - start),
            _days(row["seen_in"] - start),
        )
        for row in rows
    ]
    after, by = np.array(days).T
    return Sightings(
        np.array([names.index(row["company"]) for row in rows]),
        np.array([claims.index(row["claim_id"]) for row in rows]),
        after,
        by,
    )


def _reason(dated: int) -> str:
    claims = "claim" if dated == 1 else "claims"
    return f"{dated} {claims} taken up while we looked; {FEWEST} are needed"


def _days(span: timedelta) -> float:
    return span.total_seconds() / DAY
