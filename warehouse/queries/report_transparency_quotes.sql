with wanted as (
    select
        run_id,
        unnest([price_id, limit_id, person_id, proved_id, bare_id]) as statement_id
    from history.transparency
    where run_id = $run_id
)

select distinct
    statements.statement_id,
    statements.company,
    statements.text,
    statements.url,
    pages.fetched_at
from history.voice_statements as statements
inner join wanted
    on
        statements.run_id = wanted.run_id
        and statements.statement_id = wanted.statement_id
inner join history.page_dates as pages
    on
        statements.run_id = pages.run_id
        and statements.company = pages.company
        and statements.url = pages.url
order by statements.statement_id
