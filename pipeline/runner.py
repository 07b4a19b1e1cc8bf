"""Runs the stages in order, timed and logged, and keeps what each one makes."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from pipeline.ahead import Ahead
from pipeline.executors import HERE
from pipeline.recall import Recall
from pipeline.stage import Stage, check_stages
from sameness.errors import SamenessError, StageFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.executors import Executor
    from warehouse.warehouse import Warehouse

log = logging.getLogger(__name__)

GIVEN_TABLES = frozenset(
    {
        "pages",
        "fetches",
        "image_fetches",
        "screenshots",
        "known_looks",
        "page_changes",
        "companies",
        "known_strangers",
        "known_phrases",
        "known_platforms",
        "known_voices",
        "known_claims",
        "known_catalogue",
        "known_terms",
        "earlier_statements",
        "earlier_members",
        "earlier_texts",
        "earlier_profiles",
        "earlier_images",
        "previous_blocks",
        "previous_compared",
        "previous_presence",
        "text_sightings",
        "page_answers",
        "site_crawls",
        "profiles",
        "posts",
    }
)
"""The tables that exist before the first stage of a run of pages."""


def run_stages(  # noqa: PLR0913, PLR0917 - what a run is made of
    warehouse: Warehouse,
    stages: list[Stage],
    values: Mapping[str, object],
    run_id: str,
    on_stage: Callable[[str, int, int], None],
    given: frozenset[str] = GIVEN_TABLES,
    instruments: str = "",
    executor: Executor = HERE,
) -> None:
    """Make every stage's table and keep it under ``run_id``.

    ``given`` are the tables that exist already. ``on_stage`` is called with the name, the number
    (from 1) and the count before each stage. ``instruments`` names what those values are that are
    functions; with it, a table that an earlier run made of the same is taken over from there.
    ``executor`` may make stages before their turn.
    Raises StageInvalid before anything runs, StageFailed with the cause where a stage raises.
    """
    check_stages(stages, given, frozenset(values))
    recall = Recall(warehouse, run_id, values, instruments)
    ahead, made = Ahead(executor, warehouse, values), set(given)
    for number, stage in enumerate(stages, start=1):
        on_stage(stage.name, number, len(stages))
        started = time.perf_counter()
        if instruments and recall.take_over(stage):
            ahead.drop(stage)
            log.info("stage %s: as before", stage.name)
            continue
        recall.lay_out(stage)
        made |= stage.reads
        ahead.begin(stages[number - 1 :], frozenset(made))
        _make(warehouse, stage, values, ahead)
        made.add(stage.name)
        recall.keep(stage)
        log.info("stage %s: %.2f s", stage.name, time.perf_counter() - started)
    warehouse.checkpoint()


def _make(warehouse: Warehouse, stage: Stage, values: Mapping[str, object], ahead: Ahead) -> None:
    try:
        table = ahead.take(stage)
        if table is None:
            stage.make(warehouse, values)
        else:
            warehouse.put(stage.name, table)
    except SamenessError:
        raise
    except Exception as error:
        raise StageFailed(
            f"Stage {stage.name} failed: {error}",
            "Nothing of this run was reported; the last report stays. Please send us this message.",
        ) from error
