"""Builds the panel of strangers that ships: figures of real companies' masked statements, no text.

    python -m evaluation.panel MODEL CORPUS [OUT_FOLDER]

CORPUS holds one folder per industry and company with a static site (``evaluation/sites.toml``
names them). Every industry is served on loopback, crawled and cut by the program's own code.
"""

from __future__ import annotations

import csv
import sys
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from embeddings.panel import Panel, save_panel
from evaluation.sites import industry_names, serve_industry
from pipeline.discover import stages_for
from pipeline.measures.corpus import Corpus, read_corpora
from pipeline.measures.self_lifts import self_lifts
from pipeline.run import begin_run, stage_values
from pipeline.runner import run_stages
from pipeline.runs import PAGES_CHANNEL, RunKey
from pipeline.snapshots import crawl_snapshot
from sameness import __version__
from sameness.settings import Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    import pyarrow as pa

    from crawlers.events import CrawlEvent


MOST_STATEMENTS = 120
"""Statements kept per company: three times what the measure draws, at a sixth of a megabyte."""


class Silent:
    """Progress that nobody watches."""

    def stage(self, name: str, number: int, count: int) -> None:
        """Ignore it."""

    def encoded(self, done: int, count: int) -> None:
        """Ignore it."""


def ignore_event(event: CrawlEvent) -> None:
    """Take note of nothing."""
    del event


def compared_statements(
    warehouse: Warehouse, settings: Settings, corpus: Path, name: str
) -> pa.Table:
    """Give the compared statements of one industry of the corpus, crawled and cut anew."""
    with serve_industry(corpus, name) as industry:
        snapshot = crawl_snapshot(warehouse, settings, name, industry, ignore_event)
    key = RunKey(f"panel-{name}", name, snapshot, PAGES_CHANNEL)
    begin_run(warehouse, settings, industry, key)
    values = stage_values(warehouse, settings, industry.language, Silent())
    stages = stages_for("compared_statements")
    run_stages(warehouse, stages, values, f"panel-{name}", lambda *_: None)
    return warehouse.table("compared_statements")


def provenance(model: str, corpus: Path) -> dict[str, Any]:
    """Give where the panel's pages come from, as the corpus's manifest says."""
    with (corpus / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        sources = {
            row["company"]: f"https://github.com/{row['repo']} at {row['commit'][:12]}"
            for row in csv.DictReader(file)
        }
    return {
        "made": datetime.now(UTC).date().isoformat(),
        "by": f"evaluation/panel.py of sameness {__version__}",
        "model": model,
        "sources": sources,
    }


def build(model: str, corpus: Path) -> Panel:
    """Give the panel of all industries of the corpus."""
    with TemporaryDirectory() as folder:
        settings = Settings(workspace=Path(folder), model=model)
        with Warehouse(settings.warehouse) as warehouse:
            tables = {
                name: compared_statements(warehouse, settings, corpus, name)
                for name in industry_names()
            }
    return panel_of(tables, provenance(model, corpus))


def panel_of(tables: dict[str, pa.Table], sources: dict[str, Any]) -> Panel:
    """Give the panel of these compared statements, by industry, with this provenance."""
    corpora = {name: read_corpora(table) for name, table in tables.items()}
    about = {
        row["statement_id"]: row
        for table in tables.values()
        for row in table.select(["statement_id", "kind", "words"]).to_pylist()
    }
    kinds = sorted({row["kind"] for row in about.values()})
    lifts = self_lifts(corpora, Settings(workspace=Path()).rivals_sampled)
    members = [(name, _thin(corpus)) for name, group in corpora.items() for corpus in group]
    return Panel(
        vectors=np.concatenate([c.vectors for _, c in members]),
        words=np.array([min(about[i]["words"], 255) for _, c in members for i in c.ids]),
        kinds=np.array([kinds.index(about[i]["kind"]) for _, c in members for i in c.ids]),
        companies=np.repeat(np.arange(len(members)), [len(c) for _, c in members]),
        pages=np.concatenate([c.pages for _, c in members]),
        kind_names=tuple(kinds),
        names=tuple(c.company for _, c in members),
        industries=tuple(name for name, _ in members),
        lifts=np.array([lifts.get(c.company, np.nan) for _, c in members]),
        provenance=sources,
    )


def _thin(corpus: Corpus) -> Corpus:
    """Give at most 120 statements; ids are digests, so the first ones are a random choice."""
    most = MOST_STATEMENTS
    return Corpus(
        corpus.company,
        corpus.ids[:most],
        corpus.vectors[:most],
        corpus.pages[:most],
        corpus.strata[:most],
    )


def main(arguments: list[str]) -> None:
    """Build the panel, write it where a folder is named, and print what is in it."""
    model, corpus, *out = arguments
    panel = build(model, Path(corpus))
    if out:
        save_panel(Path(out[0]), model, panel)
    for number, (name, industry) in enumerate(zip(panel.names, panel.industries, strict=True)):
        mine = panel.companies == number
        print(
            f"{industry:20} {name:18} {mine.sum():5} statements "
            f"{len(set(panel.pages[mine])):3} pages  lift {panel.lifts[number]:.3f}"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
