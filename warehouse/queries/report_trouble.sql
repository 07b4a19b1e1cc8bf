select
    fetches.company,
    fetches.reason,
    count(*) as times
from raw.fetches as fetches
inner join raw.runs as runs
    on
        fetches.industry = runs.industry
        and fetches.snapshot_id = runs.snapshot_id
where
    runs.run_id = $run_id
    and fetches.outcome != 'kept'
    and fetches.reason != ''
group by fetches.company, fetches.reason
order by fetches.company, times desc, fetches.reason
