"""How much of what each company says is said by a rival too, at least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.measures.echo import RIVALS, Echo, Hits, best_heard, echoes, echoes_as_read, hear
from pipeline.measures.pair_graph import read_pairs

if TYPE_CHECKING:
    from pipeline.measures.pair_graph import Pairs
    from warehouse.spilled import Parts

COLUMNS = {"compared_statements": ("statement_id", "company")}
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
    same_claim_pairs: Parts,
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
    ids = _ids(compared_statements, enough)
    companies, counts = list(ids), [len(own) for own in ids.values()]
    if len(companies) < 2:
        return SCHEMA.empty_table()
    hits = _hits(read_pairs(same_claim_pairs, pa.concat_arrays(ids.values())), counts)
    field = [
        hear(counts[c], hits[c], [*counts[:c], *counts[c + 1 :]], rivals_sampled)
        for c in range(len(companies))
    ]
    bests = [best_heard(count, mine) for count, mine in zip(counts, hits, strict=True)]
    whole, each = echoes(field, bootstrap_rounds, seed)
    whole_read, each_read = echoes_as_read(bests, bootstrap_rounds, seed)
    common = {"rivals": min(RIVALS, len(companies) - 1), "sampled": rivals_sampled}
    rows = [_row(None, sum(counts), whole, whole_read)]
    for c, name in enumerate(companies):
        rows.append(_row(name, counts[c], each[c], each_read[c]))
    return pa.Table.from_pylist([row | common for row in rows], schema=SCHEMA)


def _ids(names: pa.Table, enough: set[str]) -> dict[str, pa.Array]:
    """Give the statements of each company with enough of them, both sorted."""
    table = names.filter(pc.is_in(names.column("company"), pa.array(sorted(enough), pa.string())))
    table = table.sort_by([("company", "ascending"), ("statement_id", "ascending")])
    ids = table.column("statement_id").combine_chunks()
    found, start = {}, 0
    for company, count in zip(*pc.value_counts(table.column("company")).flatten(), strict=True):
        found[company.as_py()] = ids.slice(start, count.as_py())
        start += count.as_py()
    return found


def _hits(pairs: Pairs, counts: list[int]) -> list[Hits]:
    """Give each company's hits; its rivals are numbered without itself.

    ``pairs`` number the statements of all companies, one company's after the other's.
    """
    company = np.repeat(np.arange(len(counts)), counts)
    mine, theirs = (
        np.concatenate(sides) for sides in ((pairs.left, pairs.right), (pairs.right, pairs.left))
    )
    likely = np.concatenate([pairs.probabilities, pairs.probabilities])
    of_rivals = np.flatnonzero(company[mine] != company[theirs])
    by_company = of_rivals[np.argsort(company[mine[of_rivals]], kind="stable")]
    ends = np.searchsorted(company[mine[by_company]], np.arange(1, len(counts)))
    firsts = np.cumsum([0, *counts[:-1]])
    found = []
    for c, chosen in enumerate(np.split(by_company, ends)):
        first, other = firsts[c], company[theirs[chosen]]
        found.append(Hits(mine[chosen] - first, other - (other > c), likely[chosen]))
    return found


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
