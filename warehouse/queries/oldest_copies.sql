-- The date of each company's oldest copy out of a web archive.
select
    fetches.company,
    min(fetches.fetched_at) as first_at
from raw.fetches as fetches
inner join raw.snapshots as snapshots
    on
        fetches.industry = snapshots.industry
        and fetches.snapshot_id = snapshots.snapshot_id
where
    fetches.industry = $industry
    and fetches.outcome = 'fetched'
    and snapshots.source != 'crawl'
group by fetches.company
