-- The newest snapshot of each company in which a page of its own time was read.
select
    company,
    max(snapshot_id) as snapshot_id
from raw.fetches
where
    industry = $industry
    and outcome = 'fetched'
    and snapshot_id in (
        select own.snapshot_id
        from raw.snapshots as own
        where own.source = 'crawl'
    )
group by company
