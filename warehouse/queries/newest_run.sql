select run_id
from raw.runs
where
    industry = $industry
    and channel = $channel
    and finished_at is not null
order by snapshot_id desc, started_at desc, run_id desc
limit 1
