"""Masking taken away: what index, echo and blind test say when names are left in.

python -m evaluation.masking CORPUS
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from evaluation.figures import Figure, Goal, at_least
from evaluation.section import run_section
from evaluation.sets import strangers_to
from evaluation.statistics import mean_interval
from evaluation.tampering import FIELDS
from pipeline.measures.corpus import vector_column

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from evaluation.corpus import Corpus
    from evaluation.fields import Laboratory

FEWER = 20
"""m where only the statements count that name somebody."""


def unmasked(laboratory: Laboratory, site_tables: dict[str, pa.Table]) -> pa.Table:
    """Give compared statements as they would be without masking."""

    def put_text_back(masked: pa.Table) -> pa.Table:
        text = {
            row["statement_id"]: row["text"]
            for row in laboratory.warehouse.table("statements").to_pylist()
        }
        rows = [
            row
            | {"masked": text[row["statement_id"]], "words": len(text[row["statement_id"]].split())}
            for row in masked.to_pylist()
        ]
        return pa.Table.from_pylist(rows, schema=masked.schema)

    changed = {"masked_statements": put_text_back}
    return laboratory.make(["compared_statements"], site_tables, changed)["compared_statements"]


def with_names(laboratory: Laboratory, compared: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Give the statements from which something was taken out: masked, and as they stood."""
    texts, masked = (compared.column(name).to_pylist() for name in ("text", "masked"))
    named = compared.filter(pa.array([a != b for a, b in zip(texts, masked, strict=True)]))
    vectors = laboratory.value("embed")(sorted(set(named.column("text").to_pylist())))
    row_of = {text: i for i, text in enumerate(sorted(set(named.column("text").to_pylist())))}
    own = vectors[[row_of[text] for text in named.column("text").to_pylist()]]
    whole = named.drop_columns(["vector"]).append_column("vector", vector_column(own))
    return named, whole


def index_change(corpus: Corpus) -> Figure:
    """Give what masking adds to the index of each field."""
    changes = []
    for name in FIELDS:
        site, strangers = corpus.sites[name], strangers_to(corpus.thinned, {name})
        tables = {"companies": site.companies, "blocks": site.blocks}
        bare = unmasked(corpus.laboratory, tables)
        before = corpus.laboratory.measure(bare, strangers, site.companies).field.raw
        after = corpus.laboratory.measure(
            corpus.compared[name], strangers, site.companies
        ).field.raw
        changes.append(after - before)
    return _difference(
        "index", "index points that masking adds (strangers masked in both)", changes,
        "industries", None,
    )  # fmt: skip


def echo_change(corpus: Corpus) -> Figure:
    """Give what masking adds to the echo of each field."""
    changes = []
    for name in FIELDS:
        site = corpus.sites[name]
        tables = {"companies": site.companies, "blocks": site.blocks}
        before, _ = corpus.laboratory.echo(unmasked(corpus.laboratory, tables))
        after, _ = corpus.laboratory.echo(corpus.compared[name])
        changes.append(after - before)
    return _difference("echo", "echo (0-1) that masking adds", changes, "industries", None)


def blind_change(corpus: Corpus) -> list[Figure]:
    """Give the blind test on statements that name somebody, with and without their names."""
    told: list[tuple[float, float]] = []
    for name in FIELDS:
        masked, whole = with_names(corpus.laboratory, corpus.compared[name])
        after = corpus.laboratory.blind_test(masked, FEWER)
        before = corpus.laboratory.blind_test(whole, FEWER)
        told += [(before[pair], after[pair]) for pair in sorted(after)]
    left_in, taken_out = (np.array(side) for side in zip(*told, strict=True))
    return [
        _mean("blind_with_names", "blind test on statements that name somebody", left_in),
        _mean("blind_masked", "blind test on the same statements, masked", taken_out),
        _difference(
            "blind_gain", "what masking adds to the blind test on these", taken_out - left_in,
            "pairs of companies", at_least(0.2),
        ),
    ]  # fmt: skip


def _mean(key: str, what: str, values: NDArray[np.float64]) -> Figure:
    mean, low, high = mean_interval(values)
    how = "t(n-1) over pairs, which share companies: too narrow"
    return Figure(f"masking.{key}", what, mean, low, high, how, len(values), "pairs of companies")


def _difference(
    key: str, what: str, changes: Sequence[float], of: str, goal: Goal | None
) -> Figure:
    mean, low, high = mean_interval(np.array(changes))
    how = f"t(n-1) over {of}"
    return Figure(f"masking.{key}", what, mean, low, high, how, len(changes), of, goal)


def figures(corpus: Corpus) -> list[Figure]:
    """Give what masking does to the index, to the echo and to the blind test."""
    return [index_change(corpus), echo_change(corpus), *blind_change(corpus)]


if __name__ == "__main__":
    run_section(figures)
