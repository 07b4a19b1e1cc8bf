"""What several companies say: the statements that say the same, and those that read like it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.assertions import is_claim
from pipeline.measures.clusters import Bounds, Cluster, claim_clusters
from pipeline.measures.corpus import read_vectors
from pipeline.measures.pair_graph import PairGraph, Pairs, read_pairs
from pipeline.measures.pinning import pinned_ids
from pipeline.measures.same_claim import PAIRS_AT_ONCE, Judge, opposed

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from warehouse.spilled import Parts

COLUMNS = {"compared_statements": ("statement_id", "company", "text", "masked", "words", "vector")}
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
    same_claim_pairs: Parts,
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
    columns = ["statement_id", "company", "text", "masked", "words"]
    claiming = _claims_among(compared_statements.select(columns))
    pairs = read_pairs(same_claim_pairs, claiming.column("statement_id").combine_chunks())
    statements, graph = _plainest_first(claiming, pairs)
    bounds = Bounds(least_same, least_probability, least_related)
    found = claim_clusters(graph, _groups([row["company"] for row in statements]), bounds)
    found.sort(key=lambda cluster: (statements[cluster.medoid]["masked"], cluster.medoid))
    texts = [statements[cluster.medoid]["masked"] for cluster in found]
    known = known_claims.sort_by("claim_id").to_pylist()
    known_ids, known_texts = ([row[name] for row in known] for name in ("claim_id", "masked"))
    judged = partial(_judged, statements=compared_statements, judge=judge, embed=embed)
    names = pinned_ids(texts, known_ids, known_texts, judged, least_probability)
    made = [
        row
        for name, cluster in sorted(zip(names, found, strict=True), key=lambda item: item[0])
        for row in _members(name, cluster, graph, statements)
    ]
    return pa.Table.from_pylist(made, schema=SCHEMA)


def _claims_among(statements: pa.Table) -> pa.Table:
    """Give the statements that claim something."""
    texts, masked = (statements.column(name).to_pylist() for name in ("text", "masked"))
    claiming = [is_claim(*both) for both in zip(texts, masked, strict=True)]
    return statements.filter(pa.array(claiming, pa.bool_()))


def _plainest_first(statements: pa.Table, pairs: Pairs) -> tuple[list[Row], PairGraph]:
    """Give the statements that are in pairs, the plainest first, and the pairs between them."""
    paired = np.unique(np.concatenate([pairs.left, pairs.right]))
    rows = statements.take(pa.array(paired)).to_pylist()
    order = sorted(range(len(rows)), key=lambda place: _plainness(rows[place]))
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    left, right = (rank[np.searchsorted(paired, side)] for side in (pairs.left, pairs.right))
    graph = PairGraph.of(len(rows), Pairs(left, right, pairs.probabilities))
    return [rows[place] for place in order], graph


def _groups(companies: list[str]) -> NDArray[np.int64]:
    """Give each row's company as a number."""
    number = {name: i for i, name in enumerate(sorted(set(companies)))}
    return np.array([number[name] for name in companies], dtype=np.int64)


def _plainness(row: Row) -> tuple[bool, int, str, str]:
    """Give the order in which statements may lead: without anybody's name, then the shortest."""
    return row["text"] != row["masked"], row["words"], row["masked"], row["statement_id"]


def _judged(
    texts: list[str],
    known: list[str],
    statements: pa.Table,
    judge: Judge,
    embed: Callable[[list[str]], NDArray[np.float32]],
) -> NDArray[np.float64]:
    """Give P(same claim) of every wording with every known one, shape (texts, known).

    0 where the pair contradicts itself. Some wordings at a time: the pairs are many.
    """
    found = np.zeros((len(texts), len(known)))
    if not found.size:
        return found
    distinct = sorted({*texts, *known})
    mean = read_vectors(statements.column("vector")).mean(axis=0)
    reading = judge.read(distinct, embed(distinct), mean)
    place = {text: row for row, text in enumerate(distinct)}
    mine, theirs = (np.array([place[text] for text in side]) for side in (texts, known))
    step = max(1, PAIRS_AT_ONCE // len(known))
    for start in range(0, len(texts), step):
        some = mine[start : start + step]
        left, right = np.repeat(some, len(known)), np.tile(theirs, len(some))
        likely = judge.probabilities(reading, left, right)
        likely[opposed(reading, left, right)] = 0.0
        found[start : start + step] = likely.reshape(len(some), len(known))
    return found


def _members(claim_id: str, cluster: Cluster, graph: PairGraph, statements: list[Row]) -> list[Row]:
    # One company alone can't say the same as somebody.
    strong = set(cluster.same) if len(cluster.same) > 1 else set()
    members = sorted({*cluster.same, *cluster.alike})
    likely = dict(zip(members, graph.to(cluster.medoid, members).tolist(), strict=True))
    members.sort(key=lambda m: (m != cluster.medoid, m not in strong, -likely[m], m))
    clearest: dict[str, int] = {}
    for member in members:
        clearest.setdefault(statements[member]["company"], member)
    return [
        {
            "claim_id": claim_id,
            "statement_id": statements[member]["statement_id"],
            "company": (company := statements[member]["company"]),
            "strength": "same" if member in strong else "alike",
            "probability": likely[member],
            "is_medoid": member == cluster.medoid,
            "is_clearest": clearest[company] == member,
        }
        for member in members
    ]
