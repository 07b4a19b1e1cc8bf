"""One run of an industry: a stored snapshot through the stages, under one run id."""

from __future__ import annotations

import dataclasses
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

import numpy as np
import pyarrow as pa

from crawlers.look import shrink, to_pixels
from embeddings.encoder import encoder_name
from embeddings.panel import load_panel
from pipeline.archive_readings import read_archived
from pipeline.book import enter_runs
from pipeline.caches import cached_cutter, cached_embedder, cached_entity_finder, cached_states
from pipeline.changes import put_page_changes
from pipeline.channels import PAGES, POSTS, channel_stages
from pipeline.executors import executor_for
from pipeline.judges import choose_judge
from pipeline.known_claims import earlier_statements, known_catalogue, known_claims
from pipeline.known_looks import known_looks
from pipeline.known_phrases import known_phrases
from pipeline.known_platforms import known_platforms
from pipeline.known_voices import known_voices
from pipeline.measures.corpus import vector_column
from pipeline.measures.publishing import FEWEST_STATEMENTS
from pipeline.moments import moment_of, new_id
from pipeline.other_industries import other_statements
from pipeline.posts_run import KEPT, put_known, put_post_tables
from pipeline.retention import months_before
from pipeline.runner import run_stages
from pipeline.runs import RunKey, data_digest, finish_runs, note_run, posts_run_id
from pipeline.sightings import put_sightings
from pipeline.stages.identity_terms import NO_TERMS

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pipeline.channels import Channel
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

NO_NAMES: Mapping[str, pa.Table] = MappingProxyType({})

LEAST_RELATED = 0.2
"""Probability of one claim below which two statements never stand under the same claim."""

OF_DATABASE = 0.25
"""Part of the memory allowed that the database may hold; stages need the rest."""


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

    Where posts are known they are measured, too, as a run of their own. Both runs are finished
    together: a kill leaves neither. Raises StageInvalid, StageFailed, ModelMissing.
    """
    ((newest,),) = warehouse.tuples("newest_run_of", industry=name, snapshot_id=snapshot_id)
    run_id = new_id(lambda candidate: bool(warehouse.tuples("run", run_id=candidate)), newest)
    forget_unfinished(warehouse, name)
    read_archived(
        warehouse,
        settings,
        name,
        industry,
        lambda: stage_values(warehouse, settings, industry.language, progress),
    )
    key = RunKey(run_id, name, snapshot_id, PAGES.name)
    carry_out(warehouse, settings, industry, key, progress)
    enter_runs(warehouse, settings, name)
    return run_id


def carry_out(
    warehouse: Warehouse,
    settings: Settings,
    industry: Industry,
    key: RunKey,
    progress: Progress,
    named: Mapping[str, pa.Table] = NO_NAMES,
) -> None:
    """Do a run under the id that it is given; raises what ``analyze`` raises.

    ``named`` are the claims that are known beforehand, by channel, in the place of those that the
    warehouse's own runs know.
    """
    name, snapshot_id, run_id = key.industry, key.snapshot_id, key.run_id
    forget_unfinished(warehouse, name)
    values = stage_values(warehouse, settings, industry.language, progress)
    begin_run(warehouse, settings, industry, key)
    warehouse.put("known_strangers", known_strangers(warehouse, settings, name))
    warehouse.put("known_claims", named.get(PAGES.name, known_claims(warehouse, name)))
    warehouse.put("known_catalogue", known_catalogue(warehouse, name))
    warehouse.put("earlier_statements", earlier_statements(warehouse, name, snapshot_id))
    put_sightings(warehouse, settings, name, industry, snapshot_id)
    warehouse.put("known_phrases", known_phrases(warehouse, settings, name))
    warehouse.put("known_platforms", known_platforms(warehouse, name))
    warehouse.put("known_voices", known_voices(warehouse, name))
    warehouse.put("known_looks", known_looks(warehouse, name))
    values |= {"ceiling_reference": _ceiling_reference(settings)}
    by, place = instruments(settings), executor_for(settings)
    stages, tell = channel_stages(PAGES), progress.stage
    run_stages(warehouse, stages, values, run_id, tell, instruments=by, executor=place)
    digests = {run_id: data_digest(warehouse, "pages")}
    if put_post_tables(warehouse, industry.language):
        digests |= _measure_posts(warehouse, settings, industry, key, progress, named)
    finish_runs(warehouse, name, digests)


def _measure_posts(
    warehouse: Warehouse,
    settings: Settings,
    industry: Industry,
    pages: RunKey,
    progress: Progress,
    named: Mapping[str, pa.Table],
) -> dict[str, str]:
    """Run the stages over the posts that the tables hold; gives the run's id and data digest."""
    run_id = posts_run_id(pages.run_id)
    key = dataclasses.replace(pages, run_id=run_id, channel=POSTS.name)
    note_run(warehouse, settings, industry, key)
    lifts = put_known(warehouse, settings, pages.industry, pages.run_id)
    if POSTS.name in named:
        warehouse.put("known_claims", named[POSTS.name])
    values = stage_values(warehouse, settings, industry.language, progress, POSTS)
    values |= {"ceiling_reference": lifts}
    stages, by, place = channel_stages(POSTS), instruments(settings), executor_for(settings)
    run_stages(warehouse, stages, values, run_id, progress.stage, POSTS.given, by, place)
    for table in KEPT:
        warehouse.keep(table, run_id)
    return {run_id: data_digest(warehouse, "page_dates")}


