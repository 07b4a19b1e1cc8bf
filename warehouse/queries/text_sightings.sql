-- When each page of an industry was first and last read with each of its company's texts, by runs
-- of one model and version, up to a snapshot. Texts of any role, so that a page that only changes
-- its looks says nothing new.
-- Materialised, since DuckDB sometimes joined every statement of a run with every masked one before
-- it looked at their ids: 15 s where this takes a hundredth.
with runs as materialized (
    select
        run_id,
        industry,
        snapshot_id
    from raw.runs
    where
        industry = $industry
        and list_contains($channels, channel)
        and model = $model
        and version = $version
        and snapshot_id < $snapshot_id
        and finished_at is not null
),

fetches as materialized (
    select
        runs.run_id,
        fetches.company,
        fetches.final_url,
        fetches.fetched_at
    from raw.fetches as fetches
    inner join runs on fetches.industry = runs.industry and fetches.snapshot_id = runs.snapshot_id
    where fetches.outcome = 'fetched'
),

masked as materialized (
    select
        masked.run_id,
        masked.statement_id,
        masked.masked
    from history.masked_statements as masked
    where
        masked.run_id in (select runs.run_id from runs)
        and masked.words >= 4
),

said as materialized (
    select
        statements.run_id,
        statements.statement_id,
        statements.company,
        statements.url,
        statements.text
    from history.statements as statements
    where statements.run_id in (select runs.run_id from runs)
)

select
    said.company,
    lower(masked.masked) as masked,
    lower(said.text) as text_key,
    min(said.text) as text,
    said.url,
    min(fetches.fetched_at) as first_at,
    max(fetches.fetched_at) as last_at
from said
inner join masked on said.run_id = masked.run_id and said.statement_id = masked.statement_id
inner join fetches
    on
        said.run_id = fetches.run_id
        and said.company = fetches.company
        and said.url = fetches.final_url
group by said.company, lower(masked.masked), lower(said.text), said.url
order by said.company, lower(masked.masked), lower(said.text), said.url
