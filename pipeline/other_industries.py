"""What companies of the workspace's other industries say in a channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from embeddings.encoder import encoder_name

if TYPE_CHECKING:
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

MOST = 30
"""Other industries that are read: enough for strangers, and a run's work does not grow with all."""
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
    """Give the compared statements of other industries' newest runs of a channel.

    Of runs with the same model, and of at most 30 industries: where there are more, those that a
    digest of both names puts first. The built-in industry is nobody's stranger.
    """
    if not warehouse.tuples("has_history"):
        return SCHEMA.empty_table()
    model = encoder_name(settings.model)
    key = {"industry": name, "model": model, "channel": channel}
    found = warehouse.arrow("other_industries", **key, most=MOST)
    return found.select(SCHEMA.names).cast(SCHEMA)
