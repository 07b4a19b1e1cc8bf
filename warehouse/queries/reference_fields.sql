with newest as (
    select
        industry,
        max_by(run_id, (snapshot_id, run_id)) as run_id
    from raw.runs
    where
        industry != 'demo'
        and channel = $channel
        and model = $model
        and finished_at is not null
    group by industry
)

select
    newest.industry,
    scores.companies,
    scores.value,
    scores.low,
    scores.high,
    scores.between,
    scores.own,
    scores.strangers,
    scores.ceiling,
    scores.blind_test
from newest
inner join history.industry_scores as scores on newest.run_id = scores.run_id
where scores.value is not null
order by newest.industry
