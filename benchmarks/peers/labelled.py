"""Grouping the statements of a real field, of which many pairs were labelled."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.peers.ours import WEIGHTS
from benchmarks.peers.tasks import group_rows
from benchmarks.peers.truths import Together, labelled_pairs
from evaluation.labels import LEFT_OUT, OWN, given_pairs, statement_digest
from evaluation.same_claim import fit_weights, readings
from pipeline.measures.corpus import read_vectors
from pipeline.measures.same_claim import FEATURES, pair_features
from sameness.settings import DEFAULT_MODEL, Settings
from warehouse.warehouse import Warehouse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import pyarrow as pa

    from benchmarks.peers.running import Folders
    from benchmarks.peers.table import Row

    Label = tuple[int, int, bool]

FEWEST_LABELS = 100
"""Labelled pairs below which a field's grouping is not scored."""
LITTLE = 144


def labelled_rows(
    folders: Folders, source: tuple[Path, str], corpus: Path, rounds: int
) -> list[Row]:
    """Give a row per way of grouping a field's newest compared statements, scored by labels.

    None where too few pairs are labelled. Our judge is fitted on labels of other industries alone.
    """
    table = compared(*source)
    texts = table.column("masked").to_pylist()
    labels = labels_of(texts, corpus)
    if len(labels) < FEWEST_LABELS:
        return []
    industry = source[1].replace("-", "_")
    weights = json.dumps(unseen_weights(corpus, industry))
    for folder, part in ((folders.whole, table), (folders.little, table[:LITTLE])):
        _lay_out(folder, part)
        (folder / WEIGHTS).write_text(weights, "utf-8")

    def score(answer: list[list[int]]) -> Together:
        return labelled_pairs(labels, answer[0])

    told = f"claims of {len(texts)} real statements, of vectors"
    rows = group_rows(told, folders, score, rounds)
    for folder in (folders.whole, folders.little):
        (folder / WEIGHTS).unlink()
    return rows


def compared(workspace: Path, industry: str) -> pa.Table:
    """Give the newest run's compared statements with their vectors."""
    with Warehouse(Settings(workspace).warehouse) as warehouse:
        ((run_id,),) = warehouse.tuples("newest_run", industry=industry, channel="pages")
        table = warehouse.table("history.compared_statements")
    mine = np.array(table.column("run_id").to_pylist(), dtype=object) == run_id
    return table.filter(mine)


def labels_of(texts: Sequence[str], corpus: Path) -> list[Label]:
    """Give (row, row, same) of every labelled pair of two of these texts."""
    place = {text: row for row, text in enumerate(texts)}
    given = [
        (place[pair.a], place[pair.b], pair.same)
        for pair in given_pairs(corpus)
        if pair.a in place and pair.b in place
    ]
    digests = {statement_digest(text): row for text, row in place.items()}
    with OWN.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["label"] not in LEFT_OUT]
    own = [
        (digests[row["a"]], digests[row["b"]], row["label"] == "same")
        for row in rows
        if row["a"] in digests and row["b"] in digests
    ]
    return [*given, *own]


def unseen_weights(corpus: Path, industry: str) -> dict[str, object]:
    """Give the judge's weights and intercept, fitted on the given labels of other industries."""
    pairs = [pair for pair in given_pairs(corpus) if pair.industry != industry]
    features = np.zeros((len(pairs), len(FEATURES)))
    for numbers, reading, (left, right) in readings(DEFAULT_MODEL, pairs):
        features[numbers] = pair_features(reading, left, right)
    weights, intercept = fit_weights(features, np.array([pair.same for pair in pairs]))
    return {"weights": weights.tolist(), "intercept": intercept}


def _lay_out(folder: Path, table: pa.Table) -> None:
    """Write one field's statements and vectors."""
    field = {
        "texts": table.column("masked").to_pylist(),
        "companies": table.column("company").to_pylist(),
    }
    (folder / "fields.json").write_text(json.dumps([field]), "utf-8")
    np.save(folder / "vectors.npy", np.array(read_vectors(table.column("vector"))))
