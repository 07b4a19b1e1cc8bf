"""What several companies say: clusters of near-duplicates in which every pair is one."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.clusters import Cluster, complete_clusters

if TYPE_CHECKING:
    from numpy.typing import NDArray

SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("statement_id", pa.string()),
        ("company", pa.string()),
        ("probability", pa.float64()),
        ("is_medoid", pa.bool_()),
        ("is_clearest", pa.bool_()),
    ]
)


def claims(
    same_claim_pairs: pa.Table, compared_statements: pa.Table, *, least_probability: float
) -> pa.Table:
    """Give one row per claim and member statement, claims of at least two companies only.

    ``probability`` is the member's to the medoid (1 for the medoid itself); ``is_clearest`` marks
    each company's member nearest to the medoid. ``claim_id`` is a digest of the medoid's text.
    """
    pairs = same_claim_pairs.to_pylist()
    ids = sorted({pair[side] for pair in pairs for side in ("statement_id", "other_id")})
    probability = _grid(pairs, ids)
    statements = {
        row["statement_id"]: row
        for row in compared_statements.select(["statement_id", "company", "masked"]).to_pylist()
    }
    rows: list[dict[str, Any]] = []
    for cluster in complete_clusters(probability, probability > 0, least_probability):
        members = _members(cluster, ids, probability[cluster.medoid], statements)
        if len({member["company"] for member in members}) > 1:
            rows += members
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _grid(pairs: list[dict[str, Any]], ids: list[str]) -> NDArray[np.float64]:
    """Give the probabilities as a symmetric matrix over ``ids``, 0 where a pair is no pair."""
    place = {statement_id: row for row, statement_id in enumerate(ids)}
    grid = np.eye(len(ids))
    for pair in pairs:
        a, b = place[pair["statement_id"]], place[pair["other_id"]]
        grid[a, b] = grid[b, a] = pair["probability"]
    return grid


def _members(
    cluster: Cluster,
    ids: list[str],
    to_medoid: NDArray[np.float64],
    statements: dict[str, dict[str, Any]],
) -> list[dict[str, Any]]:
    medoid = statements[ids[cluster.medoid]]
    claim_id = hashlib.sha256(medoid["masked"].lower().encode()).hexdigest()[:10]
    clearest: dict[str, int] = {}
    for member in sorted(cluster.members, key=lambda m: (m != cluster.medoid, -to_medoid[m], m)):
        clearest.setdefault(statements[ids[member]]["company"], member)
    return [
        {
            "claim_id": claim_id,
            "statement_id": ids[member],
            "company": (company := statements[ids[member]]["company"]),
            "probability": float(to_medoid[member]),
            "is_medoid": member == cluster.medoid,
            "is_clearest": clearest[company] == member,
        }
        for member in cluster.members
    ]
