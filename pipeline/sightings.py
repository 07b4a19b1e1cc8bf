"""What earlier crawls saw: the tables from which a run tells since when something is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers import GONE, MISSING
from embeddings.encoder import encoder_name
from pipeline.runs import PAGES_CHANNEL
from sameness import __version__

if TYPE_CHECKING:
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

TEXT_SIGHTINGS = pa.schema(
    [
        ("company", pa.string()),
        ("masked", pa.string()),
        ("url", pa.string()),
        ("first_at", pa.timestamp("us")),
    ]
)
EARLIER_MEMBERS = pa.schema(
    [("claim_id", pa.string()), ("company", pa.string()), ("masked", pa.string())]
)


def put_sightings(
    warehouse: Warehouse, settings: Settings, name: str, industry: Industry, snapshot_id: str
) -> None:
    """Make the tables of what crawls up to a snapshot saw, and what runs of this version read.

    ``text_sightings`` (company, masked, url, first_at), ``earlier_members`` (claim_id, company,
    masked), both without the snapshot itself; ``page_answers`` (company, crawl, url, answered_at,
    answer) and ``site_crawls`` (company, crawl, read_at, complete) with it.
    """
    crawls = {"industry": name, "snapshot_id": snapshot_id, "companies": industry.names}
    warehouse.make_from("page_answers", "page_answers", gone=list(GONE), missing=MISSING, **crawls)
    warehouse.make_from("site_crawls", "site_crawls", most_pages=industry.crawl.max_pages, **crawls)
    key = {
        "industry": name,
        "snapshot_id": snapshot_id,
        "channel": PAGES_CHANNEL,
        "model": encoder_name(settings.model),
        "version": __version__,
    }
    known = bool(warehouse.tuples("has_claims"))
    for table, schema in (("text_sightings", TEXT_SIGHTINGS), ("earlier_members", EARLIER_MEMBERS)):
        rows = warehouse.arrow(table, **key).cast(schema) if known else schema.empty_table()
        warehouse.put(table, rows)
