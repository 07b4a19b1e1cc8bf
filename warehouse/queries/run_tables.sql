-- The tables whose rows belong to a run.
select schema_name || '.' || table_name as name
from duckdb_columns()
where
    column_name = 'run_id'
    and schema_name in ('history', 'raw')
order by name
