-- One row where the history holds claims that tell "same" from "alike".
select 1
from duckdb_columns()
where
    schema_name = 'history'
    and table_name = 'claims'
    and column_name = 'strength'
