-- The tables of which runs have rows of their own.
select schema_name || '.' || table_name as name
from duckdb_columns()
where
    column_name = 'run_id'
    and schema_name = 'raw'
order by name
