-- The look of each company of another industry, as its newest run measured it.
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
    looks.company,
    looks.colour,
    looks.layout,
    looks.imagery
from history.looks as looks
inner join newest on looks.run_id = newest.run_id
order by newest.industry, looks.company
