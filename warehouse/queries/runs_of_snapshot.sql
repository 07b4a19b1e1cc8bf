select run_id
from raw.runs
where
    industry = $industry
    and snapshot_id = $snapshot_id
order by run_id
