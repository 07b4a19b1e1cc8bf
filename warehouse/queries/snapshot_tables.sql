select table_schema || '.' || table_name as name
from information_schema.columns
where
    table_schema = 'raw'
    and column_name = 'snapshot_id'
order by name
