"""How often people call pairs like the shown ones the same claim, as measured on labelled pairs."""

from __future__ import annotations

import pyarrow as pa

from pipeline.measures.same_claim import load_judge


def pair_precision() -> pa.Table:
    """Give one row: the share of right pairs with its range, how many were judged, and whence."""
    judge = load_judge()
    return pa.table(
        {
            "value": [judge.precision],
            "low": [judge.low],
            "high": [judge.high],
            "pairs": pa.array([judge.shown], pa.int32()),
            "source": [judge.source],
        }
    )
