"""The part of the validity programme that needs no corpus: on the shipped panel's vectors.

The panel holds at most 120 statements of each of 30 companies, as vectors without text. So nothing
is said here of masking, wording or a second reading of pages; what is said stands in its own part
of ``floors.json``.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from embeddings.panel import Panel, load_panel
from evaluation import (
    anchors,
    intervals,
    invariances,
    judge_quality,
    known_groups,
    larger_quality,
    reliability,
)
from evaluation.corpus import digest_of
from evaluation.fields import Laboratory
from evaluation.page import Section
from evaluation.sets import ROUNDS, enough_members, industry_of, measure_set, random_sets
from pipeline.measures.corpus import vector_column
from sameness.settings import DEFAULT_MODEL

if TYPE_CHECKING:
    from collections.abc import Mapping

FEW_SIMULATED = 25
PANELS = Path(__file__).parents[1] / "embeddings" / "panels"
COMMAND = "python -m evaluation.validity fast"


def panel_tables(panel: Panel) -> dict[str, pa.Table]:
    """Give the panel as compared statements by industry; texts are empty."""
    industries = np.array(panel.industries)[panel.companies]
    tables = {}
    for name in sorted(set(panel.industries)):
        rows = np.flatnonzero(industries == name)
        companies = [panel.names[c] for c in panel.companies[rows]]
        tables[name] = pa.table(
            {
                "statement_id": [f"{row:05d}" for row in rows],
                "company": companies,
                "url": [f"page-{panel.pages[row]}" for row in rows],
                "kind": [panel.kind_names[panel.kinds[row]] for row in rows],
                "role": ["text"] * len(rows),
                "text": [""] * len(rows),
                "masked": [""] * len(rows),
                "words": pa.array(panel.words[rows], pa.int32()),
                "pages": pa.array([1] * len(rows), pa.int32()),
                "vector": vector_column(panel.vectors[rows]),
            }
        )
    return tables


def data_digest(model: str = DEFAULT_MODEL) -> str:
    """Give the SHA-256 over the panel's two files."""
    return digest_of(PANELS / f"{model.lower()}{ending}" for ending in (".json", ".npz"))


def fast_sections(model: str = DEFAULT_MODEL) -> tuple[Section, ...]:
    """Give all sections that the panel allows."""
    tables = panel_tables(load_panel(model))
    with TemporaryDirectory() as folder:
        laboratory = Laboratory(Path(folder), model)
        return (
            *_sets(laboratory, tables),
            Section(
                "Invariances", COMMAND, "On the panel.",
                (
                    invariances.statement_counts(laboratory, tables, many=100),
                    invariances.company_counts(laboratory, tables),
                    invariances.row_order(laboratory, tables),
                ),
            ),
            Section(
                "Split halves", COMMAND, "On the panel.",
                tuple(reliability.site_figures(laboratory, tables)),
            ),
            Section(
                "Interval coverage", COMMAND, "Few simulated fields.",
                tuple(intervals.figures(FEW_SIMULATED)),
            ),
            Section("Judge", COMMAND, "As fitted.", tuple(judge_quality.figures(model))),
            Section("Larger judge", COMMAND, "As fitted.", tuple(larger_quality.figures())),
        )  # fmt: skip


def _sets(laboratory: Laboratory, tables: Mapping[str, pa.Table]) -> tuple[Section, ...]:
    """Give known groups and anchors, which share their random sets."""
    members = enough_members(laboratory, tables)
    random = [
        measure_set(laboratory, tables, chosen, bootstrap_rounds=ROUNDS)
        for chosen in random_sets(members)
    ]
    return (
        Section(
            "Known groups", COMMAND, "On the panel.",
            tuple(known_groups.site_figures(laboratory, tables, random)),
        ),
        Section(
            "Anchors", COMMAND, "On the panel.",
            (
                *anchors.describe_zero(random, industry_of(members)),
                *anchors.hundred_figures(laboratory, tables),
            ),
        ),
    )  # fmt: skip
