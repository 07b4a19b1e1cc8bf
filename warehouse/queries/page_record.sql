-- Where the archive holds a page of a run.
select
    fetches.record,
    fetches.encoding,
    fetches.digest,
    fetches.fetched_at,
    fetches.outcome,
    fetches.reason
from raw.fetches as fetches
inner join raw.runs as runs
    on
        fetches.industry = runs.industry
        and fetches.snapshot_id = runs.snapshot_id
where
    runs.run_id = $run_id
    and fetches.company = $company
    and fetches.final_url = $url
    and fetches.outcome in ('fetched', 'kept')
order by fetches.outcome, fetches.url
limit 1
