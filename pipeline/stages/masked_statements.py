"""Statements with everything deleted that says whose they are, and what was deleted."""

from __future__ import annotations

import pyarrow as pa

from pipeline.text.masking import Masker, terms_for

SCHEMA = pa.schema(
    [
        ("statement_id", pa.string()),
        ("masked", pa.string()),
        ("words", pa.int32()),
        ("removed", pa.list_(pa.struct([("term", pa.string()), ("kind", pa.string())]))),
    ]
)


def masked_statements(statements: pa.Table, identity_terms: pa.Table) -> pa.Table:
    """Give one row per statement; ``words`` counts what is left.

    Names and domains of every company go from every text: a rival's name says whose it is, too.
    Products, people and places go from their own company's texts.
    """
    terms = [(row["company"], row["term"], row["kind"]) for row in identity_terms.to_pylist()]
    maskers = {
        company: Masker(terms_for(company, terms))
        for company in statements.column("company").unique().to_pylist()
    }
    rows = []
    for row in statements.sort_by("statement_id").to_pylist():
        masked = maskers[row["company"]].mask(row["text"])
        removed = [{"term": term, "kind": kind} for term, kind in masked.removed]
        rows.append(
            {
                "statement_id": row["statement_id"],
                "masked": masked.text,
                "words": len(masked.text.split()),
                "removed": removed,
            }
        )
    return pa.Table.from_pylist(rows, schema=SCHEMA)
