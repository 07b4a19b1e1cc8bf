-- The newest snapshot of each company in which a page of its own time was read.
select
    company,
    max(snapshot_id) as snapshot_id
from raw.fetches
where
    industry = $industry
    and outcome = 'fetched'
group by company
