-- The rates of voice of each company of another industry, as its newest run found them.
with newest as (
    select
        industry,
        max_by(run_id, (snapshot_id, run_id)) as run_id
    from raw.runs
    where
        industry != $industry
        and industry != 'demo'
        and channel = 'pages'
        and finished_at is not null
    group by industry
)

select
    'workspace' as source,
    newest.industry,
    rates.company,
    rates.axis,
    rates.rate
from history.voice_rates as rates
inner join newest on rates.run_id = newest.run_id
where
    rates.company is not null
    and rates.rate is not null
order by newest.industry, rates.company, rates.axis
