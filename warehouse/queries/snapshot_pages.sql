-- What was asked of one company in a snapshot, in that order; copies that stand in come last.
select
    url,
    final_url,
    kind,
    chosen,
    depth,
    outcome,
    reason,
    fetched_at
from raw.fetches
where
    industry = $industry
    and snapshot_id = $snapshot_id
    and company = $company
order by outcome = 'kept', fetched_at, url
