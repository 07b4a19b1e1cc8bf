select
    statement_id,
    company,
    url,
    kind,
    text,
    masked,
    words,
    vector
from history.compared_statements
where run_id = $run_id
order by company, statement_id
