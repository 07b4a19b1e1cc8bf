"""What several companies say: the statements that say the same, and those that read like it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.assertions import is_claim
from pipeline.measures.clusters import Bounds, Cluster, claim_clusters
from pipeline.measures.corpus import read_vectors
from pipeline.measures.pinning import pinned_ids
from pipeline.measures.same_claim import Judge, opposed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        ("claim_id", pa.string()),
        ("statement_id", pa.string()),
        ("company", pa.string()),
        ("strength", pa.string()),
        ("probability", pa.float64()),
        ("is_medoid", pa.bool_()),
        ("is_clearest", pa.bool_()),
    ]
)


def claims(
    same_claim_pairs: pa.Table,
    compared_statements: pa.Table,
    known_claims: pa.Table,
    *,
    least_same: float,
    least_probability: float,
    least_related: float,
    judge: Judge,
    embed: Callable[[list[str]], NDArray[np.float32]],
) -> pa.Table:
    """Give one row per claim and member statement, claims of at least two companies only.

    ``strength`` is "same" where every pair of such members is judged to say the same, "alike" where
    the statement reads like the medoid, which words the claim; in a claim of which no two companies
    say the same, all are "alike". ``probability`` is the member's to the medoid (1 for itself);
    ``is_clearest`` marks each company's member to quote. ``claim_id`` is kept from earlier runs
    where a claim of theirs matches.
    """
    table = compared_statements.sort_by("statement_id")
    rows = table.select(["statement_id", "company", "text", "masked", "words"]).to_pylist()
    statements = {row["statement_id"]: row for row in rows}
    pairs = _claiming(same_claim_pairs, statements)
    paired = {pair[side] for pair in pairs for side in ("statement_id", "other_id")}
    ids = sorted(paired, key=lambda key: _plainness(statements[key]))
    grid = _grid(pairs, ids)
    bounds = Bounds(least_same, least_probability, least_related)
    found = claim_clusters(grid, _groups([statements[key]["company"] for key in ids]), bounds)
    found.sort(key=lambda cluster: (statements[ids[cluster.medoid]]["masked"], cluster.medoid))
    texts = [statements[ids[cluster.medoid]]["masked"] for cluster in found]
    known = known_claims.sort_by("claim_id").to_pylist()
    known_ids, known_texts = ([row[name] for row in known] for name in ("claim_id", "masked"))
    matches = _matches(texts, known_texts, table, judge, embed)
    names = pinned_ids(texts, known_ids, known_texts, matches, least_probability)
    made = [
        row
        for name, cluster in sorted(zip(names, found, strict=True), key=lambda item: item[0])
        for row in _members(name, cluster, ids, grid[cluster.medoid], statements)
    ]
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _claiming(same_claim_pairs: pa.Table, statements: dict[str, Row]) -> list[Row]:
    """Give the pairs of which both sides claim something."""
    claiming = {key for key, row in statements.items() if is_claim(row["text"], row["masked"])}
    return [
        pair
        for pair in same_claim_pairs.to_pylist()
        if pair["statement_id"] in claiming and pair["other_id"] in claiming
    ]


def _groups(companies: list[str]) -> NDArray[np.int64]:
    """Give each row's company as a number."""
    number = {name: i for i, name in enumerate(sorted(set(companies)))}
    return np.array([number[name] for name in companies], dtype=np.int64)


def _plainness(row: Row) -> tuple[bool, int, str, str]:
    """Give the order in which statements may lead: without anybody's name, then the shortest."""
    return row["text"] != row["masked"], row["words"], row["masked"], row["statement_id"]


def _grid(pairs: list[Row], ids: list[str]) -> NDArray[np.float64]:
    """Give the probabilities as a symmetric matrix over ``ids``, 0 where a pair is no pair."""
    place = {statement_id: row for row, statement_id in enumerate(ids)}
    grid = np.eye(len(ids))
    for pair in pairs:
        a, b = place[pair["statement_id"]], place[pair["other_id"]]
        grid[a, b] = grid[b, a] = pair["probability"]
    return grid


def _matches(
    texts: list[str],
    known: list[str],
    statements: pa.Table,
    judge: Judge,
    embed: Callable[[list[str]], NDArray[np.float32]],
) -> NDArray[np.float64]:
    """Give P(same claim) of every wording with every known one, shape (texts, known).

    0 where the pair contradicts itself.
    """
    if not texts or not known:
        return np.zeros((len(texts), len(known)))
    distinct = sorted({*texts, *known})
    mean = read_vectors(statements.column("vector")).mean(axis=0)
    reading = judge.read(distinct, embed(distinct), mean)
    place = {text: row for row, text in enumerate(distinct)}
    left = np.repeat(np.array([place[text] for text in texts]), len(known))
    right = np.tile(np.array([place[text] for text in known]), len(texts))
    likely = judge.probabilities(reading, left, right)
    likely[opposed(reading, left, right)] = 0.0
    return likely.reshape(len(texts), len(known))


def _members(
    claim_id: str,
    cluster: Cluster,
    ids: list[str],
    to_medoid: NDArray[np.float64],
    statements: dict[str, Row],
) -> list[Row]:
    # One company alone can't say the same as somebody.
    strong = set(cluster.same) if len(cluster.same) > 1 else set()
    members = sorted(
        {*cluster.same, *cluster.alike},
        key=lambda m: (m != cluster.medoid, m not in strong, -to_medoid[m], m),
    )
    clearest: dict[str, int] = {}
    for member in members:
        clearest.setdefault(statements[ids[member]]["company"], member)
    return [
        {
            "claim_id": claim_id,
            "statement_id": ids[member],
            "company": (company := statements[ids[member]]["company"]),
            "strength": "same" if member in strong else "alike",
            "probability": float(to_medoid[member]),
            "is_medoid": member == cluster.medoid,
            "is_clearest": clearest[company] == member,
        }
        for member in members
    ]
