select 1
from duckdb_tables()
where
    schema_name = 'history'
    and table_name = 'compared_statements'
