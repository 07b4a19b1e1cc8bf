-- The newest run of a snapshot, finished or not, in whatever channel.
select max(run_id) as run_id
from raw.runs
where
    industry = $industry
    and snapshot_id = $snapshot_id
