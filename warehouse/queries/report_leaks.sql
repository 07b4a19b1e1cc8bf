select
    company,
    word
from history.leaks
where run_id = $run_id
order by company, statements desc, word
