with newest as (
    select
        industry,
        max_by(run_id, (snapshot_id, run_id)) as run_id
    from raw.runs
    where
        industry != $industry
        and channel = $channel
        and industry != 'demo'
        and model = $model
        and finished_at is not null
    group by industry
    -- Some of many, the same ones each month: drawn by name, another draw for each industry.
    order by sha256(industry || '/' || $industry), industry
    limit $most
)

select
    'workspace' as source,
    newest.industry,
    compared.company as stranger,
    compared.statement_id,
    compared.url,
    compared.kind,
    compared.words,
    compared.vector::float[] as vector
from history.compared_statements as compared
inner join newest on compared.run_id = newest.run_id
order by newest.industry, compared.company, compared.statement_id
