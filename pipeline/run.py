"""One run of an industry: a stored snapshot through the stages, under one run id."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from embeddings.encoder import encoder_name
from embeddings.panel import load_panel
from pipeline.caches import cached_cutter, cached_embedder, cached_entity_finder
from pipeline.changes import put_page_changes
from pipeline.discover import discover_stages
from pipeline.known_claims import earlier_statements, known_catalogue, known_claims
from pipeline.known_phrases import known_phrases
from pipeline.measures.corpus import vector_column
from pipeline.measures.publishing import FEWEST_PAGES, FEWEST_STATEMENTS
from pipeline.measures.same_claim import load_judge
from pipeline.retention import months_before
from pipeline.runner import run_stages
from pipeline.snapshots import new_id
from sameness import __version__
from sameness.records import MARKETING_KINDS

if TYPE_CHECKING:
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

LEAST_RELATED = 0.2
"""Probability of one claim below which two statements never stand under the same claim."""


class Progress(Protocol):
    """Is told how far a run has come."""

    def stage(self, name: str, number: int, count: int) -> None:
        """Take note that stage ``number`` of ``count`` begins."""

    def encoded(self, done: int, count: int) -> None:
        """Take note that ``done`` of ``count`` new statements are encoded."""


def analyze(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    snapshot_id: str,
    progress: Progress,
) -> str:
    """Run every stage over a stored snapshot and keep the tables; gives the new run's id.

    Raises StageInvalid, StageFailed, ModelMissing.
    """
    forget_unfinished(warehouse, name)
    run_id = new_id(lambda candidate: bool(warehouse.tuples("run", run_id=candidate)))
    begin_run(warehouse, settings, name, industry, snapshot_id, run_id)
    warehouse.put("known_strangers", known_strangers(warehouse, settings, name))
    warehouse.put("known_claims", known_claims(warehouse, name))
    warehouse.put("known_catalogue", known_catalogue(warehouse, name))
    warehouse.put("earlier_statements", earlier_statements(warehouse, name, snapshot_id))
    warehouse.put("known_phrases", known_phrases(warehouse, settings, name))
    values = stage_values(warehouse, settings, industry.language, progress) | {
        "ceiling_reference": _ceiling_reference(settings)
    }
    run_stages(warehouse, discover_stages(), values, run_id, progress.stage)
    warehouse.run(
        "finish_run",
        run_id=run_id,
        finished_at=datetime.now(UTC).replace(tzinfo=None),
        data_digest=_data_digest(warehouse),
    )
    warehouse.checkpoint()
    return run_id


def forget_unfinished(warehouse: Warehouse, name: str) -> None:
    """Remove what interrupted runs of an industry left; their work is in the caches."""
    for (run_id,) in warehouse.tuples("unfinished_runs", industry=name):
        warehouse.forget(run_id)


def stage_values(
    warehouse: Warehouse, settings: Settings, language: str, progress: Progress
) -> dict[str, object]:
    """Give the named values that stages may ask for, but for those made from the panel."""
    judge = load_judge(settings.model)
    return {
        "language": language,
        "marketing_kinds": sorted(MARKETING_KINDS),
        "fewest_statements": FEWEST_STATEMENTS,
        "fewest_pages": FEWEST_PAGES,
        "rivals_sampled": settings.rivals_sampled,
        "bootstrap_rounds": settings.bootstrap_rounds,
        "seed": settings.seed,
        "judge": judge,
        "least_probability": judge.least,
        "least_same": judge.least_same,
        "least_related": LEAST_RELATED,
        "cut": cached_cutter(warehouse),
        "embed": cached_embedder(warehouse, settings.model, progress.encoded),
        "find_entities": cached_entity_finder(warehouse),
    }


def begin_run(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    snapshot_id: str,
    run_id: str,
) -> None:
    """Note the run and lay out the tables that the stages are given."""
    companies = industry.names
    now = datetime.now(UTC)
    rows = {
        "run_id": [run_id] * len(companies),
        "position": pa.array(range(len(companies)), pa.int32()),
        "company": companies,
        "site": [company.site for company in industry.company],
        "aliases": pa.array([list(c.aliases) for c in industry.company], pa.list_(pa.string())),
        "is_client": [company.name == industry.client for company in industry.company],
    }
    run = {
        "run_id": run_id,
        "industry": name,
        "snapshot_id": snapshot_id,
        "started_at": now,
        "industry_name": industry.name,
        "client": industry.client,
        "model": encoder_name(settings.model),
        "version": __version__,
        "rivals_sampled": settings.rivals_sampled,
    }
    with warehouse.transaction():
        warehouse.insert("raw.runs", pa.Table.from_pylist([run]))
        warehouse.insert("raw.run_companies", pa.table(rows))
    warehouse.put("companies", pa.table(rows).drop_columns(["run_id"]))
    key = {"industry": name, "snapshot_id": snapshot_id, "companies": companies}
    warehouse.make_from("pages", "run_pages", **key)
    warehouse.make_from("fetches", "run_fetches", **key)
    put_page_changes(warehouse, name, snapshot_id, companies)
    warehouse.make_from("profiles", "run_profiles", **key)
    put_posts(warehouse, name, industry, now)


def put_posts(warehouse: Warehouse, name: str, industry: Industry, now: datetime) -> None:
    """Make the table ``posts``: those known of the listed companies, up to ``[social].months`` old.

    A post without a date counts from when it was first read.
    """
    since = months_before(now, industry.social.months).replace(tzinfo=None)
    warehouse.make_from("posts", "run_posts", industry=name, companies=industry.names, since=since)


def known_strangers(warehouse: Warehouse, settings: Settings, name: str) -> pa.Table:
    """Give source, industry, stranger, kind, words and vector of other industries' statements.

    Those of the workspace's newest runs with the same model, and the panel's.
    """
    panel = load_panel(settings.model)
    shipped = pa.table(
        {
            "source": ["panel"] * len(panel.vectors),
            "industry": [panel.industries[c] for c in panel.companies],
            "stranger": [panel.names[c] for c in panel.companies],
            "kind": [panel.kind_names[k] for k in panel.kinds],
            "words": pa.array(panel.words, pa.int32()),
            "vector": vector_column(panel.vectors),
        }
    )
    if not warehouse.tuples("has_history"):
        return shipped
    model = encoder_name(settings.model)
    own = warehouse.arrow("other_industries", industry=name, model=model)
    return pa.concat_tables([own.cast(shipped.schema), shipped])


def _ceiling_reference(settings: Settings) -> list[float]:
    """Give the known self lifts of the panel's companies."""
    lifts = load_panel(settings.model).lifts
    return [float(lift) for lift in lifts[~np.isnan(lifts)]]


def _data_digest(warehouse: Warehouse) -> str:
    """Give the SHA-256 over every page's address and content, in order."""
    digest = hashlib.sha256()
    table = warehouse.table("pages").select(["company", "url", "digest"])
    for row in table.sort_by([("company", "ascending"), ("url", "ascending")]).to_pylist():
        digest.update("\x1f".join((*row.values(), "\n")).encode())
    return digest.hexdigest()
