-- The newest snapshot of each company in which a page of its own time was read.
select
    company,
    max(snapshot_id) as snapshot_id
from raw.fetches
where
    industry = $industry
    and outcome = 'fetched'
    and snapshot_id not in (
        select archived.snapshot_id
        from raw.snapshots as archived
        where
            archived.industry = $industry
            and archived.source != 'crawl'
    )
group by company
