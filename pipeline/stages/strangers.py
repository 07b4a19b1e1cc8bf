"""The companies of other industries that mark the zero of the index, and who was left out."""

from __future__ import annotations

import dataclasses

import pyarrow as pa

from pipeline.measures.corpus import read_by_id, read_strangers
from pipeline.measures.strangers import Candidate, choose_strangers

SCHEMA = pa.schema(
    [
        ("source", pa.string()),
        ("industry", pa.string()),
        ("stranger", pa.string()),
        ("statements", pa.int32()),
        ("used", pa.bool_()),
        ("reason", pa.string()),
    ]
)


def strangers(
    known_strangers: pa.Table,
    companies: pa.Table,
    compared_statements: pa.Table,
    *,
    rivals_sampled: int,
    ceiling_reference: list[float],
) -> pa.Table:
    """Give one row per known company of another industry; ``reason`` says why one is not used."""
    known = read_strangers(known_strangers)
    candidates = [Candidate(*key, sample.vectors) for key, sample in known.items()]
    _, vectors = read_by_id(compared_statements)
    choices = choose_strangers(
        candidates,
        [(row["company"], row["site"]) for row in companies.to_pylist()],
        vectors,
        rivals_sampled,
        sum(ceiling_reference) / max(len(ceiling_reference), 1),
    )
    return pa.Table.from_pylist([dataclasses.asdict(c) for c in choices], schema=SCHEMA)
