"""What companies of the workspace's other industries say in a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from embeddings.encoder import encoder_name

if TYPE_CHECKING:
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("industry", pa.string()),
        ("stranger", pa.string()),
        ("statement_id", pa.string()),
        ("url", pa.string()),
        ("kind", pa.string()),
        ("words", pa.int32()),
        ("vector", pa.list_(pa.float32())),
    ]
)


def other_statements(warehouse: Warehouse, settings: Settings, name: str, channel: str) -> pa.Table:
    """Give the compared statements of every other industry's newest run of a channel.

    Of runs with the same model; the built-in industry is nobody's stranger.
    """
    if not warehouse.tuples("has_history"):
        return SCHEMA.empty_table()
    model = encoder_name(settings.model)
    found = warehouse.arrow("other_industries", industry=name, model=model, channel=channel)
    return found.select(SCHEMA.names).cast(SCHEMA)
