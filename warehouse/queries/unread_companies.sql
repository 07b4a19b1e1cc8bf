-- Companies of which a snapshot read no page, with the reason that their home page gave.
select
    company,
    coalesce(arg_min(reason, depth) filter (where outcome != 'kept'), '') as reason,
    count(*) filter (where outcome = 'kept') as kept,
    min(fetched_at) filter (where outcome = 'kept') as kept_since
from raw.fetches
where
    industry = $industry
    and snapshot_id = $snapshot_id
    and list_contains($companies, company)
group by company
having count(*) filter (where outcome = 'fetched') = 0
order by company
