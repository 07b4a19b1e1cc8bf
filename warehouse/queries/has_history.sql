select 1
from duckdb_views()
where
    schema_name = 'history'
    and view_name = 'compared_statements'
