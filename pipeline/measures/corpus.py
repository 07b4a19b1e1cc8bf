"""Compared statements as arrays, in an order that does not depend on how they came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.measures.centred import Gathered
from pipeline.measures.strata import stratum
from warehouse.spilled import FEWEST_TO_SPILL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from embeddings.matches import Vectors

StrangerKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A stranger's statements: ``vectors`` (n, dimensions) of unit length, ``strata`` (n,)."""

    vectors: NDArray[np.float32]
    strata: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.vectors)


@dataclass(frozen=True, slots=True)
class Corpus:
    """One company's compared statements, sorted by id.

    ``vectors`` (n, dimensions) of unit length, ``pages`` (n,) numbers of their pages, ``strata``
    (n,) of their kinds of page and lengths (``pipeline.measures.strata``).
    """

    company: str
    ids: list[str]
    vectors: NDArray[np.float32]
    pages: NDArray[np.int64]
    strata: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)


def read_vectors(column: pa.ChunkedArray) -> NDArray[np.float32]:
    """Give a list column of numbers as an array of shape (rows, dimensions)."""
    # One piece as it is: combining would copy a mapped file into memory.
    array = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
    flat = array.flatten().to_numpy(zero_copy_only=False).astype(np.float32, copy=False)
    return flat.reshape(len(array), -1) if len(array) else np.zeros((0, 1), dtype=np.float32)


def read_by_id(statements: pa.Table) -> tuple[pa.Table, NDArray[np.float32]]:
    """Give statements by id without their vectors, and these in the same order.

    So vectors are copied once; sorted with their table they take four times as much.
    """
    table, vectors = _sorted_by_id(statements)
    return table, vectors[:]


def read_gathered(statements: pa.Table) -> tuple[pa.Table, Vectors]:
    """Give ``read_by_id``, but leave the vectors of a large table in the file that is mapped."""
    if statements.num_rows < FEWEST_TO_SPILL:
        return read_by_id(statements)
    return _sorted_by_id(statements)


def _sorted_by_id(statements: pa.Table) -> tuple[pa.Table, Gathered]:
    order = pc.sort_indices(statements, sort_keys=[("statement_id", "ascending")])
    vectors = read_vectors(statements.column("vector"))
    return statements.drop_columns(["vector"]).take(order), Gathered(vectors, order.to_numpy())


def read_strata(table: pa.Table) -> NDArray[np.int64]:
    """Give the stratum of each row from its columns ``kind`` and ``words``; shape (rows,)."""
    kinds, words = table.column("kind").to_pylist(), table.column("words").to_pylist()
    strata = [stratum(kind, count) for kind, count in zip(kinds, words, strict=True)]
    return np.array(strata, dtype=np.int64)


def read_strangers(known_strangers: pa.Table) -> dict[StrangerKey, Sample]:
    """Give each stranger's statements by (source, industry, stranger), keys and vectors sorted.

    They carry no ids, so the vectors themselves, then the strata, say in which order they stand.
    """
    vectors = read_vectors(known_strangers.column("vector"))
    strata = read_strata(known_strangers)
    rows: dict[StrangerKey, list[int]] = {}
    names = known_strangers.select(["source", "industry", "stranger"]).to_pylist()
    for i, row in enumerate(names):
        rows.setdefault((row["source"], row["industry"], row["stranger"]), []).append(i)
    for indices in rows.values():
        indices.sort(key=lambda i: (vectors[i].tobytes(), int(strata[i])))
    return {key: Sample(vectors[indices], strata[indices]) for key, indices in sorted(rows.items())}


def vector_column(vectors: NDArray[np.float32]) -> pa.ListArray:
    """Give vectors of shape (rows, dimensions) as a list column.

    Lists of any length, not of a fixed one: the history holds the runs of several models.
    """
    offsets = np.arange(len(vectors) + 1) * vectors.shape[1]
    return pa.ListArray.from_arrays(
        pa.array(offsets, pa.int32()), pa.array(vectors.ravel(), pa.float32())
    )


def read_corpora(compared_statements: pa.Table) -> list[Corpus]:
    """Give each company's statements, companies by name, statements by id.

    Vectors that stand in this order already, as the stage ``compared_statements`` gives them, are
    views of the table's own.
    """
    keys = [("company", "ascending"), ("statement_id", "ascending")]
    order = pc.sort_indices(compared_statements, sort_keys=keys)
    table = compared_statements.select(["company", "statement_id", "url", "kind", "words"])
    table, places = table.take(order), order.to_numpy()
    vectors, strata = read_vectors(compared_statements.column("vector")), read_strata(table)
    corpora = []
    for company, rows in _stretches(table.column("company")):
        ids, urls = (table.column(name)[rows].to_pylist() for name in ("statement_id", "url"))
        _, pages = np.unique(np.array(urls, dtype=object), return_inverse=True)
        corpora.append(Corpus(company, ids, rows_of(vectors, places[rows]), pages, strata[rows]))
    return corpora


def _stretches(names: pa.ChunkedArray) -> Iterator[tuple[str, slice]]:
    """Give each name of a sorted column with its rows."""
    start = 0
    for name, count in zip(*pc.value_counts(names).flatten(), strict=True):
        yield name.as_py(), slice(start, start + count.as_py())
        start += count.as_py()


def rows_of(vectors: NDArray[np.float32], places: NDArray[np.integer]) -> NDArray[np.float32]:
    """Give the rows at these places; a view where they follow each other."""
    if len(places) and (np.diff(places.astype(np.int64)) == 1).all():
        return vectors[int(places[0]) : int(places[-1]) + 1]
    copied: NDArray[np.float32] = vectors[places]
    return copied
