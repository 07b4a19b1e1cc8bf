"""Reads what past pages out of a web archive said, so that claims can be dated by them."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import pyarrow as pa

from crawlers.wayback.source import ENDING, WEB_ARCHIVE
from embeddings.encoder import encoder_name
from pipeline.discover import discover_stages, stages_for
from pipeline.known_claims import known_claims
from pipeline.moments import moment_of, new_id
from pipeline.runner import run_stages
from pipeline.runs import (
    ARCHIVE_CHANNEL,
    PAGES_CHANNEL,
    RunKey,
    data_digest,
    finish_runs,
    newest_run,
    note_run,
)
from sameness import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.stage import Stage
    from sameness.industry import Industry
    from sameness.settings import Settings
    from warehouse.warehouse import Warehouse

log = logging.getLogger(__name__)

GIVEN = frozenset({"companies", "known_claims", "known_terms", "pages"})
_MADE = ("marketing_statements", "claims")


def archive_stages() -> list[Stage]:
    """Give the stages that tell which texts pages held, and of which claims, in their order.

    No score is among them: a home page and a few others are no field to compare with a whole one.
    """
    wanted = {stage.name for table in _MADE for stage in stages_for(table)}
    return [stage for stage in discover_stages() if stage.name in wanted]


def read_archived(
    warehouse: Warehouse,
    settings: Settings,
    name: str,
    industry: Industry,
    make_values: Callable[[], Mapping[str, object]],
) -> int:
    """Read every stored snapshot out of a web archive that this model and version has not read.

    Each is a run of a channel of its own, which no report shows. Terms and claims are those of the
    newest run of pages; before there is one nothing is read. Gives how many snapshots were read.
    """
    if not warehouse.tuples("newest_run", industry=name, channel=PAGES_CHANNEL):
        return 0
    waiting = warehouse.tuples(
        "unread_archive",
        industry=name,
        web_archive=WEB_ARCHIVE,
        channel=ARCHIVE_CHANNEL,
        model=encoder_name(settings.model),
        version=__version__,
    )
    values = make_values() if waiting else {}
    for (snapshot_id,) in waiting:
        log.info("Reading the past pages from %s on.", moment_of(snapshot_id).date())
        taken = new_id(lambda one: bool(warehouse.tuples("run", run_id=one + ENDING)))
        key = RunKey(taken + ENDING, name, snapshot_id, ARCHIVE_CHANNEL)
        read_past_pages(warehouse, settings, industry, key, values)
    return len(waiting)


def read_past_pages(
    warehouse: Warehouse,
    settings: Settings,
    industry: Industry,
    key: RunKey,
    values: Mapping[str, object],
    known: pa.Table | None = None,
) -> None:
    """Read one snapshot out of a web archive as the run that ``key`` names.

    ``known`` are claims by id, None for all that the warehouse's runs know. Raises RunMissing where
    no run of pages tells which terms say whose a page is.
    """
    terms = warehouse.arrow("run_terms", run_id=newest_run(warehouse, key.industry))
    note_run(warehouse, settings, industry, key)
    pages = {"industry": key.industry, "snapshot_id": key.snapshot_id, "companies": industry.names}
    warehouse.make_from("pages", "run_pages", **pages)
    warehouse.put("known_terms", terms)
    warehouse.put("known_claims", _known(warehouse, key.industry) if known is None else known)
    run_stages(warehouse, archive_stages(), values, key.run_id, lambda *_: None, GIVEN)
    finish_runs(warehouse, key.industry, {key.run_id: data_digest(warehouse, "pages")})


def _known(warehouse: Warehouse, name: str) -> pa.Table:
    """Give the claims that runs of pages know, then those that only past pages made."""
    present = known_claims(warehouse, name)
    past = known_claims(warehouse, name, ARCHIVE_CHANNEL)
    ids = set(present.column("claim_id").to_pylist())
    new = [claim_id not in ids for claim_id in past.column("claim_id").to_pylist()]
    return pa.concat_tables([present, past.filter(pa.array(new, pa.bool_()))])
