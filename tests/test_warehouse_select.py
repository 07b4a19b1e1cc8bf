"""Taking a select statement apart."""

from __future__ import annotations

import pytest

from pipeline.discover import discover_stages
from pipeline.stage import SqlStage
from warehouse.select import parse_select


@pytest.mark.parametrize(
    ("sql", "tables", "values"),
    [
        ("select 1", set(), set()),
        ("select * from a", {"a"}, set()),
        ("from a", {"a"}, set()),
        ("-- Summary.\nselect * from a order by x", {"a"}, set()),
        ("select * from a join b using (x)", {"a", "b"}, set()),
        ("select * from a left join b on a.x = b.x, c", {"a", "b", "c"}, set()),
        ("select * from a as nickname where nickname.x = $x", {"a"}, {"x"}),
        ("select $x, $y::int[], $x from a where list_contains($z, b)", {"a"}, {"x", "y", "z"}),
        ("with c as (select * from a where x = $x) select * from c", {"a"}, {"x"}),
        ("with c as (from a), d as (from c) select * from d join b using (x)", {"a", "b"}, set()),
        ("select * from (select * from a) as inner_one", {"a"}, set()),
        ("select * from a where exists (select 1 from b where b.x = a.x)", {"a", "b"}, set()),
        ("select (select max(x) from b) as top from a", {"a", "b"}, set()),
        ("select * from a union all select * from b", {"a", "b"}, set()),
        (
            "with recursive r as (select 1 as n union all select n + 1 from r, a) select * from r",
            {"a"},
            set(),
        ),
        ("select x, count(*) over (partition by y) from a qualify x = $x", {"a"}, {"x"}),
        ("select * from range(5)", set(), set()),
        ("values (1)", set(), set()),
    ],
)
def test_tables_and_values_are_found(sql: str, tables: set[str], values: set[str]) -> None:
    select = parse_select(sql)
    assert select.sql == sql
    assert (set(select.tables), set(select.values)) == (tables, values)


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "-- only a comment",
        "select",
        "selec 1",
        "select 1; select 2",
        "delete from a",
        "create table b as select 1",
        "insert into a select 1",
        "drop table a",
    ],
)
def test_what_is_not_one_select_is_refused(sql: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        parse_select(sql)


def test_the_stages_written_in_sql_name_what_they_read() -> None:
    stages = {stage.name: stage for stage in discover_stages() if isinstance(stage, SqlStage)}
    assert stages["near_duplicates"].reads == {"same_claim_pairs"}
    assert stages["near_duplicates"].needs == {"least_probability"}
    assert stages["coverage"].reads == {"fetches", "companies", "page_changes", "page_languages"}
