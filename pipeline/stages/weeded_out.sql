-- How often each term was deleted from a company's marketing statements.
with removals as (
    select
        statements.company,
        unnest(masked_statements.removed, recursive := true)
    from masked_statements
    inner join statements on masked_statements.statement_id = statements.statement_id
    where list_contains($marketing_kinds, statements.kind)
)

select
    company,
    min(term) as term,
    min(kind) as kind,
    count(*) as removed
from removals
group by company, lower(term)
order by company, removed desc, term
