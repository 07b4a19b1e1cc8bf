"""What the history knows of claims: this industry's earlier ones, and those of other industries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.reference.catalogue import CATALOGUE, shipped_catalogue
from pipeline.runs import PAGES_CHANNEL

if TYPE_CHECKING:
    from warehouse.warehouse import Warehouse

MOST_WORDINGS = 3
"""Wordings kept of a claim of another industry: its medoid's, and those nearest to it."""
KNOWN = pa.schema([("claim_id", pa.string()), ("masked", pa.string())])
EARLIER = pa.schema([("company", pa.string()), ("masked", pa.string()), ("crawls", pa.int32())])


def known_claims(warehouse: Warehouse, name: str, channel: str = PAGES_CHANNEL) -> pa.Table:
    """Give claim_id and newest wording of every claim that finished runs of a channel found.

    The wording is text, so that a run with another model reads it anew and keeps the ids.
    """
    if not warehouse.tuples("has_claims"):
        return KNOWN.empty_table()
    return warehouse.arrow("known_claims", industry=name, channel=channel).cast(KNOWN)


def known_catalogue(warehouse: Warehouse, name: str) -> pa.Table:
    """Give the claims to ask the field about: the shipped ones, and other industries' own."""
    shipped = shipped_catalogue()
    if not warehouse.tuples("has_claims"):
        return shipped
    key = {"industry": name, "channel": PAGES_CHANNEL}
    own = warehouse.arrow("other_claims", most_wordings=MOST_WORDINGS, **key)
    return pa.concat_tables([own.select(CATALOGUE.names).cast(CATALOGUE), shipped])


def earlier_statements(warehouse: Warehouse, name: str, snapshot_id: str) -> pa.Table:
    """Give company, masked text in small letters and ``crawls``, how many other crawls read it."""
    if not warehouse.tuples("has_history"):
        return EARLIER.empty_table()
    key = {"industry": name, "snapshot_id": snapshot_id, "channel": PAGES_CHANNEL}
    return warehouse.arrow("earlier_statements", **key).cast(EARLIER)
