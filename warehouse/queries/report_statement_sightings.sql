-- Since when a company's pages hold the texts that a report quotes of them.
with quoted as (
    select statement_id
    from history.claims
    where
        run_id = $run_id
        and is_clearest
    union
    select statement_id
    from history.only_you
    where run_id = $run_id
)

select
    statements.company,
    statements.text,
    arg_min(sightings.absent_at, sightings.seen_at) as absent_at,
    min(sightings.seen_at) as seen_at
from history.compared_statements as statements
inner join quoted on statements.statement_id = quoted.statement_id
inner join history.statement_sightings as sightings
    on
        statements.run_id = sightings.run_id
        and statements.company = sightings.company
        and lower(statements.masked) = sightings.masked
where statements.run_id = $run_id
group by statements.company, statements.text
