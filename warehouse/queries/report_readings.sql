-- Every reading of a run's industry up to the run's own, as its newest run of each model and
-- version measured it; of the run's own snapshot the run itself.
with this as (
    select
        run_id,
        industry,
        channel,
        snapshot_id
    from raw.runs
    where run_id = $run_id
),

ranked as (
    select
        runs.run_id,
        runs.snapshot_id,
        runs.model,
        runs.version,
        snapshots.started_at,
        row_number() over (
            partition by runs.snapshot_id, runs.model, runs.version
            order by runs.started_at desc, runs.run_id desc
        ) as age
    from raw.runs as runs
    inner join this
        on
            runs.industry = this.industry
            and runs.channel = this.channel
            and (runs.snapshot_id < this.snapshot_id or runs.run_id = this.run_id)
    inner join raw.snapshots as snapshots
        on
            runs.industry = snapshots.industry
            and runs.snapshot_id = snapshots.snapshot_id
    where runs.finished_at is not null
),

members as (
    select
        run_id,
        list_sort(list(company)) as members
    from raw.run_companies
    group by run_id
),

claims as (
    select
        run_id,
        count(distinct claim_id) filter (where strength = 'same') as claims
    from history.claims
    group by run_id
)

select
    ranked.run_id,
    ranked.model,
    ranked.version,
    ranked.started_at,
    scores.published,
    scores.companies,
    scores.value,
    scores.low,
    scores.high,
    members.members,
    coalesce(claims.claims, 0) as claims
from ranked
inner join history.industry_scores as scores on ranked.run_id = scores.run_id
inner join members on ranked.run_id = members.run_id
left join claims on ranked.run_id = claims.run_id
where ranked.age = 1
order by ranked.snapshot_id, ranked.version, ranked.model
