"""The history: every row that a stage made, stored once, however many runs made it again.

``stored.TABLE`` holds the rows, numbered by ``row_place``; ``stored.spans`` says which places each
run has; the view ``history.TABLE`` puts both together, with the run's id as its first column. A
month in which nothing changed adds spans and hardly a row (docs/decisions/0032).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    from numpy.typing import NDArray

OWN = ("row_place", "row_fingerprint", "row_nth")
"""Columns of a stored table that no stage made."""


def keep_rows(
    connection: duckdb.DuckDBPyConnection, table: str, source: str, run_id: str
) -> NDArray[np.int64]:
    """Make the rows of ``source`` those of a run in ``history.TABLE``; a repeat replaces.

    Gives the places of the rows (rows,), in the order of ``source``: the name of a table, or a
    select in brackets. A column that the history does not know yet is added to it, empty for other
    runs. Call it inside a transaction.
    """
    kinds = columns_of(connection, source)
    _make_room(connection, table, kinds)
    key = {"name": table, "run_id": run_id}
    replaced = connection.execute(
        "delete from stored.spans where name = $name and run_id = $run_id returning name", key
    ).fetchall()
    newest = _newest(connection, table)
    _find_places(connection, table, source, [*kinds], newest)
    connection.execute(
        f"insert into stored.{table} by name select * exclude (row_order) "  # noqa: S608 - a stage's name
        "from temp.incoming_rows where row_place > $newest order by row_place",
        {"newest": newest},
    ).fetchall()
    connection.execute(_NOTE_SPANS, key).fetchall()
    places: NDArray[np.int64] = connection.execute(
        "select row_place from temp.incoming_rows order by row_order"
    ).fetchnumpy()["row_place"]
    connection.execute("drop table temp.incoming_rows").fetchall()
    if replaced:
        _sweep(connection, table)
    return places


def forget_rows(connection: duckdb.DuckDBPyConnection, run_id: str) -> None:
    """Remove a run from the history, and the rows that no other run has; inside a transaction."""
    named = connection.execute(
        "delete from stored.spans where run_id = $run_id returning name", {"run_id": run_id}
    ).fetchall()
    for table in sorted({name for (name,) in named}):
        _sweep(connection, table)


def store_once(connection: duckdb.DuckDBPyConnection) -> None:
    """Turn the tables of the schema ``history`` into stored rows and views; in a transaction."""
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = 'history' order by all"
    ).fetchall()
    for (table,) in tables:
        before = f"temp.{table}_before"
        connection.execute(f"create temp table {table}_before as from history.{table}")
        connection.execute(f"drop table history.{table}")
        rows = f"select * exclude (run_id) from {before}"  # noqa: S608 - a stage's name
        _make_room(connection, table, columns_of(connection, f"({rows})"))
        runs = f"select distinct run_id from {before} order by run_id"  # noqa: S608 - a stage's name
        for (run_id,) in connection.execute(runs).fetchall():
            quoted = str(run_id).replace("'", "''")
            keep_rows(connection, table, f"({rows} where run_id = '{quoted}')", run_id)
        connection.execute(f"drop table {before}")


# Stretches without a gap: there the place and the row's number grow alike.
_NOTE_SPANS = """
insert into stored.spans
select $name, $run_id, min(row_place), max(row_place) + 1
from (
    select row_place, row_place - row_number() over (order by row_place) as stretch
    from temp.incoming_rows
)
group by stretch
order by all
"""


def _sweep(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Remove the rows that no run has."""
    connection.execute(
        f"delete from stored.{table} where row_place not in "  # noqa: S608 - a stage's name
        "(select unnest(range(first, past)) from stored.spans where name = $name)",
        {"name": table},
    ).fetchall()


def columns_of(connection: duckdb.DuckDBPyConnection, source: str) -> dict[str, str]:
    """Give the columns of a table or select in order, with their types."""
    rows: list[tuple[Any, ...]] = connection.execute(f"describe from {source}").fetchall()
    return {name: kind for name, kind, *_ in rows}


def _newest(connection: duckdb.DuckDBPyConnection, table: str) -> int:
    """Give the highest place of a stored table, 0 where it is empty."""
    found = connection.execute(f"select max(row_place) from stored.{table}").fetchall()  # noqa: S608 - a stage's name
    return int(found[0][0] or 0)


def _make_room(connection: duckdb.DuckDBPyConnection, table: str, kinds: dict[str, str]) -> None:
    """Make the stored table and its view, or give them the columns that they lack."""
    connection.execute(
        f"create table if not exists stored.{table} "
        "(row_place bigint not null, row_fingerprint ubigint not null, row_nth integer not null)"
    )
    known = columns_of(connection, f"stored.{table}")
    missing = [(name, kind) for name, kind in kinds.items() if name not in known]
    for name, kind in missing:
        connection.execute(f'alter table stored.{table} add column "{name}" {kind}')
    if missing:
        _make_view(connection, table)


def make_views(connection: duckdb.DuckDBPyConnection) -> None:
    """Make the view of every stored table anew; in a transaction."""
    made = "select view_name from duckdb_views() where schema_name = 'history' order by all"
    for (table,) in connection.execute(made).fetchall():
        _make_view(connection, table)


def _make_view(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    columns = [name for name in columns_of(connection, f"stored.{table}") if name not in OWN]
    listed = "".join(f', kept."{name}"' for name in columns)
    connection.execute(
        f"create or replace view history.{table} as "  # noqa: S608 - a stage's name and columns
        f"select spans.run_id{listed} from stored.{table} as kept inner join stored.spans as spans "
        f"on kept.row_place >= spans.first and kept.row_place < spans.past "
        f"and spans.name = '{table}'"
    )


def _find_places(
    connection: duckdb.DuckDBPyConnection, table: str, source: str, columns: list[str], newest: int
) -> None:
    """Make the table ``incoming_rows``: the source's rows, each with its place.

    That is where an equal row is stored, else the next one after ``newest``. Equal rows of one
    source are told apart by ``row_nth``. A fingerprint finds candidates, every column is compared.
    """
    same = " and ".join(f'kept."{name}" is not distinct from made."{name}"' for name in columns)
    connection.execute(
        "create temp table incoming_rows as "  # noqa: S608 - a stage's name and columns
        "with found as (select *, hash(found) as row_fingerprint, "
        f"row_number() over () as row_order from {source} as found), "
        "made as (select *, row_number() over "
        "(partition by row_fingerprint order by row_order)::integer as row_nth from found) "
        "select coalesce(kept.row_place, $newest + row_number() over "
        "(partition by kept.row_place is null order by made.row_order)) as row_place, made.* "
        f"from made left join stored.{table} as kept on "
        f"kept.row_fingerprint = made.row_fingerprint and kept.row_nth = made.row_nth and {same}",
        {"newest": newest},
    ).fetchall()
