"""Claims of other industries, and of a catalogue, that no company of this field makes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.corpus import read_by_id, read_vectors
from pipeline.measures.white_space import (
    MAY_SAY,
    Makers,
    ask,
    companies_near,
    most_that_may,
    nearest_and_fit,
)
from pipeline.reference.catalogue import LANGUAGE, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from pipeline.measures.same_claim import Judge

Row = dict[str, Any]
SCHEMA = pa.schema(
    [
        ("claim", pa.string()),
        ("source", pa.string()),
        ("industry", pa.string()),
        ("theme", pa.string()),
        ("text", pa.string()),
        ("asked", pa.int32()),
        ("at_most", pa.float64()),
        ("fit", pa.float64()),
        ("nearest_id", pa.string()),
        ("similarity", pa.float64()),
        ("probability", pa.float64()),
        ("doubtful", pa.bool_()),
        ("made_elsewhere", pa.int32()),
        ("asked_elsewhere", pa.int32()),
        ("near_elsewhere", pa.int32()),
        ("strangers", pa.int32()),
    ]
)


def white_space(
    compared_statements: pa.Table,
    known_catalogue: pa.Table,
    known_strangers: pa.Table,
    *,
    language: str,
    least_related: float,
    judge: Judge,
    embed: Callable[[list[str]], NDArray[np.float32]],
) -> pa.Table:
    """Give one row per claim that 0 of ``asked`` companies make, undoubted ones that fit first.

    No statement may reach the least probability of being related to any of its wordings.
    ``at_most`` is the share of companies that may make it all the same (95 %). ``fit`` is how near
    the field's talk comes to it, ``nearest_id`` the nearest statement of all, so that the reader
    can disagree, ``probability`` the judge's highest; the row is ``doubtful`` where that statement
    is so near that it may make the claim in other words. ``made_elsewhere`` of ``asked_elsewhere``
    companies make a claim of another industry; ``near_elsewhere`` of ``strangers`` come near to it.
    A row is a question to ask oneself and no advice: a claim may be open because it is worthless.
    """
    table, vectors = read_by_id(compared_statements)
    catalogue = _readable(known_catalogue, language)
    if not table.num_rows or not catalogue:
        return SCHEMA.empty_table()
    distinct = sorted({row["wording"] for row in catalogue})
    worded = embed(distinct)
    reading = judge.read(
        [*distinct, *table.column("masked").to_pylist()],
        np.concatenate([worded, vectors]),
        vectors.mean(axis=0),
    )
    field = _Field(
        table.column("statement_id").to_pylist(),
        len(set(table.column("company").to_pylist())),
        vectors,
        ask(judge, reading, len(distinct)),
        _strangers(known_strangers),
    )
    place = {text: row for row, text in enumerate(distinct)}
    rows = []
    for _, group in groupby(catalogue, key=itemgetter("claim")):
        claim = list(group)
        numbers = np.array([place[row["wording"]] for row in claim])
        highest = field.makers.highest(numbers)
        if highest < least_related:
            rows.append(_row(claim[0], worded[numbers], highest, field))
    rows.sort(key=lambda row: (row["doubtful"], -row["fit"], row["claim"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@dataclass(frozen=True, slots=True)
class _Field:
    """What the claims are held against: the field's statements, the judge's answers, strangers."""

    ids: list[str]
    companies: int
    vectors: NDArray[np.float32]
    makers: Makers
    strangers: list[NDArray[np.float32]]


def _readable(known_catalogue: pa.Table, language: str) -> list[Row]:
    """Give the wordings, a claim's together; the shipped ones only to a field of their language."""
    rows = known_catalogue.sort_by([("claim", "ascending"), ("position", "ascending")]).to_pylist()
    return [row for row in rows if row["source"] != SHIPPED or language == LANGUAGE]


def _strangers(known_strangers: pa.Table) -> list[NDArray[np.float32]]:
    """Give the vectors of each company of another industry."""
    table = known_strangers.select(["source", "industry", "stranger", "vector"])
    vectors = read_vectors(table.column("vector"))
    rows: dict[tuple[str, ...], list[int]] = {}
    for i, row in enumerate(table.drop_columns(["vector"]).to_pylist()):
        rows.setdefault(tuple(row.values()), []).append(i)
    return [vectors[rows[key]] for key in sorted(rows)]


def _row(claim: Row, worded: NDArray[np.float32], highest: float, field: _Field) -> Row:
    nearest, similarity, fit = nearest_and_fit(worded, field.vectors)
    return {
        "claim": claim["claim"],
        "source": claim["source"],
        "industry": claim["industry"],
        "theme": claim["theme"],
        "text": claim["wording"],
        "asked": field.companies,
        "at_most": most_that_may(field.companies),
        "fit": fit,
        "nearest_id": field.ids[nearest],
        "similarity": similarity,
        "probability": highest,
        "doubtful": similarity >= MAY_SAY,
        "made_elsewhere": claim["companies"],
        "asked_elsewhere": claim["asked"],
        "near_elsewhere": companies_near(worded, field.strangers),
        "strangers": len(field.strangers),
    }
