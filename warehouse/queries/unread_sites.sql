-- Companies that the newest crawls could not read: for how many in a row, and why the last time.
with crawls as (
    select
        company,
        snapshot_id,
        bool_or(outcome = 'fetched') as was_read,
        coalesce(arg_min(reason, depth) filter (where outcome != 'kept'), '') as reason
    from raw.fetches
    where
        industry = $industry
        and list_contains($companies, company)
    group by company, snapshot_id
),

last_good as (
    select
        company,
        max(snapshot_id) as snapshot_id
    from crawls
    where was_read
    group by company
)

select
    crawls.company,
    count(*) as crawls,
    max_by(crawls.reason, crawls.snapshot_id) as reason,
    max(last_good.snapshot_id) as last_read
from crawls
left join last_good on crawls.company = last_good.company
where crawls.snapshot_id > coalesce(last_good.snapshot_id, '')
group by crawls.company
order by crawls desc, crawls.company