def forget_unfinished(warehouse: Warehouse, name: str) -> None:
    """Remove what interrupted runs of an industry left; their work is in the caches."""
    for (run_id,) in warehouse.tuples("unfinished_runs", industry=name):
        warehouse.forget(run_id)


def stage_values(
    warehouse: Warehouse,
    settings: Settings,
    language: str,
    progress: Progress,
    channel: Channel = PAGES,
) -> dict[str, object]:
    """Give the named values that stages may ask for, but for those made from strangers."""
    executor = executor_for(settings)
    states = cached_states(warehouse, progress.encoded, executor)
    judge = choose_judge(settings.judge, settings.model, states)
    return {
        "language": language,
        "marketing_kinds": list(channel.kinds),
        "grounds": channel.grounds,
        "fewest_statements": FEWEST_STATEMENTS,
        "fewest_pages": channel.grounds.fewest_places,
        "places": channel.grounds.places,
        "rivals_sampled": settings.rivals_sampled,
        "bootstrap_rounds": settings.bootstrap_rounds,
        "seed": settings.seed,
        "judge": judge,
        "least_probability": judge.least,
        "least_same": judge.least_same,
        "least_related": LEAST_RELATED,
        "cut": cached_cutter(warehouse, executor),
        "embed": cached_embedder(warehouse, settings.model, progress.encoded, executor),
        "find_entities": cached_entity_finder(warehouse, executor),
        "shrink": shrink,
        "to_pixels": to_pixels,
    }


def instruments(settings: Settings) -> str:
    """Give what tells the functions among the stages' values from those of other settings."""
    return f"{encoder_name(settings.model)}, {settings.judge}"


def begin_run(warehouse: Warehouse, settings: Settings, industry: Industry, run: RunKey) -> None:
    """Note the run and lay out the tables that the stages are given."""
    name, snapshot_id, companies = run.industry, run.snapshot_id, industry.names
    warehouse.bound_memory(settings.memory_gb * OF_DATABASE)
    note_run(warehouse, settings, industry, run)
    key = {"industry": name, "snapshot_id": snapshot_id, "companies": companies}
    warehouse.make_from("pages", "run_pages", **key)
    warehouse.make_from("fetches", "run_fetches", **key)
    warehouse.make_from("image_fetches", "run_images", **key)
    warehouse.make_from("screenshots", "run_screenshots", **key)
    put_page_changes(warehouse, name, snapshot_id, companies)
    warehouse.put("known_terms", NO_TERMS)
    warehouse.make_from("profiles", "run_profiles", **key)
    put_posts(warehouse, name, industry, snapshot_id, run.known_until)


def put_posts(
    warehouse: Warehouse,
    name: str,
    industry: Industry,
    snapshot_id: str,
    known_until: datetime | None = None,
) -> None:
    """Make the table ``posts``: those known of the listed companies, up to ``[social].months`` old.

    Counted back from the snapshot's moment, and without what was first read after the next one, so
    that measuring it later changes nothing. A post without a date counts from when it was first
    read.
    """
    first = months_before(moment_of(snapshot_id), industry.social.months).replace(tzinfo=None)
    ((later,),) = warehouse.tuples("next_snapshot", industry=name, snapshot_id=snapshot_id)
    ends = [*([moment_of(later)] if later else []), *([known_until] if known_until else [])]
    until = min(ends).replace(tzinfo=None) if ends else None
    key = {"industry": name, "companies": industry.names}
    warehouse.make_from("posts", "run_posts", **key, since=first, until=until)


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
    own = other_statements(warehouse, settings, name, PAGES.name)
    return pa.concat_tables([own.select(shipped.schema.names).cast(shipped.schema), shipped])


def _ceiling_reference(settings: Settings) -> list[float]:
    """Give the known self lifts of the panel's companies."""
    lifts = load_panel(settings.model).lifts
    return [float(lift) for lift in lifts[~np.isnan(lifts)]]
