-- The crawls of an industry before a snapshot in which a site of these companies was read, newest
-- first, with how many runs measured each, and how many of them with this model, judge and version.
select
    snapshots.snapshot_id,
    count(runs.run_id)::integer as runs,
    (
        count(runs.run_id) filter (
            where runs.model = $model and runs.judge = $judge and runs.version = $version
        )
    )::integer as alike
from raw.snapshots as snapshots
left join raw.runs as runs
    on
        snapshots.industry = runs.industry
        and snapshots.snapshot_id = runs.snapshot_id
        and runs.channel = $channel
        and runs.finished_at is not null
where
    snapshots.industry = $industry
    and snapshots.snapshot_id < $snapshot_id
    and snapshots.source != $web_archive
    and snapshots.snapshot_id in (
        select fetches.snapshot_id
        from raw.fetches as fetches
        where
            fetches.industry = $industry
            and fetches.outcome = 'fetched'
            and list_contains($companies, fetches.company)
    )
group by snapshots.snapshot_id
order by snapshots.snapshot_id desc
