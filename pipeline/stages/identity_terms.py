"""The terms that say whose a text is: names, domains, products, people, places."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pyarrow as pa

from pipeline.text.identity import (
    IdentityTerm,
    Source,
    find_people_and_places,
    find_products,
    name_variants,
)
from sameness.records import PITCH_ROLES

if TYPE_CHECKING:
    from collections.abc import Callable

SCHEMA = pa.schema(
    [
        ("company", pa.string()),
        ("term", pa.string()),
        ("kind", pa.string()),
        ("pages", pa.int32()),
    ]
)
NO_TERMS = pa.Table.from_batches([], schema=SCHEMA)
"""Where no other channel has found any terms before."""


def identity_terms(
    companies: pa.Table,
    statements: pa.Table,
    known_terms: pa.Table,
    *,
    find_entities: Callable[[list[str]], list[list[tuple[str, str]]]],
) -> pa.Table:
    """Give one row per company and term; ``pages`` is 0 for names given by the industry file.

    Terms known from another channel hold here, too.
    """
    sources = [
        Source(row["company"], row["url"], row["text"])
        for row in statements.to_pylist()
        if row["role"] in PITCH_ROLES
    ]
    found = _given_names(companies) + _known(known_terms) + find_products(sources)
    found += find_people_and_places(sources, find_entities)
    first: dict[tuple[str, str], IdentityTerm] = {}
    for term in found:
        first.setdefault((term.company, term.term), term)
    rows = [dataclasses.asdict(first[key]) for key in sorted(first)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _known(known_terms: pa.Table) -> list[IdentityTerm]:
    return [IdentityTerm(**row) for row in known_terms.to_pylist()]


def _given_names(companies: pa.Table) -> list[IdentityTerm]:
    return [
        IdentityTerm(row["company"], term, kind, 0)
        for row in companies.to_pylist()
        for term, kind in name_variants([row["company"], *row["aliases"]], row["site"]).items()
    ]
