select
    industry,
    max_by(run_id, (snapshot_id, run_id)) as run_id,
    count(*) as runs
from raw.runs
where
    channel = $channel
    and finished_at is not null
group by industry
order by industry
