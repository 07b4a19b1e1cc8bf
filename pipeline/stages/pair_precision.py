"""How often labels call pairs like the shown ones the same claim, as measured on labelled pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from pipeline.measures.same_claim import Judge

SCHEMA = pa.schema(
    [
        ("strength", pa.string()),
        *((name, pa.float64()) for name in ("least", "value", "low", "high")),
        ("pairs", pa.int32()),
        ("recall", pa.float64()),
        ("source", pa.string()),
    ]
)


def pair_precision(*, judge: Judge) -> pa.Table:
    """Give a row for pairs called the same claim and one for those that read alike.

    From ``least`` probability on: the share of right pairs ``value`` with its range, how many
    labelled ``pairs`` were shown, the ``recall`` of all same claims, and whence.
    """
    rows = [
        {
            "strength": strength,
            "least": shown.least,
            "value": shown.precision,
            "low": shown.low,
            "high": shown.high,
            "pairs": shown.pairs,
            "recall": shown.recall,
            "source": judge.source,
        }
        for strength, shown in (("same", judge.same), ("alike", judge.alike))
    ]
    return pa.Table.from_pylist(rows, schema=SCHEMA)
