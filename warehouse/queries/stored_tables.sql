-- The tables that the file holds, without temporary ones.
select schema_name || '.' || table_name as name
from duckdb_tables()
where not temporary
order by name
