-- The readings before a run's own that other models, judges or versions measured: with this run's
-- own, too (again), or only with others.
select
    snapshots.snapshot_id,
    snapshots.started_at,
    bool_or(
        others.model = runs.model and others.judge = runs.judge and others.version = runs.version
    ) as again
from raw.runs as runs
inner join raw.runs as others
    on
        runs.industry = others.industry
        and runs.channel = others.channel
        and runs.snapshot_id > others.snapshot_id
inner join raw.snapshots as snapshots
    on
        others.industry = snapshots.industry
        and others.snapshot_id = snapshots.snapshot_id
where
    runs.run_id = $run_id
    and others.finished_at is not null
group by snapshots.snapshot_id, snapshots.started_at
having
    bool_or(
        others.model != runs.model or others.judge != runs.judge or others.version != runs.version
    )
order by snapshots.snapshot_id
