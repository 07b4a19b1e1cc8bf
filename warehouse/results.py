"""Results: which rows a stage made of what, in their order, so that a later run takes them over.

A result is one row of ``stored.results`` beside the spans of ``warehouse/history.py``: the digest
of all that the stage was given (``made_of``), and that of what it made (``content``). Since each
row is stored once, a table is the places of its rows: equal places are equal rows, compared column
by column when they were kept (docs/decisions/0038-recalled.md).
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

BATCH = 1000
"""Rows whose bytes are made at a time for a digest."""


def note_result(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    run_id: str,
    made_of: str,
    kinds: dict[str, str],
    places: NDArray[np.int64],
) -> str:
    """Note what a run's table was made of; gives the digest of its content.

    ``kinds`` are the columns with their types, ``places`` those of the rows in the table's order.
    Where the stored columns have other types, the rows can't be laid out again: nothing is noted.
    """
    stretches = _stretches(places)
    content = hashlib.sha256(repr((kinds, stretches)).encode()).hexdigest()
    stored = {
        name: kind
        for name, kind, *_ in connection.execute(f"describe from stored.{table}").fetchall()
    }
    if all(stored[name] == kind for name, kind in kinds.items()):
        connection.execute(
            "insert into stored.results values "
            "($name, $run_id, $made_of, $content, $columns, $flat)",
            {
                "name": table,
                "run_id": run_id,
                "made_of": made_of,
                "content": content,
                "columns": [*kinds],
                "flat": stretches,
            },
        ).fetchall()
    return content


def _stretches(places: NDArray[np.int64]) -> list[int]:
    """Give first and past, one after the other, of each stretch without a gap, in order."""
    # Most who ask a warehouse something keep nothing in it.
    import numpy as np

    gaps = np.flatnonzero(np.diff(places) != 1)
    firsts, lasts = np.append(places[:1], places[gaps + 1]), np.append(places[gaps], places[-1:])
    stretches: list[int] = np.stack([firsts, lasts + 1], axis=1).ravel().tolist()
    return stretches


def take_result(
    connection: duckdb.DuckDBPyConnection, table: str, run_id: str, made_of: str
) -> str | None:
    """Give a run the rows that another one made of the same; None where none did.

    Gives the digest of their content. A run that is done again takes nothing over. Call it inside
    a transaction.
    """
    found = connection.execute(
        _FIND, {"name": table, "made_of": made_of, "run_id": run_id}
    ).fetchall()
    if not found:
        return None
    owner, content = found[0]
    for statement in _TAKE:
        connection.execute(statement, {"name": table, "owner": owner, "run_id": run_id}).fetchall()
    return str(content)


_FIND = """
select run_id, content
from stored.results
where
    name = $name
    and made_of = $made_of
    and not exists (from stored.results as own where own.name = $name and own.run_id = $run_id)
    and not exists (from stored.spans as own where own.name = $name and own.run_id = $run_id)
order by run_id desc
limit 1
"""
_TAKE = (
    """
    insert into stored.spans select name, $run_id, first, past
    from stored.spans where name = $name and run_id = $owner
    """,
    """
    insert into stored.results by name select * replace ($run_id as run_id)
    from stored.results where name = $name and run_id = $owner
    """,
)


def lay_out(connection: duckdb.DuckDBPyConnection, table: str, run_id: str) -> None:
    """Make the temporary table of a result that a run took over, its rows in their order."""
    ((columns, flat),) = connection.execute(
        "select columns, stretches from stored.results where name = $name and run_id = $run_id",
        {"name": table, "run_id": run_id},
    ).fetchall()
    listed = ", ".join(f'kept."{name}"' for name in columns)
    connection.execute(
        f"create or replace temp table {table} as "  # noqa: S608 - a stage's name and columns
        "with stretches as (select unnest($first) as first, unnest($past) as past, "
        "unnest(range(len($first))) as nth), "
        "places as (select unnest(range(first, past)) as place, nth from stretches) "
        f"select {listed} from stored.{table} as kept "
        "inner join places on kept.row_place = places.place order by nth, place",
        {"first": flat[::2], "past": flat[1::2]},
    ).fetchall()


def forget_results(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Remove what is noted of a run's results; its rows may go, and their places be given anew."""
    connection.execute(
        "delete from stored.results where run_id = $run_id", {"run_id": run_id}
    ).fetchall()


def is_kept(connection: duckdb.DuckDBPyConnection, table: str, run_id: str) -> bool:
    """Tell whether a run has rows of a table already."""
    return bool(
        connection.execute(
            "select 1 from stored.spans where name = $name and run_id = $run_id limit 1",
            {"name": table, "run_id": run_id},
        ).fetchall()
    )


def content_of(rows: pa.Table) -> str:
    """Give the digest of a table's columns and rows in their order."""
    digest = hashlib.sha256(str(rows.schema).encode())
    for batch in rows.combine_chunks().to_batches(max_chunksize=BATCH):
        digest.update(batch.serialize())
    return digest.hexdigest()
