-- How often each term was deleted from a company's marketing statements.
with removals as (
    select
        statements.company,
        unnest(masked_statements.removed) as removal
    from masked_statements
    inner join statements on masked_statements.statement_id = statements.statement_id
    where list_contains($marketing_kinds, statements.kind)
)

select
    removals.company,
    min(removals.removal.term) as term,
    min(removals.removal.kind) as kind,
    count(*) as removed
from removals
group by removals.company, lower(removals.removal.term)
order by removals.company, removed desc, term
