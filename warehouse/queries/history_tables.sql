-- The tables of the history, by name.
select distinct table_name
from duckdb_columns()
where schema_name = 'history'
order by table_name
