"""How much of what each company says is said by a rival too, at least."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pyarrow as pa

from pipeline.measures.echo import RIVALS, Echo, Hit, best_heard, echoes, echoes_as_read, hear

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("statements", pa.int32()),
        ("rivals", pa.int32()),
        ("sampled", pa.int32()),
        ("echo", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("as_read", pa.float64()),
        ("as_read_low", pa.float64()),
        ("as_read_high", pa.float64()),
    ]
)


def echo(
    same_claim_pairs: pa.Table,
    compared_statements: pa.Table,
    evidence_levels: pa.Table,
    *,
    rivals_sampled: int,
    bootstrap_rounds: int,
    seed: int,
) -> pa.Table:
    """Give one row per company with enough evidence, and one of the field with a null company.

    ``echo`` (0-1) with its range is the expected share of its statements for which one of
    ``sampled`` statements of each of ``rivals`` rivals says the same; ``as_read`` the same over all
    that was read of all rivals. Pairs below the least probability count as nothing.
    """
    enough = {row["company"] for row in evidence_levels.to_pylist() if row["enough"]}
    ids = _ids(compared_statements.select(["statement_id", "company"]), enough)
    companies, corpora = list(ids), list(ids.values())
    if len(companies) < 2:
        return SCHEMA.empty_table()
    hits = _hits(same_claim_pairs, companies, corpora)
    field = []
    for c, mine in enumerate(corpora):
        sizes = [len(other) for r, other in enumerate(corpora) if r != c]
        field.append(hear(len(mine), hits[c], sizes, rivals_sampled))
    bests = [best_heard(len(mine), hits[c]) for c, mine in enumerate(corpora)]
    whole, each = echoes(field, bootstrap_rounds, seed)
    whole_read, each_read = echoes_as_read(bests, bootstrap_rounds, seed)
    common = {"rivals": min(RIVALS, len(companies) - 1), "sampled": rivals_sampled}
    rows = [_row(None, sum(map(len, corpora)), whole, whole_read)]
    for c, name in enumerate(companies):
        rows.append(_row(name, len(corpora[c]), each[c], each_read[c]))
    return pa.Table.from_pylist([row | common for row in rows], schema=SCHEMA)


def _ids(names: pa.Table, enough: set[str]) -> dict[str, list[str]]:
    """Give the statements of each company with enough of them, both sorted."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in names.to_pylist():
        if row["company"] in enough:
            found[row["company"]].append(row["statement_id"])
    return {name: sorted(ids) for name, ids in sorted(found.items())}


def _hits(pairs: pa.Table, companies: list[str], corpora: list[list[str]]) -> list[list[Hit]]:
    """Give each company's hits; its rivals are numbered without itself."""
    number = {name: c for c, name in enumerate(companies)}
    place = {key: row for ids in corpora for row, key in enumerate(ids)}
    hits: list[list[Hit]] = [[] for _ in companies]
    for pair in pairs.to_pylist():
        one, two = number.get(pair["company"]), number.get(pair["other"])
        if one is None or two is None or one == two:
            continue
        for mine, theirs, key in ((one, two, "statement_id"), (two, one, "other_id")):
            rival = theirs - (theirs > mine)
            hits[mine].append((place[pair[key]], rival, pair["probability"]))
    return hits


def _row(company: str | None, statements: int, found: Echo, read: Echo) -> dict[str, Any]:
    return {
        "company": company,
        "statements": statements,
        "echo": found.value,
        "low": found.low,
        "high": found.high,
        "as_read": read.value,
        "as_read_low": read.low,
        "as_read_high": read.high,
    }
