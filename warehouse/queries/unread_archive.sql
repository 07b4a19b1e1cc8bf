-- The snapshots out of a web archive that no finished run of this model and version has read.
select snapshots.snapshot_id
from raw.snapshots as snapshots
where
    snapshots.industry = $industry
    and snapshots.source = $web_archive
    and snapshots.snapshot_id in (
        select fetches.snapshot_id
        from raw.fetches as fetches
        where
            fetches.industry = $industry
            and fetches.outcome = 'fetched'
    )
    and snapshots.snapshot_id not in (
        select runs.snapshot_id
        from raw.runs as runs
        where
            runs.industry = $industry
            and runs.channel = $channel
            and runs.model = $model
            and runs.version = $version
            and runs.finished_at is not null
    )
order by snapshots.snapshot_id
