-- The terms that a run found to say whose a text is.
select
    company,
    term,
    kind,
    pages
from history.identity_terms
where run_id = $run_id
order by company, term, kind
