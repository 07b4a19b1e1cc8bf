-- Every column that the history holds, as table.column.
select table_name || '.' || column_name as column_path
from information_schema.columns
where table_schema = 'history'
order by column_path
