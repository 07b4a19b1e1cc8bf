-- The terms that say whose a text is, as a run found them.
select
    company,
    term,
    kind
from history.identity_terms
where run_id = $run_id
order by company, term, kind
