-- When each crawl of an industry read each company's site, and whether it read all that it found.
select
    company,
    snapshot_id as crawl,
    max(fetched_at) as read_at,
    count(*) filter (where outcome in ('fetched', 'kept')) < $most_pages
    and not bool_or(outcome != 'fetched' and contains(reason, 'cap of')) as complete
from raw.fetches
where
    industry = $industry
    and snapshot_id <= $snapshot_id
    and list_contains($companies, company)
group by company, snapshot_id
having bool_or(outcome = 'fetched')
order by company, snapshot_id
