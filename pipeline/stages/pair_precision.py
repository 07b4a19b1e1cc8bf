"""How often people call pairs like the shown ones the same claim, as measured on labelled pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from pipeline.measures.same_claim import Judge


def pair_precision(*, judge: Judge) -> pa.Table:
    """Give one row: the share of right pairs with its range, how many were judged, and whence."""
    return pa.table(
        {
            "value": [judge.precision],
            "low": [judge.low],
            "high": [judge.high],
            "pairs": pa.array([judge.shown], pa.int32()),
            "source": [judge.source],
        }
    )
