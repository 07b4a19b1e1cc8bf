"""What several companies say: statements that all read as one leading statement."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.clusters import Cluster, leader_clusters

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
    same_claim_pairs: pa.Table,
    compared_statements: pa.Table,
    *,
    least_probability: float,
    least_related: float,
) -> pa.Table:
    """Give one row per claim and member statement, claims of at least two companies only.

    ``probability`` is the member's to the medoid, the leading statement (1 for itself);
    ``is_clearest`` marks each company's member nearest to it. ``claim_id`` is a digest of the
    medoid's text.
    """
    pairs = same_claim_pairs.to_pylist()
    paired = {pair[side] for pair in pairs for side in ("statement_id", "other_id")}
    columns = compared_statements.select(["statement_id", "company", "text", "masked", "words"])
    statements = {row["statement_id"]: row for row in columns.to_pylist()}
    ids = sorted(paired, key=lambda i: _plainness(statements[i]))
    probability = _grid(pairs, ids)
    rows: list[dict[str, Any]] = []
    names = [statements[i]["company"] for i in ids]
    groups = np.array([sorted(set(names)).index(name) for name in names], dtype=np.int64)
    for cluster in leader_clusters(probability, groups, least_probability, least_related):
        rows += _members(cluster, ids, probability[cluster.leader], statements)
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _plainness(row: dict[str, Any]) -> tuple[bool, int, str, str]:
    """Give the order in which statements may lead: without anybody's name, then the shortest."""
    return row["text"] != row["masked"], row["words"], row["masked"], row["statement_id"]


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
    medoid = statements[ids[cluster.leader]]
    claim_id = hashlib.sha256(medoid["masked"].lower().encode()).hexdigest()[:10]
    clearest: dict[str, int] = {}
    for member in sorted(cluster.members, key=lambda m: (m != cluster.leader, -to_medoid[m], m)):
        clearest.setdefault(statements[ids[member]]["company"], member)
    return [
        {
            "claim_id": claim_id,
            "statement_id": ids[member],
            "company": (company := statements[ids[member]]["company"]),
            "probability": float(to_medoid[member]),
            "is_medoid": member == cluster.leader,
            "is_clearest": clearest[company] == member,
        }
        for member in cluster.members
    ]
