select
    company,
    term,
    kind,
    removed
from history.weeded_out
where run_id = $run_id
order by company, removed desc, term
