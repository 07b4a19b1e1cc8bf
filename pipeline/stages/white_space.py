"""Claims of other industries, and of a catalogue, that no company of this field makes."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.measures.centred import mean_of, stacked
from pipeline.measures.corpus import read_gathered, read_vectors
from pipeline.measures.white_space import (
    MAY_SAY,
    companies_near,
    likeliest,
    most_that_may,
    talk,
)
from pipeline.reference.catalogue import LANGUAGE, SHIPPED

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from embeddings.matches import Vectors
    from pipeline.measures.same_claim import Judge

COLUMNS = {"compared_statements": ("statement_id", "company", "masked", "vector")}
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
    table, vectors = read_gathered(compared_statements)
    catalogue = _readable(known_catalogue, language)
    if not table.num_rows or not catalogue:
        return SCHEMA.empty_table()
    distinct = sorted({row["wording"] for row in catalogue})
    worded = embed(distinct)
    reading = judge.read(
        [*distinct, *table.column("masked").to_pylist()],
        stacked(worded, vectors),
        mean_of(vectors),
    )
    highest = likeliest(judge, reading, len(distinct))
    field = _Field(
        table.column("statement_id").to_pylist(),
        len(set(table.column("company").to_pylist())),
        vectors,
        _strangers(known_strangers),
    )
    place = {text: row for row, text in enumerate(distinct)}
    claims = []
    for _, group in groupby(catalogue, key=itemgetter("claim")):
        claim = list(group)
        numbers = np.array([place[row["wording"]] for row in claim])
        if (likely := float(highest[numbers].max())) < least_related:
            claims.append(_Open(claim[0], worded[numbers], likely))
    rows = _rows(claims, field)
    rows.sort(key=lambda row: (row["doubtful"], -row["fit"], row["claim"]))
    return pa.Table.from_pylist(rows, schema=SCHEMA)


@dataclass(frozen=True, slots=True)
class _Field:
    """What the claims are held against: the field's statements, and strangers."""

    ids: list[str]
    companies: int
    vectors: Vectors
    strangers: list[NDArray[np.float32]]


@dataclass(frozen=True, slots=True)
class _Open:
    """A claim that nobody makes, with the vectors of its wordings and the judge's highest."""

    claim: Row
    worded: NDArray[np.float32]
    probability: float


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


def _rows(claims: list[_Open], field: _Field) -> list[Row]:
    """Give the rows of open claims, in their order."""
    if not claims:
        return []
    starts = np.cumsum([0, *(len(one.worded) for one in claims[:-1])])
    spoken = talk(field.vectors, np.concatenate([one.worded for one in claims]), starts)
    near = zip(spoken.nearest.tolist(), spoken.cosines.tolist(), spoken.fit.tolist(), strict=True)
    return [_row(one, *spoken, field) for one, spoken in zip(claims, near, strict=True)]


def _row(one: _Open, nearest: int, similarity: float, fit: float, field: _Field) -> Row:
    claim = one.claim
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
        "probability": one.probability,
        "doubtful": similarity >= MAY_SAY,
        "made_elsewhere": claim["companies"],
        "asked_elsewhere": claim["asked"],
        "near_elsewhere": companies_near(one.worded, field.strangers),
        "strangers": len(field.strangers),
    }
