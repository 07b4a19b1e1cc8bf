"""The field's figures with their ranges, or the reason why it has none."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from pipeline.measures.blind_test import mean_with_range
from pipeline.measures.interchangeability import effective_pitches
from pipeline.measures.publishing import Grounds, Standing, reason_to_abstain, regime

NUMBERS = (
    *("value", "low", "high", "pitches", "pitches_low", "pitches_high"),
    *("blind_test", "blind_test_low", "blind_test_high"),
    *("between", "own", "strangers", "ceiling"),
    *("trend", "trend_low", "trend_high"),
)
SCHEMA = pa.schema(
    [
        ("published", pa.bool_()),
        ("reason", pa.string()),
        ("companies", pa.int32()),
        ("regime", pa.string()),
        *((name, pa.float64()) for name in NUMBERS),
    ]
)


def industry_scores(
    companies: pa.Table,
    evidence_levels: pa.Table,
    index_ranges: pa.Table,
    blind_tests: pa.Table,
    strangers: pa.Table,
    *,
    grounds: Grounds,
) -> pa.Table:
    """Give one row; the numbers are null where they could not be computed at all.

    ``published`` says whether they may be shown (docs/measures.md, "When nothing is published");
    ``regime`` whether the field is homogeneous, mixed or heterogeneous, "unclear" where it is not
    published or its range straddles.
    """
    enough = sorted(row["company"] for row in evidence_levels.to_pylist() if row["enough"])
    field = next((r for r in index_ranges.to_pylist() if r["company"] is None), None)
    used = [row["industry"] for row in strangers.to_pylist() if row["used"]]
    standing = Standing(
        listed=companies.num_rows,
        enough=len(enough),
        strangers=len(used),
        low=field["low"] if field else None,
        high=field["high"] if field else None,
        lift_low=field["lift_low"] if field else None,
        industries=len(set(used)),
    )
    reason = reason_to_abstain(standing, grounds)
    row: dict[str, Any] = {"published": not reason, "reason": reason, "companies": len(enough)}
    row["regime"] = regime(None, None) if reason else regime(standing.low, standing.high)
    if field is not None and len(enough) >= 3:
        row |= {name: field[name] for name in ("value", "low", "high")}
        row |= {name: field[name] for name in ("between", "own", "strangers", "ceiling")}
        row |= {name: field[name] for name in ("trend", "trend_low", "trend_high")}
        row |= _pitches(len(enough), field) | _blind_test(enough, blind_tests)
    return pa.Table.from_pylist([row], schema=SCHEMA)


def _pitches(companies: int, field: dict[str, Any]) -> dict[str, float]:
    """Give effective pitches; the more alike, the fewer, so low and high change places."""
    return {
        "pitches": float(effective_pitches(companies, field["value"])),
        "pitches_low": float(effective_pitches(companies, field["high"])),
        "pitches_high": float(effective_pitches(companies, field["low"])),
    }


def _blind_test(enough: list[str], blind_tests: pa.Table) -> dict[str, float]:
    place = {company: i for i, company in enumerate(enough)}
    confusions = np.zeros((len(enough), len(enough)))
    for row in blind_tests.to_pylist():
        confusions[place[row["company"]], place[row["rival"]]] = row["confusion"]
    value, low, high = mean_with_range(confusions)
    return {"blind_test": value, "blind_test_low": low, "blind_test_high": high}
