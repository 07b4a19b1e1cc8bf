-- The newest snapshot, if no run of it was finished, with the companies that it asked.
select
    snapshots.snapshot_id,
    list(distinct fetches.company) as companies
from raw.snapshots as snapshots
left join raw.fetches as fetches
    on
        snapshots.industry = fetches.industry
        and snapshots.snapshot_id = fetches.snapshot_id
where
    snapshots.industry = $industry
    and snapshots.snapshot_id not in (
        select runs.snapshot_id
        from raw.runs as runs
        where
            runs.industry = $industry
            and runs.channel = $channel
            and runs.finished_at is not null
    )
    and snapshots.snapshot_id = (
        select max(every.snapshot_id)
        from raw.snapshots as every
        where
            every.industry = $industry
            and every.source = 'crawl'
    )
group by snapshots.snapshot_id
