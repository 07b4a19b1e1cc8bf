"""What a select statement reads and needs, asked of DuckDB's own parser."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import duckdb

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Select:
    """A select statement with the tables it reads and the ``$values`` it needs."""

    sql: str
    tables: frozenset[str]
    values: frozenset[str]


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Give a database to ask; to open one takes longer than what is asked of it."""
    return duckdb.connect()


# A run asks for its stages once per channel.
@cache
def parse_select(sql: str) -> Select:
    """Give one select statement taken apart; raises ValueError where it is not one.

    ``get_table_names`` is not used: it binds ``join ... using`` and fails where no table exists.
    """
    query = "select json_serialize_sql($sql)"
    parsed = json.loads(_parser().execute(query, {"sql": sql}).fetchall()[0][0])
    if parsed["error"]:
        raise ValueError(parsed["error_message"])
    if len(parsed["statements"]) != 1:
        raise ValueError(f"{len(parsed['statements'])} statements")
    nodes = list(_walk(parsed))
    defined = {entry["key"] for node in nodes for entry in _ctes(node)}
    tables = {node["table_name"] for node in nodes if node.get("type") == "BASE_TABLE"}
    values = {node["identifier"] for node in nodes if node.get("class") == "PARAMETER"}
    return Select(sql, frozenset(tables - defined), frozenset(values))


def _walk(node: object) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
        for child in node.values():
            yield from _walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from _walk(child)


def _ctes(node: dict[str, Any]) -> list[dict[str, Any]]:
    entries = node.get("cte_map", {}).get("map", [])
    return list(entries)
