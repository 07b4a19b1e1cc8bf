"""What earlier crawls saw: the tables from which a run tells since when something is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers.choice.soft_404 import GONE, MISSING
from embeddings.encoder import encoder_name
from pipeline.runs import ARCHIVE_CHANNEL, PAGES_CHANNEL
from sameness import __version__

if TYPE_CHECKING:
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

_SPAN = (("first_at", pa.timestamp("us")), ("last_at", pa.timestamp("us")))


def _texts(*names: str) -> list[tuple[str, pa.DataType]]:
    return [(name, pa.string()) for name in names]


TEXT_SIGHTINGS = pa.schema([*_texts("company", "masked", "text_key", "text", "url"), *_SPAN])
EARLIER_MEMBERS = pa.schema(_texts("claim_id", "company", "masked", "text_key"))
EARLIER_TEXTS = pa.schema(_texts("company", "masked", "text_key"))
EARLIER_PROFILES = pa.schema([*_texts("company", "platform", "handle", "url", "page"), *_SPAN])
EARLIER_IMAGES = pa.schema([*_texts("company", "digest", "url", "page"), *_SPAN])
EARLIER = {
    "text_sightings": TEXT_SIGHTINGS,
    "earlier_members": EARLIER_MEMBERS,
    "earlier_texts": EARLIER_TEXTS,
    "earlier_profiles": EARLIER_PROFILES,
    "earlier_images": EARLIER_IMAGES,
}
"""Tables over all earlier runs of the same model and version."""

PREVIOUS = {
    "previous_blocks": pa.schema(
        [
            *_texts("company", "url", "kind"),
            ("ordinal", pa.int32()),
            *_texts("role", "text"),
            ("fetched_at", pa.timestamp("us")),
        ]
    ),
    "previous_compared": pa.schema(
        [
            *_texts("statement_id", "company", "url", "kind", "text", "masked"),
            ("words", pa.int32()),
            ("vector", pa.list_(pa.float32())),
        ]
    ),
    "previous_presence": pa.schema(_texts("company", "platform", "state", "url", "reason")),
}
"""Tables of the newest earlier run of the same model and version."""

NEEDED = (
    *("claims.strength", "statements.ordinal", "masked_statements.words", "blocks.role"),
    *("images.content", "platform_presence.state", "compared_statements.words"),
)
"""Columns that the history has once a run stored all that is asked of it here."""


def put_sightings(
    warehouse: Warehouse, settings: Settings, name: str, industry: Industry, snapshot_id: str
) -> None:
    """Make the tables of what crawls up to a snapshot saw, as runs of this version read it.

    A crawl that no such run has read is left out: nobody knows which texts it held. Web archives
    count as crawls that came upon a few pages only.

    ``page_answers`` (company, crawl, url, answered_at, answer) and ``site_crawls`` (company, crawl,
    read_at, complete) are with the snapshot itself; those of ``EARLIER`` and ``PREVIOUS`` without
    it, and empty where no run of this model and version read an earlier one.
    """
    key = {
        "industry": name,
        "snapshot_id": snapshot_id,
        "channels": [PAGES_CHANNEL, ARCHIVE_CHANNEL],
        "model": encoder_name(settings.model),
        "version": __version__,
    }
    crawls = key | {"companies": industry.names}
    warehouse.make_from("page_answers", "page_answers", gone=list(GONE), missing=MISSING, **crawls)
    warehouse.make_from("site_crawls", "site_crawls", most_pages=industry.crawl.max_pages, **crawls)
    columns = {column for (column,) in warehouse.tuples("history_columns")}
    whole = columns.issuperset(NEEDED)
    read = warehouse.tuples("previous_run", **key) if whole else []
    # Of the past of a few pages nothing is compared but texts.
    own = key | {"channels": [PAGES_CHANNEL]}
    previous = warehouse.tuples("previous_run", **own) if whole else []
    for table, schema in EARLIER.items():
        rows = warehouse.arrow(table, **key).cast(schema) if read else schema.empty_table()
        warehouse.put(table, rows)
    for table, schema in PREVIOUS.items():
        rows = schema.empty_table()
        if previous:
            rows = warehouse.arrow(table, run_id=previous[0][0]).cast(schema)
        warehouse.put(table, rows)
