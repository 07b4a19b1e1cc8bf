-- The newest finished run of one model and version on an earlier snapshot of an industry.
select
    run_id,
    snapshot_id
from raw.runs
where
    industry = $industry
    and list_contains($channels, channel)
    and model = $model
    and version = $version
    and snapshot_id < $snapshot_id
    and finished_at is not null
order by snapshot_id desc, started_at desc, run_id desc
limit 1
