-- Whose site a run's crawl could not read though an earlier one had: when it was last read, and in
-- how many crawls, this one included, it has not been since.
with this as (
    select
        industry,
        snapshot_id
    from raw.runs
    where run_id = $run_id
),

crawls as (
    select snapshots.snapshot_id
    from raw.snapshots as snapshots
    inner join this
        on
            snapshots.industry = this.industry
            and snapshots.snapshot_id <= this.snapshot_id
    where snapshots.source = 'crawl'
),

last_read as (
    select
        fetches.company,
        max(fetches.snapshot_id) as snapshot_id,
        max(fetches.fetched_at) as read_at
    from raw.fetches as fetches
    inner join this on fetches.industry = this.industry
    inner join crawls on fetches.snapshot_id = crawls.snapshot_id
    where fetches.outcome = 'fetched'
    group by fetches.company
)

select
    last_read.company,
    last_read.read_at,
    count(*) as crawls
from last_read
inner join raw.run_companies as companies
    on
        last_read.company = companies.company
        and companies.run_id = $run_id
inner join crawls on last_read.snapshot_id < crawls.snapshot_id
group by last_read.company, last_read.read_at
order by last_read.company
