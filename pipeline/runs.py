"""The runs of an industry: noted when they begin, found when they are done."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sameness import __version__
from sameness.errors import RunMissing
from warehouse.ledger import RUN, Step

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

PAGES_CHANNEL = "pages"
ARCHIVE_CHANNEL = "web archive"
"""Of runs that read past pages for what they said: they are measured for nothing else."""
POSTS_SUFFIX = "-posts"


@dataclass(frozen=True, slots=True)
class RunKey:
    """Which run this is: of an industry's snapshot and channel; ``started_at`` is in UTC.

    A run that is done again knows no posts that were first read after ``known_until``.
    """

    run_id: str
    industry: str
    snapshot_id: str
    channel: str
    started_at: datetime = field(default_factory=lambda: datetime.now(UTC))
    known_until: datetime | None = None


def note_run(warehouse: Warehouse, settings: Settings, industry: Industry, key: RunKey) -> None:
    """Note that a run begins, with its companies; makes the table ``companies``."""
    # Most who ask for runs begin none, and needn't wait for these.
    import pyarrow as pa

    from embeddings.encoder import encoder_name

    names = industry.names
    rows = {
        "run_id": [key.run_id] * len(names),
        "position": pa.array(range(len(names)), pa.int32()),
        "company": names,
        "site": [company.site for company in industry.company],
        "aliases": pa.array([list(c.aliases) for c in industry.company], pa.list_(pa.string())),
        "is_client": [company.name == industry.client for company in industry.company],
    }
    run = {
        "run_id": key.run_id,
        "industry": key.industry,
        "snapshot_id": key.snapshot_id,
        "started_at": key.started_at,
        "industry_name": industry.name,
        "client": industry.client,
        "model": encoder_name(settings.model),
        "judge": settings.judge,
        "version": __version__,
        "rivals_sampled": settings.rivals_sampled,
        "channel": key.channel,
    }
    with warehouse.transaction():
        warehouse.insert("raw.runs", pa.Table.from_pylist([run]))
        warehouse.insert("raw.run_companies", pa.table(rows))
    warehouse.put("companies", pa.table(rows).drop_columns(["run_id"]))


def finish_runs(warehouse: Warehouse, name: str, digests: Mapping[str, str]) -> None:
    """Note that these runs, with the digests of what they read, are finished: all, or none."""
    now = datetime.now(UTC).replace(tzinfo=None)
    with warehouse.transaction():
        for run_id, digest in digests.items():
            warehouse.run("finish_run", run_id=run_id, finished_at=now, data_digest=digest)
    warehouse.acknowledge(*(Step(RUN, name, run_id, digest) for run_id, digest in digests.items()))


def data_digest(warehouse: Warehouse, pages: str) -> str:
    """Give the digest of every page of a table."""
    table = warehouse.table(pages).select(["company", "url", "digest"])
    rows = table.sort_by([("company", "ascending"), ("url", "ascending")]).to_pylist()
    return digest_of(tuple(row.values()) for row in rows)


def posts_run_id(run_id: str) -> str:
    """Give the id of the run of posts that goes with a run of pages."""
    return run_id + POSTS_SUFFIX


def newest_run(warehouse: Warehouse, name: str) -> str:
    """Give the id of the industry's newest finished run of pages; raises RunMissing."""
    found = warehouse.tuples("newest_run", industry=name, channel=PAGES_CHANNEL)
    if not found:
        raise RunMissing(
            f"No run of {name!r} was ever completed.", f"Run: sameness run --industry {name}"
        )
    return str(found[0][0])


def find_run(warehouse: Warehouse, name: str, run_id: str | None) -> str:
    """Give the finished run of this id, or the industry's newest for None; raises RunMissing."""
    newest = newest_run(warehouse, name)
    if run_id is None or run_id == newest:
        return newest
    if not warehouse.tuples("finished_run", industry=name, run_id=run_id, channel=PAGES_CHANNEL):
        raise RunMissing(
            f"No run {run_id!r} of {name!r} was ever completed.",
            f"Its newest is {newest}; its folders in out/{name} have the others' names.",
        )
    return run_id


def digest_of(pages: Iterable[tuple[str, ...]]) -> str:
    """Give the SHA-256 over company, address and content's digest of pages, in the order given."""
    digest = hashlib.sha256()
    for page in pages:
        digest.update("\x1f".join((*page, "\n")).encode())
    return digest.hexdigest()
